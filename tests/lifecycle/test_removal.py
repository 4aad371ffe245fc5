"""Removing one nested stack by itself: with all that is in it, and nothing else; the next update makes it again."""

from __future__ import annotations

import pytest

from setpoint.certify.simulated.faults import Fault
from setpoint.engine.requests.carry_on import carry_on
from setpoint.engine.requests.removal import remove_nested
from setpoint.engine.result import Verdict
from setpoint.model.address import Address
from setpoint.model.incarnation import Action, Status
from tests.lifecycle.kit import Life, complete, live, until_killed

APP = """
resources:
  net: {type: OS::Neutron::Net}
  inner: {type: inner.yaml, properties: {net: {get_resource: net}}}
  said: {type: OS::Heat::Value, properties: {value: {get_attr: [inner, port]}}}
"""
INNER = """
heat_template_version: 2021-04-16
parameters: {net: {type: string}}
resources:
  subnet: {type: OS::Neutron::Subnet, properties: {network: {get_param: net}, cidr: 10.1.0.0/24}}
  ports:
    type: OS::Heat::ResourceGroup
    depends_on: subnet
    properties: {count: 2, resource_def: {type: OS::Neutron::Port, properties: {network: {get_param: net}}}}
outputs:
  port: {value: {get_attr: [ports, resource.0]}}
"""
OUTER = {"net", "said"}
WHOLE = {*OUTER, "inner", "inner/subnet", "inner/ports", "inner/ports/0", "inner/ports/1"}


async def started() -> Life:
    life = Life()
    life.files = {"inner.yaml": INNER}
    complete(await life.up(APP))
    return life


def addresses(life: Life) -> set[str]:
    return {one.address for one in life.recorded}


@pytest.mark.parametrize(
    ("container", "left"), (("inner", OUTER), ("inner/ports", {*OUTER, "inner", "inner/subnet"}))
)
def test_all_that_is_in_it_goes_and_nothing_else_is_touched(container: str, left: set[str]) -> None:
    async def scenario() -> None:
        life = await started()
        before = {one.address: one for one in life.recorded if one.address in left}
        result = complete(await remove_nested(life.engine, life.stack(), Address(container)))
        assert (result.stack.action, result.stack.status) == (Action.UPDATE, Status.COMPLETE)
        assert {one.address: one for one in life.recorded} == before
        life.check()
        complete(await life.up(APP))
        assert addresses(life) == WHOLE
        assert life.one("net").id == before[Address("net")].id
        assert life.attributes("said")["value"] == life.one("inner/ports/0").physical_id
        assert (await life.plan(APP)).is_empty
        life.check()

    live(scenario())


def test_the_stack_around_it_is_removed_afterwards() -> None:
    async def scenario() -> None:
        life = await started()
        complete(await remove_nested(life.engine, life.stack(), Address("inner")))
        complete(await life.down())
        assert not life.world.things
        life.check()

    live(scenario())


@pytest.mark.parametrize("durable", (False, True))
@pytest.mark.parametrize("commit", range(8))
def test_a_crash_on_the_way_costs_nothing(commit: int, *, durable: bool) -> None:
    async def scenario() -> None:
        life = await started()
        life.crash_at(commit, after=durable)
        await until_killed(remove_nested(life.engine, life.stack(), Address("inner")))
        life = life.restarted()
        life.files = {"inner.yaml": INNER}
        if life.stack().status is Status.IN_PROGRESS:
            complete(await carry_on(life.engine, "app"))
            assert addresses(life) == OUTER
        life.check()
        complete(await life.up(APP))
        assert addresses(life) == WHOLE
        life.check()

    live(scenario())


def test_what_cannot_be_removed_is_told_and_the_next_update_mends_it() -> None:
    async def scenario() -> None:
        life = await started()
        life.faults.on("delete", Fault.REFUSED, "OS::Neutron::Subnet")
        result = await remove_nested(life.engine, life.stack(), Address("inner"))
        assert result.verdict is Verdict.FAILED
        assert [one.address for one in result.failures] == ["inner/subnet"]
        assert result.stack.status is Status.FAILED
        complete(await life.up(APP))
        assert addresses(life) == WHOLE
        life.check()

    live(scenario())
