"""The crash sweep over nested stacks, groups that expand, retained volumes, and rollbacks.

Killed up to three times in a row, doing it again comes to the wanted end: nothing is made twice, nothing is left
behind but what is to be retained, and a further plan is empty.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from setpoint.certify.simulated.accidents import break_down
from setpoint.certify.simulated.faults import Fault
from setpoint.engine.requests.preview import preview
from setpoint.engine.requests.update import Options, update
from setpoint.engine.result import Result, Verdict
from setpoint.model.event import Event
from setpoint.model.incarnation import Action, Phase, Status
from tests.examples import examples
from tests.lifecycle.kit import Life, complete, deeds, live, until_killed
from tests.lifecycle.nested import LEAF, TREE, App, apps, changed

FAILING = {"type": "OS::Heat::TestResource", "properties": {"fail": True}}


@settings(max_examples=examples(40))
@given(data=st.data(), app=apps())
def test_a_crash_in_nested_stacks_is_recovered(data: st.DataObject, app: App) -> None:
    after = data.draw(changed(app))
    deed = data.draw(st.sampled_from(["create", "change", "delete"]))
    crashes = data.draw(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=3))
    _tell(app, after)

    async def scenario() -> None:
        life = Life()
        target = {"create": app, "change": after, "delete": None}[deed]
        if deed != "create":
            complete(await _up(life, app))
        for commit, durable in crashes:
            life = await _killed(life, target, commit, durable=durable)
        if target is not None:
            complete(await _up(life, target))
            await _is_as_wanted(life, target)
        await _goes(life)

    live(scenario())


@settings(max_examples=examples(40))
@given(data=st.data(), app=apps())
def test_a_crash_in_a_rollback_of_nested_stacks_is_recovered(data: st.DataObject, app: App) -> None:
    after = _failing(data.draw(changed(app)))
    commit, durable = data.draw(st.integers(0, 60)), data.draw(st.booleans())
    is_new, gives_up = data.draw(st.booleans()), data.draw(st.booleans())
    _tell(app, after)

    async def scenario() -> None:
        life = Life()
        if not is_new:
            complete(await _up(life, app))
        life = await _killed(life, after, commit, durable=durable, rollback=True)
        if gives_up:
            complete(await _up(life, app))
        else:
            result = await _up(life, after, rollback=True)
            assert result.verdict is Verdict.ROLLED_BACK, result.failures
        if gives_up or not is_new:
            await _is_as_wanted(life, app)
        else:
            assert not len(life.recorded)
        await _goes(life)

    live(scenario())


@pytest.mark.parametrize("commit", range(8, 17))
def test_what_had_gone_before_a_crash_is_forgotten_also_when_its_successor_is_kept(commit: int) -> None:
    leaf = {"type": LEAF, "properties": {"value": {"get_resource": "r0"}}}
    first = {"r0": {"type": LEAF, "properties": {"value": "v"}}}
    app = App({**first, "r1": leaf, "r2": leaf})
    after = _failing(App({**first, "new": leaf}))

    async def scenario() -> None:
        life = Life()
        complete(await _up(life, app))
        life = await _killed(life, after, commit, durable=False, rollback=True)
        complete(await _up(life, app))
        await _is_as_wanted(life, app)

    live(scenario())


def test_a_refused_replacement_that_is_not_wanted_any_more_is_forgotten() -> None:
    volume = (
        "resources:\n  volume: {type: OS::Cinder::Volume, properties: {size: 1, availability_zone: ZONE}}\n"
    )

    async def scenario() -> None:
        life = Life()
        complete(await life.up(volume))
        life.faults.on("create", Fault.REFUSED, type="OS::Cinder::Volume")
        assert (await life.up(volume.replace("ZONE", "b"))).verdict is Verdict.FAILED
        assert deeds(await life.plan(volume)) == ["forget volume"]
        complete(await life.up(volume))
        assert len(life.recorded) == 1
        life.check()

    live(scenario())


def test_what_is_broken_lets_go_of_a_broken_nested_stack_that_it_uses() -> None:
    user = {"type": "OS::Cinder::Volume", "properties": {"size": 1, "name": {"get_resource": "r0"}}}
    app = App({"r0": {"type": LEAF, "properties": {"value": "v"}}, "r1": user})

    async def scenario() -> None:
        life = Life()
        complete(await _up(life, app))
        for address in ("r0/subnet", "r1"):
            break_down(life.world, life.one(address).physical_id)
        complete(await _up(life, app))
        await _is_as_wanted(life, app)

    live(scenario())


def test_a_member_that_broke_before_its_new_composite_landed_is_replaced() -> None:
    before = App({"r0": {"type": TREE, "properties": {"size": "0"}}})
    after = App({"r0": {"type": LEAF, "properties": {"value": "v"}}})

    async def scenario() -> None:
        life = Life()
        complete(await _up(life, before))
        life = await _killed(life, after, 4, durable=False)
        assert life.one("r0").type == TREE
        break_down(life.world, life.one("r0/subnet").physical_id)
        complete(await _up(life, msgspec.structs.replace(after, wide=True)))
        await _is_as_wanted(life, msgspec.structs.replace(after, wide=True))

    live(scenario())


def _failing(app: App) -> App:
    last = {**FAILING, "depends_on": list(app.resources)}
    return msgspec.structs.replace(app, resources={**app.resources, "zz": last}, fails=True)


def _tell(*all_apps: App) -> None:
    for app in all_apps:
        note(f"{app.source().template}\n{app.files[LEAF]}")


async def _up(life: Life, app: App | None, *, rollback: bool = False) -> Result:
    """Update; None is down."""
    if app is None:
        return await life.down()
    stack = msgspec.structs.replace(life.stack(), rollback=rollback)
    return await update(life.engine, stack, app.source(), Options(settings={"rollback": rollback}))


async def _killed(life: Life, app: App | None, commit: int, *, durable: bool, rollback: bool = False) -> Life:
    if app is None and life.records.stack("app") is None:
        return life
    life.crash_at(commit, after=durable)
    await until_killed(_up(life, app, rollback=rollback))
    return life.restarted()


async def _is_as_wanted(life: Life, app: App) -> None:
    """What is recorded is what a fresh stack would have, once, and works; a plan towards it is empty."""
    plan = (await preview(life.engine, life.stack(), app.source(), Action.UPDATE)).plan
    assert plan.is_empty, deeds(plan)
    fresh = Life()
    complete(await _up(fresh, app))
    assert _shape(life) == _shape(fresh)
    assert all(one.status is Status.COMPLETE and one.phase is Phase.CURRENT for one in life.recorded)
    _nothing_is_left(life)
    assert not life.store.examine()


def _shape(life: Life) -> list[tuple[str, str]]:
    return sorted((one.address, one.type) for one in life.recorded)


def _nothing_is_left(life: Life) -> None:
    """Nothing was made twice, and all that is not recorded was let go of on purpose."""
    made = [thing for thing in life.world.things.values() if thing.labels]
    assert len({thing.token for thing in made}) == len(made), "made twice"
    recorded = {one.physical_id for one in life.recorded}
    released = {event.physical_id for event in _history(life) if event.reason == "left as it is"}
    assert {thing.id for thing in made} <= recorded | released


def _history(life: Life) -> Sequence[Event]:
    return life.records.events(limit=100_000)  # type: ignore[no-any-return]


async def _goes(life: Life) -> None:
    if life.records.stack("app") is not None:
        complete(await life.down())
        _nothing_is_left(life)
