"""What is done to a stack at rest: looking, healing by update, putting to sleep, marking, moving, carrying over."""

from __future__ import annotations

import pytest

from setpoint.certify.simulated import accidents
from setpoint.engine.requests.carry import abandon, adopt, export
from setpoint.engine.requests.drift import State, drift
from setpoint.engine.requests.preview import new_stack
from setpoint.engine.requests.snapshots import drop, restore, snapshot
from setpoint.engine.requests.surgery import bind, forget, mark_unhealthy, move
from setpoint.engine.requests.sweep import rollback, sweep
from setpoint.engine.requests.update import DEFAULTS, update
from setpoint.engine.result import Verdict
from setpoint.model.address import Address
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Action, Status
from setpoint.model.plan import Deed
from tests.lifecycle.kit import Life, complete, deeds, live

SERVERS = """
resources:
  net: {type: OS::Neutron::Net, properties: {name: front}}
  subnet:
    type: OS::Neutron::Subnet
    properties: {network: {get_resource: net}, cidr: 10.0.0.0/24}
  server:
    type: OS::Nova::Server
    properties: {flavor: m1.small, image: jammy, networks: [{subnet: {get_resource: subnet}}]}
  volume: {type: OS::Cinder::Volume, properties: {size: 1, name: data}}
"""


def test_what_has_vanished_shows_as_drift_and_only_it_is_made_again() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SERVERS))
        before = {str(one.address): one for one in life.recorded}
        accidents.vanish(life.world, life.one("volume").physical_id)
        found = {str(one.address): one.state for one in await drift(life.engine, "app")}
        assert found["volume"] is State.GONE
        assert found["server"] is State.IN_SYNC
        plan = await life.plan(SERVERS)
        assert deeds(plan) == ["create volume"]
        assert plan.steps[0].causes[0].why == "it is gone"
        complete(await life.up(SERVERS))
        for address in ("net", "subnet", "server"):
            assert life.one(address) == before[address]
        life.check()

    live(scenario())


def test_a_property_that_somebody_changed_is_put_right() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SERVERS))
        accidents.drift(life.world, life.one("net").physical_id, name="meddled")
        net = next(one for one in await drift(life.engine, "app") if one.address == "net")
        assert [(one.property, one.recorded, one.seen) for one in net.differences] == [
            ("name", "front", "meddled")
        ]
        plan = await life.plan(SERVERS)
        assert deeds(plan) == ["update net"]
        assert plan.steps[0].causes[0].why == "drifted"
        complete(await life.up(SERVERS))
        assert life.world[life.one("net").physical_id].properties["name"] == "front"
        life.check()

    live(scenario())


def test_suspend_and_resume() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SERVERS))
        complete(await sweep(life.engine, "app", Action.SUSPEND))
        assert life.world[life.one("server").physical_id].status == "SUSPENDED"
        assert life.stack().action is Action.SUSPEND
        complete(await sweep(life.engine, "app", Action.RESUME))
        assert life.world[life.one("server").physical_id].status == "ACTIVE"
        complete(await sweep(life.engine, "app", Action.CHECK))
        assert {one.action for one in life.recorded} == {Action.CHECK}
        assert (await life.plan(SERVERS)).is_empty
        life.check()

    live(scenario())


def test_a_check_that_finds_something_missing_fails_and_the_next_update_mends() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SERVERS))
        accidents.vanish(life.world, life.one("volume").physical_id)
        result = await sweep(life.engine, "app", Action.CHECK)
        assert result.verdict is Verdict.FAILED
        assert life.one("volume").status is Status.FAILED
        complete(await life.up(SERVERS))
        life.check()

    live(scenario())


FAILING = """
resources:
  good: {type: OS::Heat::TestResource}
  bad: {type: OS::Heat::TestResource, properties: {fail: FAIL}}
  after: {type: OS::Heat::TestResource, depends_on: bad}
"""


def test_a_check_tells_of_a_create_that_has_failed_however_often() -> None:
    async def scenario() -> None:
        life = Life()
        assert (await life.up(FAILING.replace("FAIL", "true"))).verdict is Verdict.FAILED
        why = life.one("bad").reason
        for _again in range(2):
            assert (await sweep(life.engine, "app", Action.CHECK)).verdict is Verdict.FAILED
            assert {one.address: f"{one.action}_{one.status}" for one in life.recorded} == {
                "good": "CHECK_COMPLETE",
                "bad": "CHECK_FAILED",
            }
            assert life.one("bad").reason == f"its create failed: {why}"
        complete(await life.up(FAILING.replace("FAIL", "false")))
        assert (await life.plan(FAILING.replace("FAIL", "false"))).is_empty
        life.check()

    live(scenario())


def test_a_resource_that_is_marked_unhealthy_is_replaced_once() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SERVERS))
        old = life.one("server").physical_id
        await mark_unhealthy(life.engine, "app", Address("server"), "answers slowly")
        plan = await life.plan(SERVERS)
        create = next(step for step in plan.steps if step.deed is Deed.CREATE)
        assert create.causes[0].why == "unhealthy: answers slowly"
        complete(await life.up(SERVERS))
        assert life.one("server").physical_id != old
        assert (await life.plan(SERVERS)).is_empty
        assert not life.records.adjustments(life.stack().id)
        life.check()

    live(scenario())


def test_a_mark_can_be_taken_away() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SERVERS))
        await mark_unhealthy(life.engine, "app", Address("server"), "answers slowly")
        await mark_unhealthy(life.engine, "app", Address("server"), "", unhealthy=False)
        assert (await life.plan(SERVERS)).is_empty
        life.check()

    live(scenario())


def test_a_moved_resource_is_not_made_anew() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SERVERS))
        volume = life.one("volume").physical_id
        await move(life.engine, "app", Address("volume"), Address("disk"))
        plan = await life.plan(SERVERS.replace("  volume:", "  disk:"))
        assert plan.is_empty
        assert life.one("disk").physical_id == volume
        life.check()

    live(scenario())


def test_a_forgotten_thing_is_left_and_can_be_bound_again() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SERVERS))
        volume = life.one("volume").physical_id
        await forget(life.engine, "app", Address("volume"))
        assert volume in life.world.things
        assert deeds(await life.plan(SERVERS)) == ["create volume"]
        complete(await life.up(SERVERS))
        await bind(life.engine, "app", Address("volume"), volume)
        assert life.one("volume").physical_id == volume
        assert (await life.plan(SERVERS)).is_empty

    live(scenario())


def test_rolling_back_at_rest_goes_to_the_revision_before() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SERVERS))
        complete(await life.up(SERVERS.replace("front", "back")))
        result = await rollback(life.engine, "app")
        assert result.verdict is Verdict.ROLLED_BACK
        assert life.one("net").properties["name"] == "front"
        assert (await life.plan(SERVERS)).is_empty
        life.check()

    live(scenario())


def test_an_abandoned_stack_is_adopted_without_touching_a_thing() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SERVERS))
        carried = await abandon(life.engine, "app")
        assert life.records.stack("app") is None
        calls = [call for call in life.world.calls if call.verb not in ("observe", "find")]
        complete(await adopt(life.engine, life.stack(), life.source(SERVERS), carried))
        assert [call for call in life.world.calls if call.verb not in ("observe", "find")] == calls
        assert (await life.plan(SERVERS)).is_empty
        assert life.stack().action is Action.ADOPT
        complete(await life.down())
        assert not [thing for thing in life.world.things.values() if thing.labels]

    live(scenario())


def test_what_another_stack_owns_is_not_adopted() -> None:
    one_net = "resources:\n  net: {type: OS::Neutron::Net}\n"
    two_nets = one_net + "  same: {type: OS::Neutron::Net}\n"

    async def scenario() -> None:
        life = Life()
        complete(await life.up(one_net))
        carried = export(life.engine, "app")
        copy = new_stack(life.engine, "copy", "simulated")
        with pytest.raises(InvalidInput, match=r"that is net of stack app") as refused:
            await adopt(life.engine, copy, life.source(one_net), carried)
        (problem,) = refused.value.diagnostics
        assert (problem.address, problem.place and problem.place.line) == ("net", 3)
        assert "setpoint stack abandon app" in problem.advice
        assert [stack.name for stack in life.records.stacks()] == ["app"]
        elsewhere = new_stack(life.engine, "elsewhere", "another cloud")
        complete(await adopt(life.engine, elsewhere, life.source(one_net), carried))
        await abandon(life.engine, "elsewhere")
        await abandon(life.engine, "app")
        carried["resources"]["same"] = {**carried["resources"]["net"], "id": "another"}
        with pytest.raises(InvalidInput, match=r"same cannot stand for .* for that is net\b"):
            await adopt(life.engine, copy, life.source(two_nets), carried)
        del carried["resources"]["same"]
        complete(await adopt(life.engine, copy, life.source(one_net), carried))

    live(scenario())


def test_what_another_resource_owns_is_not_bound() -> None:
    nets = "resources:\n  net: {type: OS::Neutron::Net}\n  other: {type: OS::Neutron::Net}\n"

    async def scenario() -> None:
        life = Life()
        complete(await life.up(nets))
        net = life.one("net").physical_id
        with pytest.raises(InvalidInput, match=r"for that is net\b.*resource forget net"):
            await bind(life.engine, "app", Address("other"), net)
        await bind(life.engine, "app", Address("net"), net)
        reader = new_stack(life.engine, "reader", "simulated")
        reads = f"resources:\n  net: {{type: OS::Neutron::Net, external_id: {net}}}\n"
        complete(await update(life.engine, reader, life.source(reads), DEFAULTS))
        third = new_stack(life.engine, "third", "simulated")
        complete(await update(life.engine, third, life.source(nets), DEFAULTS))
        with pytest.raises(InvalidInput, match="net of stack app"):
            await bind(life.engine, "third", Address("net"), net)
        await forget(life.engine, "app", Address("net"))
        await bind(life.engine, "third", Address("net"), net)

    live(scenario())


def test_what_is_only_read_can_be_carried_over_and_is_still_only_read() -> None:
    template = "resources:\n  net: {type: OS::Neutron::Net, external_id: %s}\n"

    async def scenario() -> None:
        life = Life()
        complete(await life.up("resources:\n  net: {type: OS::Neutron::Net}\n"))
        net = life.one("net").physical_id
        reader = new_stack(life.engine, "reader", "simulated")
        complete(await update(life.engine, reader, life.source(template % net), DEFAULTS))
        carried = await abandon(life.engine, "reader")
        again = new_stack(life.engine, "again", "simulated")
        complete(await adopt(life.engine, again, life.source(template % net), carried))
        complete(await update(life.engine, life.engine.stack("again"), None, DEFAULTS))
        assert net in life.world.things
        life.check()

    live(scenario())


def test_outputs_of_a_group_stay_when_the_stack_is_looked_at() -> None:
    template = """
resources:
  group:
    type: OS::Heat::ResourceGroup
    properties: {count: 2, resource_def: {type: OS::Neutron::Net}}
outputs:
  nets: {value: {get_attr: [group, refs]}}
"""

    async def scenario() -> None:
        life = Life()
        before = complete(await life.up(template)).stack.outputs
        assert len(before["nets"]["value"]) == 2
        for action in (Action.CHECK, Action.SUSPEND, Action.RESUME):
            assert complete(await sweep(life.engine, "app", action)).stack.outputs == before

    live(scenario())


def test_a_snapshot_brings_back_revision_and_content() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SERVERS))
        saved, _result = await snapshot(life.engine, "app", "before")
        assert saved.status == "COMPLETE"
        assert "volume" in saved.saved
        complete(await life.up(SERVERS.replace("front", "back")))
        complete(await restore(life.engine, "app", "before"))
        assert life.one("net").properties["name"] == "front"
        await drop(life.engine, "app", "before")
        assert not life.records.snapshots(life.stack().id)
        complete(await life.down())

    live(scenario())


def test_an_external_resource_is_used_and_never_touched() -> None:
    template = """
parameters:
  id: {type: string}
resources:
  net: {type: OS::Neutron::Net, external_id: {get_param: id}}
  subnet:
    type: OS::Neutron::Subnet
    properties: {network: {get_resource: net}, cidr: 10.0.0.0/24}
"""

    async def scenario() -> None:
        other = Life()
        complete(await other.up("resources:\n  net: {type: OS::Neutron::Net}\n"))
        net = other.one("net").physical_id
        life = Life(world=other.world)
        complete(await life.up(template, id=net))
        assert life.one("net").external
        assert (await life.plan(template, id=net)).is_empty
        complete(await life.down())
        assert net in life.world.things

    live(scenario())


def test_of_an_external_resource_no_property_is_required() -> None:
    template = "resources:\n  subnet: {type: OS::Neutron::Subnet, external_id: %s}\n"

    async def scenario() -> None:
        other = Life()
        properties = "{network: {get_resource: net}, cidr: 10.0.0.0/24}"
        subnet = f"  subnet: {{type: OS::Neutron::Subnet, properties: {properties}}}\n"
        complete(await other.up("resources:\n  net: {type: OS::Neutron::Net}\n" + subnet))
        there = other.one("subnet").physical_id
        life = Life(world=other.world)
        complete(await life.up(template % there))
        assert (await life.plan(template % there)).is_empty
        complete(await life.down())
        assert there in life.world.things

    live(scenario())


def test_a_broken_server_lets_go_of_its_port_before_the_new_one_takes_it() -> None:
    template = SERVERS.replace(
        "networks: [{subnet: {get_resource: subnet}}]", "networks: [{port: {get_resource: port}}]"
    )
    template += """
  port:
    type: OS::Neutron::Port
    properties: {network: {get_resource: net}, fixed_ips: [{subnet: {get_resource: subnet}}]}
"""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(template))
        port, server = life.one("port"), life.one("server").physical_id
        accidents.break_down(life.world, server)
        plan = await life.plan(template)
        create = next(step for step in plan.steps if step.deed is Deed.CREATE)
        assert create.delete_first
        complete(await life.up(template))
        assert life.one("server").physical_id != server
        assert life.one("port") == port
        life.check()

    live(scenario())


def test_an_immutable_parameter_cannot_be_changed() -> None:
    template = """
parameters:
  name: {type: string, default: one, immutable: true}
resources:
  net: {type: OS::Neutron::Net, properties: {name: {get_param: name}}}
"""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(template))
        with pytest.raises(InvalidInput, match="immutable"):
            await life.up(template, name="two")
        assert (await life.plan(template)).is_empty
        life.check()

    live(scenario())


ROUTED = """
resources:
  net: {type: OS::Neutron::Net}
  subnet:
    type: OS::Neutron::Subnet
    properties: {network: {get_resource: net}, cidr: 10.0.0.0/24}
  router: {type: OS::Neutron::Router}
  joined:
    type: OS::Neutron::RouterInterface
    properties: {router: {get_resource: router}, subnet: {get_resource: subnet}}
"""


def test_an_unhealthy_router_is_replaced_with_what_joins_it() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(ROUTED))
        old = life.one("router").physical_id
        await mark_unhealthy(life.engine, "app", Address("router"), "loses packets")
        complete(await life.up(ROUTED))
        assert life.one("router").physical_id != old
        assert (await life.plan(ROUTED)).is_empty
        life.check()

    live(scenario())


def test_what_a_resource_stands_for_by_its_external_id_does_not_change() -> None:
    own, external = (
        "resources:\n  net: {type: OS::Neutron::Net}\n",
        "resources:\n  net: {type: OS::Neutron::Net, external_id: %s}\n",
    )

    async def scenario() -> None:
        other = Life()
        complete(await other.up(own + "  second: {type: OS::Neutron::Net}\n"))
        first, second = other.one("net").physical_id, other.one("second").physical_id
        life = Life(world=other.world)
        complete(await life.up(own))
        made = life.one("net").physical_id
        with pytest.raises(
            InvalidInput, match=r"external_id of net \(OS::Neutron::Net\) is not supported: it stands for"
        ):
            await life.plan(external % first)
        complete(await life.up("resources: {}\n"))
        assert made not in life.world.things
        complete(await life.up(external % first))
        for text in (own, external % second):
            with pytest.raises(InvalidInput, match="which was there before the stack"):
                await life.plan(text)
        complete(await life.up("resources: {}\n"))
        complete(await life.up(external % second))
        assert {first, second} <= life.world.things.keys()

    live(scenario())
