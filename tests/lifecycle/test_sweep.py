"""The failure sweep over generated graphs: crashes, refusals and lost answers, at any moment of any change.

Whatever happens, doing it again comes to the wanted end, nothing is made twice, and nothing is left behind.
"""

from __future__ import annotations

from hypothesis import given, note, settings
from hypothesis import strategies as st

from setpoint.certify.simulated.faults import Faults
from setpoint.engine.result import Result, Verdict
from setpoint.model.incarnation import Phase, Status
from tests.examples import examples
from tests.lifecycle.generated import Graph, changed, graphs, text
from tests.lifecycle.kit import Life, complete, live, until_killed

TRIES = 12
"""A cloud on a bad day may fail so many updates in a row."""


@settings(max_examples=examples(60))
@given(data=st.data(), graph=graphs())
def test_a_crash_at_any_commit_of_any_change_is_recovered(data: st.DataObject, graph: Graph) -> None:
    after = data.draw(changed(graph))
    deed = data.draw(st.sampled_from(["create", "change", "delete"]))
    commit = data.draw(st.integers(0, 25))
    durable = data.draw(st.booleans())
    note(f"{deed}, commit {commit} {'after' if durable else 'before'}\n{text(graph)}\n{text(after)}")

    async def scenario() -> None:
        life = Life()
        if deed != "create":
            complete(await life.up(text(graph)))
        life = await _killed(life, commit, durable=durable, deed=deed, graph=graph, after=after)
        if deed == "delete":
            await _gone(life)
        else:
            wanted = graph if deed == "create" else after
            complete(await life.up(text(wanted)))
            _as_wanted(life, wanted)
            assert (await life.plan(text(wanted))).is_empty
            await _gone(life)

    live(scenario())


@settings(max_examples=examples(60))
@given(data=st.data(), graph=graphs(), seed=st.integers(0, 10_000), storm=st.booleans())
def test_faults_of_the_cloud_are_lived_through(
    data: st.DataObject, graph: Graph, seed: int, *, storm: bool
) -> None:
    after = data.draw(changed(graph))
    rollback = data.draw(st.booleans())
    note(f"seed {seed} {'storm' if storm else 'mild'}\n{text(graph)}\n{text(after)}")

    async def scenario() -> None:
        life = Life(faults=Faults.storm(seed) if storm else Faults.mild(seed))
        await _insist(life, graph, rollback=rollback)
        await _insist(life, after, rollback=rollback)
        life.faults.rates.clear()
        complete(await life.up(text(after)))
        _as_wanted(life, after)
        await _gone(life)

    live(scenario())


async def _insist(life: Life, graph: Graph, *, rollback: bool) -> Result:
    """Update until it goes well, or the cloud has had its share of bad days."""
    for _ in range(TRIES):
        result = await life.up(text(graph), rollback=rollback)
        if result.verdict is Verdict.COMPLETE:
            break
        assert result.verdict in (Verdict.FAILED, Verdict.ROLLED_BACK), result
        assert result.failures
    return result


async def _killed(life: Life, commit: int, *, durable: bool, deed: str, graph: Graph, after: Graph) -> Life:
    life.crash_at(commit, after=durable)
    going = life.down() if deed == "delete" else life.up(text(graph if deed == "create" else after))
    await until_killed(going)
    return life.restarted()


def _as_wanted(life: Life, graph: Graph) -> None:
    """Every resource of the graph is there once, and works; nothing else is there."""
    members = {
        f"{name}/{n}" for name, kind, props in graph if kind.endswith("Group") for n in range(props["count"])
    }
    current = [one for one in life.recorded if one.phase is Phase.CURRENT]
    top = {one.address for one in current if "/" not in one.address}
    inside = [one.address for one in current if "/" in one.address]
    assert top == {name for name, _, _ in graph}
    assert len(inside) == len(members)
    assert all(one.status is Status.COMPLETE for one in current)
    made = {thing.id for thing in life.world.things.values() if thing.labels}
    recorded = {one.physical_id for one in current if not one.type.startswith("OS::Heat")}
    assert made == recorded, (made - recorded, recorded - made)
    life.check()


async def _gone(life: Life) -> None:
    if life.records.stack("app") is not None:
        complete(await life.down())
    assert not [thing for thing in life.world.things.values() if thing.labels]
