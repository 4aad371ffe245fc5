"""The failure sweep: killed at any commit, before or after it is durable, the next process carries on.

Nothing is made twice, nothing is left behind, and the end is what an undisturbed run would have come to.
"""

from __future__ import annotations

import pytest

from tests.lifecycle.kit import Crashed, Life, complete, live

BEFORE = """
parameters:
  cidr: {type: string, default: 10.0.0.0/24}
  name: {type: string, default: one}
resources:
  net: {type: OS::Neutron::Net, properties: {name: {get_param: name}}}
  subnet:
    type: OS::Neutron::Subnet
    properties: {network: {get_resource: net}, cidr: {get_param: cidr}}
  port:
    type: OS::Neutron::Port
    properties: {network: {get_resource: net}, fixed_ips: [{subnet: {get_resource: subnet}}]}
  volume: {type: OS::Cinder::Volume, properties: {size: 1}}
"""

AFTER = BEFORE.replace(
    "volume: {type: OS::Cinder::Volume, properties: {size: 1}}",
    "value: {type: OS::Heat::Value, properties: {value: 1}}",
)


def _killed(error: BaseException) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return any(_killed(one) for one in error.exceptions)
    return isinstance(error, Crashed)


async def _crash(life: Life, commit: int, *, after: bool, deed: str) -> bool:
    """Do something, and die at one commit; False when there were fewer commits than that."""
    fragile = life.crash_at(commit, after=after)
    try:
        await _do(life, deed)
    except BaseException as error:
        if not _killed(error):
            raise
        return True
    return fragile.commits > commit


async def _do(life: Life, deed: str) -> None:
    match deed:
        case "create":
            complete(await life.up(BEFORE))
        case "change":
            complete(await life.up(AFTER, cidr="10.1.0.0/24", name="two"))
        case "delete":
            complete(await life.down())


@pytest.mark.parametrize("after", (False, True), ids=["before", "after"])
@pytest.mark.parametrize("deed", ("create", "change", "delete"))
def test_killed_at_any_commit_it_carries_on(deed: str, *, after: bool) -> None:
    commit = 0
    while live(_killed_once(deed, commit, after=after)):
        commit += 1
    assert commit > 5


async def _killed_once(deed: str, commit: int, *, after: bool) -> bool:
    life = Life()
    if deed != "create":
        await _do(life, "create")
    if not await _crash(life, commit, after=after, deed=deed):
        return False
    life = life.restarted()
    if deed == "delete" and life.records.stack("app") is None:
        assert not list(life.world.things)
        return True
    await _do(life, deed)
    tokens = [thing.token for thing in life.world.things.values()]
    assert len(tokens) == len(set(tokens)), "made twice"
    assert {thing.id for thing in life.world.things.values()} == {
        one.physical_id for one in life.recorded if one.type != "OS::Heat::Value"
    }
    life.check()
    return True
