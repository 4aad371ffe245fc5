"""Nothing of one project can be read, changed, or even be seen to exist by another, whatever ids that is given."""

import inspect
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import msgspec
import pytest

from setpoint.model.credential import CredentialIntent, Means
from setpoint.model.errors import NotFound
from setpoint.model.journal import Mark
from setpoint.model.plan import PlanId
from setpoint.model.stack import ProjectId, StackId
from setpoint.store import Store, open_store
from setpoint.store.event_page import EventPage
from setpoint.store.records import Batch, ProjectBatch, Records
from setpoint.store.sqlite import queries, work
from setpoint.store.sqlite.connection import open_memory
from tests.store.values import (
    CONFIG,
    DEPLOYMENT,
    PLAN,
    SERVER,
    STACK,
    a_config,
    a_deployment,
    a_plan,
    a_stack,
    an_entry,
    an_event,
    an_incarnation,
    begin,
    one_of_everything,
    one_of_everything_of_a_project,
    write,
)

THEIRS = ProjectId("theirs")

READS = sorted(
    name
    for name, method in inspect.getmembers(Records, inspect.isfunction)
    if not name.startswith("_") and name not in {"commit", "commit_now", "lease", "is_leased"}
)


def _writes(kind: type) -> list[str]:
    found = inspect.getmembers(kind, inspect.isfunction)
    return sorted(name for name, _ in found if not name.startswith("_") and name != "put_stack")


WRITES = _writes(Batch)
OWN_WRITES = _writes(ProjectBatch)
"""Those of what belongs to a project and to no stack."""

ARGUMENTS: dict[str, Any] = {
    "number": 1,
    "name_or_id": STACK,
    "stack": STACK,
    "plan": PLAN,
    "incarnation": an_incarnation().id,
    "types": (an_incarnation().type,),
    "config": CONFIG,
    "deployment": DEPLOYMENT,
    "server": SERVER,
    "event": an_event(number=1).id,
    "wanted": EventPage(),
}


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(None) as store:
        records, lease = begin(store)
        write(records, lease, one_of_everything)
        records.commit_now(one_of_everything_of_a_project(ProjectBatch()))
        yield store
        assert store.examine() == []


@pytest.fixture
def ours(store: Store) -> Records:
    return store.project(a_stack().project)


@pytest.fixture
def theirs(store: Store) -> Records:
    return store.project(THEIRS)


def read(records: Records, method: str) -> Any:
    call = getattr(records, method)
    wanted = [
        name for name, one in inspect.signature(call).parameters.items() if one.kind is not one.KEYWORD_ONLY
    ]
    return call(*(ARGUMENTS[name] for name in wanted))


@pytest.mark.parametrize("method", READS)
def test_every_read_finds_something_of_ours(ours: Records, method: str) -> None:
    assert read(ours, method)


@pytest.mark.parametrize("method", READS)
def test_no_read_finds_anything_of_ours_for_another_project(theirs: Records, method: str) -> None:
    assert not read(theirs, method)


def test_a_name_gives_another_project_nothing(theirs: Records) -> None:
    assert theirs.stack("web") is None
    assert theirs.stacks(deleted=True) == []
    assert list(theirs.events(newest=True)) == []
    assert list(theirs.events(STACK, newest=True)) == []


def fill(batch: Batch, verb: str) -> Batch:
    """The batch with one write of the kind ``verb``, as it is in a batch with one of everything."""
    whole = one_of_everything(Batch(STACK)).writes
    more: dict[str, Any] = {"drop": an_incarnation(0).id, "unadjust": dict(whole)["adjust"], "answered": 1}
    more |= {"drop_snapshot": "s1", "forget_stack": None}
    batch.writes.append((verb, {**dict(whole), **more}[verb]))
    return batch


@pytest.mark.parametrize("epoch", (None, 1))
@pytest.mark.parametrize("verb", WRITES)
def test_no_write_reaches_another_projects_stack(
    store: Store, ours: Records, theirs: Records, verb: str, epoch: int | None
) -> None:
    before = {method: read(ours, method) for method in READS}
    with pytest.raises(NotFound):
        theirs.commit_now(fill(Batch(STACK, epoch), verb))
    assert {method: read(ours, method) for method in READS} == before
    assert not [method for method in READS if read(store.project(THEIRS), method)]


OWN: dict[str, Any] = {
    "drop_config": CONFIG,
    "put_deployment": a_deployment("another"),
    "change_deployment": (a_deployment(), a_deployment(updated_at=1)),
    "drop_deployment": DEPLOYMENT,
}


INTENTS = {"put_intent", "drop_intent"}
"""Of what is read across projects, and by the process that cleans up alone."""


def test_no_project_touches_the_intents_of_another(store: Store, ours: Records, theirs: Records) -> None:
    intent = CredentialIntent("token", Means.TRUST, a_stack().project, "alice", at=1)
    ours.commit_now(ProjectBatch().put_intent(intent))
    theirs.commit_now(ProjectBatch().drop_intent("token"))
    with pytest.raises(AssertionError, match="of its own project"):
        theirs.commit_now(ProjectBatch().put_intent(msgspec.structs.replace(intent, token="other")))
    assert store.spent_credentials() == [intent]


@pytest.mark.parametrize("verb", sorted(set(OWN_WRITES) - INTENTS))
def test_no_write_reaches_what_belongs_to_another_project(ours: Records, theirs: Records, verb: str) -> None:
    before = {method: read(ours, method) for method in READS}
    batch = ProjectBatch()
    if verb == "put_config":  # there, the same id is another one's
        theirs.commit_now(batch.put_config(a_config(config="theirs")))
        assert theirs.software_config(CONFIG) == a_config(config="theirs")
    else:
        batch.writes.append((verb, OWN[verb]))
        with pytest.raises(NotFound):
            theirs.commit_now(batch)
    assert {method: read(ours, method) for method in READS} == before


def test_nobody_can_deploy_another_projects_configuration(ours: Records, theirs: Records) -> None:
    theirs.commit_now(ProjectBatch().put_config(a_config("mine")).put_deployment(a_deployment(config="mine")))
    mine = theirs.software_deployment(DEPLOYMENT)
    assert mine
    with pytest.raises(NotFound):
        theirs.commit_now(ProjectBatch().change_deployment(mine, a_deployment(config=CONFIG, updated_at=1)))
    assert theirs.software_deployments() == [mine]
    assert [one.config for one in ours.software_deployments()] == [CONFIG]


def test_a_stack_of_the_same_id_is_another_stack(ours: Records, theirs: Records) -> None:
    before = {method: read(ours, method) for method in READS}
    stack = a_stack(project=THEIRS, name="web", reason="theirs")
    theirs.commit_now(
        Batch(STACK).put_stack(stack).put_plan(a_plan(steps=1)).journal(an_entry(0, Mark.SKIPPED))
    )
    theirs.commit_now(Batch(STACK).forget_stack())
    assert {method: read(ours, method) for method in READS} == before
    found = theirs.stack("web")
    assert found
    assert found.reason == "theirs"


def test_nobody_can_make_a_stack_in_another_project(theirs: Records) -> None:
    other = StackId("other")
    with pytest.raises(AssertionError, match="its own project"):
        theirs.commit_now(Batch(other).put_stack(a_stack(other, "other")))


def test_a_plan_of_the_same_id_is_another_plan(ours: Records, theirs: Records) -> None:
    mine = StackId("mine")
    plan = a_plan(PLAN, 1, stack=mine)
    theirs.commit_now(Batch(mine).put_stack(a_stack(mine, project=THEIRS)).put_plan(plan))
    theirs.commit_now(Batch(mine).put_plan(a_plan(PlanId("p"), 1, stack=mine, parent=PLAN)))
    assert theirs.plan(PLAN) == plan
    assert ours.plan(PLAN) == a_plan()
    assert [child.id for child in theirs.children(PLAN)] == ["p"]
    assert [child.id for child in ours.children(PLAN)] == ["child"]
    assert theirs.entries(PLAN) == []


def test_another_projects_stack_can_be_neither_taken_nor_seen_to_be_taken(
    store: Store, theirs: Records
) -> None:
    ours = store.project(a_stack().project)
    assert ours.is_leased(STACK)
    assert not theirs.is_leased(STACK)
    with pytest.raises(NotFound):
        theirs.lease(STACK)


QUERIES = sorted(name for name, sql in vars(queries).items() if isinstance(sql, str) and "SELECT" in sql)


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_has_the_project_in_it(name: str) -> None:
    assert "project = ?" in getattr(queries, name)


def test_that_every_method_was_asked() -> None:
    assert {"stacks", "stack", "incarnations", "entries", "events", "snapshots"} <= set(READS)
    assert {"put", "journal", "ask", "forget_stack"} <= set(WRITES)
    assert OWN.keys() | {"put_config"} | INTENTS == set(OWN_WRITES)


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_looks_through_a_whole_table(name: str) -> None:
    sql = getattr(queries, name) + (queries.OLDEST_FIRST if "EVENTS" in name else "")
    with closing(open_memory()) as connection:
        arguments = (1,) * sql.count("?")
        steps = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}", arguments)]
    assert steps
    assert not [step for step in steps if step.startswith("SCAN")]


@pytest.mark.parametrize(
    "sql", (work._SPENT, work._ASKED, work._UNPUBLISHED), ids=("spent", "asked", "unpublished")
)
def test_what_is_looked_for_again_and_again_takes_no_look_into_each_stack(sql: str) -> None:
    """Of all projects, by a service at rest as well."""
    with closing(open_memory()) as connection:
        steps = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    of_stacks = [step for step in steps if " stacks" in step]
    assert of_stacks
    assert not [step for step in of_stacks if step.startswith("SCAN") and "stacks_with_sinks" not in step]
