"""Plans start from what the clouds show, also where a cloud is slow to tell, or members are planned on the way."""

from __future__ import annotations

import pytest

from setpoint.certify.simulated import accidents
from setpoint.certify.simulated.faults import Fault, Faults
from setpoint.engine.requests.drift import State, drift
from setpoint.model.address import Address
from setpoint.model.incarnation import Phase
from tests.lifecycle.kit import Life, complete, deeds, live, until_killed

VOLUMES = """
parameters:
  size: {type: string, default: "2"}
resources:
  source: {type: OS::Heat::TestResource, properties: {value: {get_param: size}}}
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: {get_attr: [source, output]}
      resource_def: {type: OS::Cinder::Volume, properties: {size: 1, name: "v-%index%"}}
"""


@pytest.mark.parametrize("fault", (Fault.TOO_MANY, Fault.UNAVAILABLE))
def test_a_look_that_the_cloud_puts_off_is_taken_again(fault: Fault) -> None:
    async def scenario() -> None:
        life = Life(faults=Faults())
        complete(await life.up(VOLUMES))
        accidents.vanish(life.world, life.one("group/1").physical_id)
        life.faults.on("observe", fault, type="OS::Cinder::Volume", times=3)
        plan = await life.plan(VOLUMES)
        assert "create group/1" in deeds(plan)
        assert not plan.diagnostics

    live(scenario())


def test_what_could_not_be_looked_at_is_told() -> None:
    async def scenario() -> None:
        life = Life(faults=Faults())
        complete(await life.up(VOLUMES))
        accidents.vanish(life.world, life.one("group/1").physical_id)
        life.faults.on("observe", Fault.UNAVAILABLE, type="OS::Cinder::Volume", times=100)
        plan = await life.plan(VOLUMES)
        assert plan.is_empty
        (told,) = plan.diagnostics
        assert told.summary.startswith("OS::Cinder::Volume: its resources could not be looked at")
        assert "503" in told.detail
        (unseen, _other) = [
            one for one in await drift(life.engine, "app") if one.type == "OS::Cinder::Volume"
        ]
        assert unseen.state is State.UNSEEN
        assert "503" in unseen.why

    live(scenario())


def test_what_vanished_from_a_group_whose_members_are_planned_on_the_way_is_made_again() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(VOLUMES))
        accidents.vanish(life.world, life.one("group/1").physical_id)
        accidents.drift(life.world, life.one("group/0").physical_id, name="renamed by hand")
        assert "expand group" in deeds(await life.plan(VOLUMES, size="3"))
        complete(await life.up(VOLUMES, size="3"))
        assert (await life.plan(VOLUMES, size="3")).is_empty
        life.check()

    live(scenario())


BUILT = """
resources:
  net: {type: OS::Neutron::Net}
  subnet:
    type: OS::Neutron::Subnet
    properties: {network: {get_resource: net}, cidr: 10.0.0.0/24}
  server:
    type: OS::Nova::Server
    properties: {flavor: m1.small, image: jammy, networks: [{subnet: {get_resource: subnet}}]}
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: 1
      resource_def:
        type: OS::Heat::TestResource
        properties: {value: {make_url: {scheme: http, host: {get_attr: [server, first_address]}}}}
"""


def test_a_plan_that_was_cut_off_while_a_server_was_built_is_carried_on() -> None:
    async def scenario() -> None:
        life = Life()
        cut_off = 0
        for commit in range(3, 12):
            life = Life()
            life.crash_at(commit, after=True)
            await until_killed(life.up(BUILT))
            life = life.restarted()
            server = life.recorded.current(Address("server"))
            cut_off += server is not None and bool(server.physical_id) and server.phase is Phase.HALF_MADE
            complete(await life.up(BUILT))
            assert (
                life.attributes("group/0")["output"] == f"http://{life.attributes('server')['first_address']}"
            )
            life.check()
        assert cut_off

    live(scenario())
