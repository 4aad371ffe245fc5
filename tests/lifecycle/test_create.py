"""Creating a stack: what refers to something is made after it, and all that does not is made at the same time."""

from __future__ import annotations

from setpoint.engine.result import Verdict
from setpoint.model.address import Address
from setpoint.model.incarnation import Phase, Status
from tests.lifecycle.kit import Life, complete, deeds, live

CHAIN = """
resources:
  first: {type: OS::Heat::TestResource, properties: {value: one}}
  second:
    type: OS::Heat::TestResource
    properties: {value: {get_attr: [first, output]}}
outputs:
  last: {value: {get_attr: [second, output]}}
"""


def test_values_flow_along_references() -> None:
    async def scenario() -> None:
        life = Life()
        result = complete(await life.up(CHAIN))
        assert life.attributes("second")["output"] == "one"
        assert result.stack.outputs["last"]["value"] == "one"
        assert result.stack.status is Status.COMPLETE
        life.check()

    live(scenario())


def test_a_second_up_does_nothing() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(CHAIN))
        before = life.one("second")
        plan = await life.plan(CHAIN)
        assert plan.is_empty
        assert [one.address for one in plan.unchanged] == ["first", "second"]
        complete(await life.up(CHAIN))
        assert life.one("second") == before
        life.check()

    live(scenario())


def test_independent_resources_are_made_at_the_same_time() -> None:
    async def scenario() -> None:
        life = Life()
        waits = "".join(
            f"  r{n}: {{type: OS::Heat::TestResource, properties: {{wait_secs: 10}}}}\n" for n in range(20)
        )
        began = life.engine.now()
        complete(await life.up(f"resources:\n{waits}"))
        assert life.engine.now() - began < 15
        life.check()

    live(scenario())


def test_real_types_on_the_simulated_cloud() -> None:
    template = """
resources:
  net: {type: OS::Neutron::Net, properties: {name: front}}
  subnet:
    type: OS::Neutron::Subnet
    properties: {network: {get_resource: net}, cidr: 10.0.0.0/24}
  server:
    type: OS::Nova::Server
    properties:
      flavor: m1.small
      image: jammy
      networks: [{subnet: {get_resource: subnet}}]
outputs:
  address: {value: {get_attr: [server, first_address]}}
"""

    async def scenario() -> None:
        life = Life()
        plan = await life.plan(template)
        assert deeds(plan) == ["create net", "create subnet", "create server"]
        result = complete(await life.up(template))
        assert result.stack.outputs["address"]["value"].startswith("10.0.0.")
        assert all(one.phase is Phase.CURRENT for one in life.recorded)
        complete(await life.down())
        assert not list(life.world.things)
        assert life.records.stack("app") is None
        life.check()

    live(scenario())


def test_a_failed_create_is_told_and_recovered_by_another_update() -> None:
    broken = """
resources:
  good: {type: OS::Heat::TestResource}
  bad: {type: OS::Heat::TestResource, properties: {fail: true}}
  after: {type: OS::Heat::TestResource, depends_on: bad}
"""

    async def scenario() -> None:
        life = Life()
        result = await life.up(broken)
        assert result.verdict is Verdict.FAILED
        assert [one.address for one in result.failures] == ["bad"]
        assert life.one("good").status is Status.COMPLETE
        assert life.recorded.current(Address("after")) is None
        complete(await life.up(broken.replace("fail: true", "fail: false")))
        assert life.one("bad").status is Status.COMPLETE
        life.check()

    live(scenario())
