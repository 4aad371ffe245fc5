"""Pages of a stack's events: whatever is asked for, what a look at all of them would find; and how many are kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import product

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from setpoint.model.address import Address, is_near, name_of
from setpoint.model.event import Event
from setpoint.model.incarnation import Action, Status
from setpoint.model.stack import ProjectId, StackId
from setpoint.store import Store, open_store
from setpoint.store.event_page import EventPage
from setpoint.store.records import Batch, Records
from setpoint.store.sqlite import event_pages
from setpoint.store.sqlite.bulk import PURGE
from tests.examples import examples
from tests.store.values import PROJECT, STACK, a_stack

ADDRESSES = ("", "web", "web/0", "web/0/disk", "web_", "webs/0", "db", "0", "%", "d'b")
TYPES = ("", "OS::Nova::Server", "OS::Cinder::Volume")
OTHER = StackId("other")


def events(stack: StackId = STACK) -> Iterator[Event]:
    for address, action, status, kind in product(
        ADDRESSES, (Action.CREATE, Action.UPDATE), (Status.IN_PROGRESS, Status.FAILED), TYPES
    ):
        yield Event(stack, Address(address), action, status, type=kind)


@pytest.fixture(scope="module")
def records() -> Iterator[Records]:
    with closing(open_store(None)) as store:
        found = store.project(PROJECT)
        for stack in (STACK, OTHER):
            found.commit_now(Batch(stack).put_stack(a_stack(stack, stack)))
        ours = sorted(events(), key=lambda one: (one.type[::-1], one.action))
        for one, other in zip(ours, events(OTHER), strict=True):
            found.commit_now(Batch(STACK).log(one))
            found.commit_now(Batch(OTHER).log(other))
        yield found


def looked_for(everything: list[Event], wanted: EventPage) -> list[Event]:
    """What a look at all of them finds."""

    def name(one: Event) -> str:
        return wanted.own_name if one.address == wanted.container else name_of(one.address)

    def key(one: Event) -> tuple[str, int]:
        return (one.type if wanted.by_type else "", one.number)

    found = [
        one
        for one in everything
        if (one.address == wanted.container or is_near(one.address, wanted.container, wanted.depth))
        and (not wanted.names or name(one) in wanted.names)
        and (not wanted.actions or one.action in wanted.actions)
        and (not wanted.statuses or one.status in wanted.statuses)
        and (not wanted.types or one.type in wanted.types)
    ]
    found.sort(key=key, reverse=not wanted.ascending)
    if wanted.behind:
        marker = next(one for one in everything if one.number == wanted.behind)
        found = [
            one for one in found if (key(one) > key(marker) if wanted.ascending else key(one) < key(marker))
        ]
    return found[: wanted.limit]


def some(*words: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(words), max_size=2).map(tuple)


PAGES = st.builds(
    EventPage,
    container=st.sampled_from(ADDRESSES).map(Address),
    depth=st.integers(0, 3),
    own_name=st.sampled_from(("app", "web")),
    names=some("app", "web", "0", "disk", "b", "%", "d'b"),
    actions=some("CREATE", "UPDATE", "DELETE"),
    statuses=some("IN_PROGRESS", "FAILED", "COMPLETE"),
    types=some(*TYPES),
    by_type=st.booleans(),
    ascending=st.booleans(),
    behind=st.integers(0, 119).map(lambda number: 2 * number + 1),
    limit=st.integers(0, 300),
)


@settings(max_examples=examples(300))
@given(wanted=PAGES, is_first=st.booleans())
def test_a_page_is_what_a_look_at_all_events_finds(
    records: Records, wanted: EventPage, *, is_first: bool
) -> None:
    if is_first:
        wanted = msgspec.structs.replace(wanted, behind=0)
    everything = list(records.events(STACK, limit=10_000))
    assert len(everything) == 120
    assert list(records.event_page(STACK, wanted)) == looked_for(everything, wanted)


def test_nobody_sees_events_of_another_stack_or_project(records: Records) -> None:
    (theirs,) = records.event_page(OTHER, EventPage(limit=1))
    ours = records.event_page(STACK, EventPage(depth=9, limit=1000))
    assert theirs not in ours
    assert records.event_number(STACK, theirs.id) == 0
    assert records.event_number(OTHER, theirs.id) == theirs.number
    assert [records.event_number(STACK, one.id) for one in ours] == [one.number for one in ours]
    assert not records.event_page(STACK, EventPage(depth=9, by_type=True, behind=theirs.number))
    for nothing in ("", "x", theirs.id.upper(), f"{theirs.id}0"):
        assert records.event_number(STACK, nothing) == 0


def test_a_page_reads_no_more_than_it_shows() -> None:
    """The order is that of the index, so that SQLite ends with the last one of the page."""
    sql, arguments = event_pages.query(PROJECT, STACK, EventPage(names=("web",), behind=7, limit=10))
    with closing(open_store(None)) as store:
        plan = [row[-1] for row in store._reader.rows(f"EXPLAIN QUERY PLAN {sql}", arguments)]  # type: ignore[attr-defined]
    assert plan[0].startswith("SEARCH events USING INDEX events_by_stack")
    assert not any("TEMP B-TREE" in step for step in plan)


def test_all_of_many_events_are_seen_once_page_by_page() -> None:
    with closing(open_store(None)) as store:
        records = logged(store, 20_000)
        seen: list[int] = []
        marker = 0
        while page := records.event_page(STACK, EventPage(behind=marker, limit=999)):
            seen += [one.number for one in page]
            marker = records.event_number(STACK, page[-1].id)
        assert seen == list(range(20_000, 0, -1))


def logged(store: Store, count: int) -> Records:
    records = store.project(PROJECT)
    records.commit_now(Batch(STACK).put_stack(a_stack()))
    log(records, count)
    return records


def log(records: Records, count: int, stack: StackId = STACK) -> None:
    for _ in range(count // 50):
        batch = Batch(stack)
        for _ in range(50):
            batch.log(Event(stack, Address("web"), Action.CREATE, Status.COMPLETE))
        records.commit_now(batch)


def numbers(records: Records, stack: StackId = STACK) -> list[int]:
    return [one.number for one in records.event_page(stack, EventPage(ascending=True, limit=100_000))]


def test_of_too_many_events_the_oldest_go_and_those_of_other_stacks_stay() -> None:
    with closing(open_store(None)) as store:
        records = logged(store, 2_000)
        records.commit_now(Batch(OTHER).put_stack(a_stack(OTHER, "other")))
        log(records, 500, OTHER)
        store.keep_events(1_000)
        log(records, 5_000)
        kept = numbers(records)
        assert 1_000 <= len(kept) <= 1_000 + PURGE
        assert kept == list(range(7_501 - len(kept), 7_501))
        assert len(numbers(records, OTHER)) == 500
        store.keep_events(0)
        log(records, 2_000)
        assert len(numbers(records)) == len(kept) + 2_000


def test_each_of_many_stacks_that_take_turns_is_trimmed() -> None:
    with closing(open_store(None)) as store:
        records = store.project(ProjectId("p"))
        store.keep_events(100)
        stacks = [StackId(f"s{number}") for number in range(7)]
        for number, stack in enumerate(stacks):
            records.commit_now(Batch(stack).put_stack(a_stack(stack, f"a{number}", project=ProjectId("p"))))
        for _ in range(100):
            for stack in stacks:
                log(records, 50, stack)
        assert max(len(numbers(records, stack)) for stack in stacks) <= 100 + len(stacks) * PURGE
