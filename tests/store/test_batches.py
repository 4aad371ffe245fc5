"""What each write of a batch does; that a batch happens as a whole or not at all; and who may write."""

from collections.abc import Iterator, Sequence

import msgspec
import pytest

from setpoint.model.errors import Conflict, NotFound, Superseded
from setpoint.model.incarnation import Phase
from setpoint.model.journal import Mark
from setpoint.model.plan import PlanId
from setpoint.model.stack import StackId
from setpoint.model.value import MASK, Unknown
from setpoint.store import Store, open_store
from setpoint.store.records import Batch, Lease, Records
from tests.store.values import (
    PLAN,
    PROJECT,
    STACK,
    TIME,
    a_plan,
    a_request,
    a_revision,
    a_snapshot,
    a_stack,
    an_adjustment,
    an_entry,
    an_event,
    an_incarnation,
    begin,
    one_of_everything,
    write,
)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(None) as store:
        yield store
        assert store.examine() == []


@pytest.fixture
def records(store: Store) -> Records:
    return store.project(PROJECT)


@pytest.fixture
def lease(store: Store) -> Lease:
    return begin(store)[1]


def sequence(records: Records) -> int:
    stack = records.stack(STACK)
    assert stack
    return stack.sequence


# --- stacks


def test_a_stack_is_kept_as_it_was_but_for_its_sequence(records: Records) -> None:
    stack = a_stack(tags=("a", "b"), outputs={"url": "http://x"}, timeout=3.5, sequence=77)
    records.commit_now(Batch(STACK).put_stack(stack))
    assert records.stack(STACK) == msgspec.structs.replace(stack, sequence=0)


def test_a_stack_is_replaced(records: Records, lease: Lease) -> None:
    write(records, lease, lambda batch: batch.put_stack(a_stack(name="renamed", reason="moved")))
    assert records.stacks() == [a_stack(name="renamed", reason="moved")]
    assert records.stack("web") is None


@pytest.mark.usefixtures("lease")
def test_a_name_in_use_is_a_conflict(records: Records) -> None:
    other = StackId("other")
    with pytest.raises(Conflict, match="there is a stack web already"):
        records.commit_now(Batch(other).put_stack(a_stack(other)))
    records.commit_now(Batch(other).put_stack(a_stack(other, "free")))
    with pytest.raises(Conflict):
        records.commit_now(Batch(other).put_stack(a_stack(other, "web")))
    assert [stack.name for stack in records.stacks()] == ["web", "free"]


def test_a_deleted_stack_frees_its_name_and_is_found_by_id_only(records: Records, lease: Lease) -> None:
    write(records, lease, lambda batch: batch.put_stack(a_stack(deleted_at=TIME)))
    assert records.stack("web") is None
    assert records.stacks() == []
    assert records.stack(STACK) == a_stack(deleted_at=TIME)
    records.commit_now(Batch(StackId("next")).put_stack(a_stack(StackId("next"))))
    found = records.stack("web")
    assert found
    assert found.id == "next"
    assert [stack.id for stack in records.stacks(deleted=True)] == [STACK, "next"]


def test_a_deleted_stack_is_in_nobodys_way_whatever_its_name(records: Records, lease: Lease) -> None:
    write(records, lease, lambda batch: batch.put_stack(a_stack(deleted_at=TIME)))
    records.commit_now(Batch(StackId("next")).put_stack(a_stack(StackId("next"))))
    write(
        records, lease, lambda batch: batch.put_stack(a_stack(deleted_at=TIME, reason="gone")).forget_stack()
    )
    found = records.stack(STACK)
    assert found
    assert found.reason == "gone"


@pytest.mark.usefixtures("lease")
def test_an_id_goes_before_a_name_that_looks_like_it(records: Records) -> None:
    imitator = StackId("imitator")
    records.commit_now(Batch(imitator).put_stack(a_stack(imitator, name=STACK)))
    found = records.stack(STACK)
    assert found
    assert found.id == STACK


@pytest.mark.parametrize("verb", ("put_revision", "put", "ask", "log", "adjust", "forget"))
def test_nothing_is_written_to_a_stack_that_is_not_there(records: Records, verb: str) -> None:
    batches = {
        "put_revision": Batch(STACK).put_revision(a_revision()),
        "put": Batch(STACK).put(an_incarnation()),
        "ask": Batch(STACK).ask(a_request()),
        "log": Batch(STACK).log(an_event()),
        "adjust": Batch(STACK).adjust(an_adjustment()),
        "forget": Batch(STACK).forget_stack(),
    }
    with pytest.raises(NotFound):
        records.commit_now(batches[verb])


# --- one of each kind


def test_revisions(records: Records, lease: Lease) -> None:
    write(records, lease, lambda batch: batch.put_revision(a_revision(1)).put_revision(a_revision(2, size=3)))
    assert records.revisions(STACK) == [a_revision(1), a_revision(2, size=3)]
    assert records.revision(STACK, 2) == a_revision(2, size=3)
    assert records.revision(STACK, 3) is None


def test_a_revisions_number_must_be_new(records: Records, lease: Lease) -> None:
    write(records, lease, lambda batch: batch.put_revision(a_revision(1)))
    with pytest.raises(Conflict, match="revision 1"):
        write(records, lease, lambda batch: batch.put_revision(a_revision(1, size=4)))
    assert records.revisions(STACK) == [a_revision(1)]


def test_incarnations_keep_their_order_when_they_are_replaced(records: Records, lease: Lease) -> None:
    first, second = an_incarnation(9), an_incarnation(1)
    changed = msgspec.structs.replace(first, phase=Phase.CURRENT, physical_id="x")
    write(records, lease, lambda batch: batch.put(first).put(second).put(changed))
    assert records.incarnations(STACK) == [changed, second]


def test_an_incarnation_is_dropped(records: Records, lease: Lease) -> None:
    write(records, lease, lambda batch: batch.put(an_incarnation(1)).put(an_incarnation(2)))
    write(records, lease, lambda batch: batch.drop(an_incarnation(1).id).drop(an_incarnation(3).id))
    assert records.incarnations(STACK) == [an_incarnation(2)]


def test_adjustments_are_one_for_a_property(records: Records, lease: Lease) -> None:
    write(records, lease, lambda batch: batch.adjust(an_adjustment(3)).adjust(an_adjustment(1, "other")))
    write(records, lease, lambda batch: batch.adjust(an_adjustment(4)))
    assert records.adjustments(STACK) == [an_adjustment(4), an_adjustment(1, "other")]
    write(records, lease, lambda batch: batch.unadjust(an_adjustment(property="other")))
    assert records.adjustments(STACK) == [an_adjustment(4)]


def test_plans_and_their_children(records: Records, lease: Lease) -> None:
    child = a_plan(PlanId("child"), 1, parent=PLAN)
    write(records, lease, lambda batch: batch.put_plan(a_plan()).put_plan(child))
    assert records.plans(STACK) == [PLAN, "child"]
    assert records.plan(PLAN) == a_plan()
    assert records.children(PLAN) == [child]
    assert records.children(PlanId("child")) == []
    assert records.plan(PlanId("another")) is None


def test_a_journal_is_read_in_the_order_in_which_it_was_written(records: Records, lease: Lease) -> None:
    entries = [
        an_entry(2, Mark.STARTED),
        an_entry(0, Mark.SKIPPED),
        an_entry(2, Mark.ACCEPTED, note={"physical_id": "x", "cursor": [1, None]}),
        an_entry(1, Mark.STARTED),
        an_entry(2, Mark.FINISHED),
    ]
    write(records, lease, lambda batch: batch.put_plan(a_plan()))
    for entry in entries:
        records.commit_now(Batch(STACK, lease.epoch).journal(entry))
    assert records.entries(PLAN) == entries


def test_events_are_numbered_over_the_whole_store(store: Store, records: Records, lease: Lease) -> None:
    other, other_lease = begin(store, a_stack(StackId("other"), "other"))
    write(records, lease, lambda batch: batch.log(an_event("a")).log(an_event("b")))
    write(other, other_lease, lambda batch: batch.log(an_event("c", StackId("other"))))
    write(records, lease, lambda batch: batch.log(an_event("d")))
    assert [(event.number, event.reason) for event in records.events()] == [
        (1, "a"),
        (2, "b"),
        (3, "c"),
        (4, "d"),
    ]
    assert [event.number for event in records.events(STACK)] == [1, 2, 4]
    assert [event.number for event in records.events(STACK, after=1)] == [2, 4]
    assert [event.number for event in records.events(limit=2)] == [1, 2]
    assert [event.number for event in records.events(limit=2, newest=True)] == [3, 4]
    assert [event.number for event in records.events(STACK, limit=2, newest=True)] == [2, 4]
    assert records.events(STACK)[0] == an_event("a", number=1)


def test_an_event_never_holds_a_secret(records: Records, lease: Lease) -> None:
    write(records, lease, one_of_everything)
    assert records.events()[0].details == {"password": MASK}


def test_a_request_is_there_until_it_was_carried_out(records: Records, lease: Lease) -> None:
    records.commit_now(Batch(STACK).ask(a_request(a=1)).ask(a_request(a=2)))
    first, second = records.requests(STACK)
    assert (first, second) == (
        msgspec.structs.replace(a_request(a=1), number=1),
        msgspec.structs.replace(a_request(a=2), number=2),
    )
    write(records, lease, lambda batch: batch.answered(first.number))
    assert records.requests(STACK) == [second]
    write(records, lease, lambda batch: batch.answered(second.number))
    records.commit_now(Batch(STACK).ask(a_request()))
    assert [request.number for request in records.requests(STACK)] == [3]


def test_snapshots(records: Records, lease: Lease) -> None:
    write(records, lease, lambda batch: batch.put_snapshot(a_snapshot("b")).put_snapshot(a_snapshot("a")))
    write(records, lease, lambda batch: batch.put_snapshot(a_snapshot("b", server="saved")))
    assert records.snapshots(STACK) == [a_snapshot("b", server="saved"), a_snapshot("a")]
    write(records, lease, lambda batch: batch.drop_snapshot("b"))
    assert records.snapshots(STACK) == [a_snapshot("a")]


def test_forgetting_a_stack_leaves_its_row_and_its_events(records: Records, lease: Lease) -> None:
    write(records, lease, one_of_everything)
    write(records, lease, lambda batch: batch.put_stack(a_stack(deleted_at=TIME)).forget_stack())
    assert [stack.id for stack in records.stacks(deleted=True)] == [STACK]
    assert [event.reason for event in records.events(STACK)] == ["created"]
    for gone in ("revisions", "incarnations", "adjustments", "plans", "requests", "snapshots"):
        assert getattr(records, gone)(STACK) == [], gone
    assert records.entries(PLAN) == []


# --- as a whole, or not at all


def test_a_batch_that_is_refused_leaves_nothing_behind(records: Records, lease: Lease) -> None:
    write(records, lease, lambda batch: batch.put_revision(a_revision(1)))
    before = sequence(records)
    with pytest.raises(Conflict):
        write(records, lease, lambda batch: one_of_everything(batch.put_stack(a_stack(reason="no"))))
    assert records.stack(STACK) == a_stack(sequence=before)
    for empty in ("incarnations", "adjustments", "plans", "requests", "snapshots", "events"):
        assert list(getattr(records, empty)(STACK)) == [], empty


def test_what_is_not_known_yet_stops_the_whole_batch(records: Records, lease: Lease) -> None:
    unknown = an_incarnation(properties={"ip": Unknown(("server.ip",))})
    with pytest.raises(AssertionError, match="must not be kept"):
        write(records, lease, lambda batch: batch.put(an_incarnation(1)).put(unknown))
    assert records.incarnations(STACK) == []


def test_writes_are_applied_in_order(records: Records, lease: Lease) -> None:
    one = an_incarnation(1)
    write(records, lease, lambda batch: batch.put(one).drop(one.id).put(an_incarnation(2)))
    assert records.incarnations(STACK) == [an_incarnation(2)]


def test_one_that_is_dropped_and_put_once_more_comes_last(records: Records, lease: Lease) -> None:
    first, second = an_incarnation(1), an_incarnation(2)
    write(records, lease, lambda batch: batch.put(first).put(second))
    write(records, lease, lambda batch: batch.put(first).drop(first.id).put(first))
    assert records.incarnations(STACK) == [second, first]


def test_a_value_is_kept_as_it_was_when_the_commit_was_asked_for(records: Records, lease: Lease) -> None:
    properties = {"size": 1}
    batch = Batch(STACK, lease.epoch).put(an_incarnation(properties=properties))
    records.commit_now(batch)
    properties["size"] = 2
    assert records.incarnations(STACK)[0].properties == {"size": 1}


# --- the order of a journal


@pytest.mark.parametrize(
    "marks",
    (
        (Mark.ACCEPTED,),
        (Mark.FINISHED,),
        (Mark.FAILED,),
        (Mark.STARTED, Mark.STARTED),
        (Mark.STARTED, Mark.SKIPPED),
        (Mark.STARTED, Mark.FINISHED, Mark.FAILED),
        (Mark.STARTED, Mark.FAILED, Mark.STARTED),
        (Mark.SKIPPED, Mark.STARTED),
    ),
)
def test_an_impossible_history_is_refused(records: Records, lease: Lease, marks: tuple[Mark, ...]) -> None:
    write(records, lease, lambda batch: batch.put_plan(a_plan()))
    for mark in marks[:-1]:
        records.commit_now(Batch(STACK, lease.epoch).journal(an_entry(0, mark)))
    with pytest.raises(AssertionError, match="cannot follow"):
        write(records, lease, lambda batch: batch.journal(an_entry(0, marks[-1])))
    assert [entry.mark for entry in records.entries(PLAN)] == list(marks[:-1])


@pytest.mark.parametrize("marks", ((Mark.STARTED, Mark.STARTED), (Mark.SKIPPED, Mark.FINISHED)))
def test_a_history_within_one_batch_must_be_possible_too(
    records: Records, lease: Lease, marks: tuple[Mark, Mark]
) -> None:
    write(records, lease, lambda batch: batch.put_plan(a_plan()))
    with pytest.raises(AssertionError, match="cannot follow"):
        write(
            records, lease, lambda batch: batch.journal(an_entry(0, marks[0])).journal(an_entry(0, marks[1]))
        )
    write(
        records,
        lease,
        lambda batch: batch.journal(an_entry(0, Mark.STARTED)).journal(an_entry(0, Mark.FINISHED)),
    )
    assert [entry.mark for entry in records.entries(PLAN)] == [Mark.STARTED, Mark.FINISHED]


def test_every_step_of_a_large_batch_is_held_against_its_history(records: Records, lease: Lease) -> None:
    def journal(mark: Mark, steps: Sequence[int]) -> None:
        batch = Batch(STACK, lease.epoch)
        for step in steps:
            batch.journal(an_entry(step, mark))
        records.commit_now(batch)

    steps = range(1_000)
    write(records, lease, lambda batch: batch.put_plan(a_plan(steps=1_000)))
    journal(Mark.STARTED, steps[1:])
    for with_one_that_never_started in (steps, (*steps[500:], *steps[:500]), steps[::-1]):
        with pytest.raises(AssertionError, match="finished cannot follow None"):
            journal(Mark.FINISHED, with_one_that_never_started)
    journal(Mark.FINISHED, steps[1:])
    assert len(records.entries(PLAN)) == 2 * 999


def test_each_step_has_its_own_history(records: Records, lease: Lease) -> None:
    child = a_plan(PlanId("child"), parent=PLAN)
    write(records, lease, lambda batch: batch.put_plan(a_plan()).put_plan(child))
    write(
        records,
        lease,
        lambda batch: batch.journal(an_entry(0, Mark.STARTED)).journal(an_entry(1, Mark.STARTED)),
    )
    write(records, lease, lambda batch: batch.journal(an_entry(0, Mark.STARTED, PlanId("child"))))
    assert len(records.entries(PLAN)) == 2


def test_a_journal_needs_its_plan(records: Records, lease: Lease) -> None:
    with pytest.raises(AssertionError, match="unknown plan"):
        write(records, lease, lambda batch: batch.journal(an_entry(0, Mark.STARTED)))


# --- sequence


@pytest.mark.parametrize(
    ("moves", "verbs"),
    (
        (True, ("put_revision", "put", "drop", "adjust", "unadjust", "forget_stack")),
        (
            False,
            ("put_stack", "put_plan", "log", "ask", "answered", "put_snapshot", "drop_snapshot", "journal"),
        ),
    ),
)
def test_the_sequence_counts_batches_that_change_what_is_recorded(
    records: Records, lease: Lease, verbs: tuple[str, ...], *, moves: bool
) -> None:
    fills = {
        "put_stack": lambda batch: batch.put_stack(a_stack()),
        "put_revision": lambda batch: batch.put_revision(a_revision(5)).put_revision(a_revision(6)),
        "put_plan": lambda batch: batch.put_plan(a_plan()),
        "journal": lambda batch: batch.journal(an_entry(0, Mark.STARTED)),
        "put": lambda batch: batch.put(an_incarnation()),
        "drop": lambda batch: batch.drop(an_incarnation().id),
        "adjust": lambda batch: batch.adjust(an_adjustment()),
        "unadjust": lambda batch: batch.unadjust(an_adjustment()),
        "log": lambda batch: batch.log(an_event()),
        "ask": lambda batch: batch.ask(a_request()),
        "answered": lambda batch: batch.answered(1),
        "put_snapshot": lambda batch: batch.put_snapshot(a_snapshot()),
        "drop_snapshot": lambda batch: batch.drop_snapshot("s1"),
        "forget_stack": lambda batch: batch.forget_stack(),
    }
    for verb in verbs:
        before = sequence(records)
        write(records, lease, fills[verb])
        assert sequence(records) - before == int(moves), verb


# --- who may write


def test_a_later_lease_makes_the_writes_of_an_earlier_one_come_too_late(
    records: Records, lease: Lease
) -> None:
    lease.release()
    later = records.lease(STACK)
    assert later
    assert later.epoch > lease.epoch
    with pytest.raises(Superseded):
        write(records, lease, lambda batch: batch.put(an_incarnation(1)))
    write(records, later, lambda batch: batch.put(an_incarnation(2)))
    assert records.incarnations(STACK) == [an_incarnation(2)]


def test_an_epoch_that_was_never_given_out_is_refused(records: Records, lease: Lease) -> None:
    with pytest.raises(Superseded):
        records.commit_now(Batch(STACK, lease.epoch + 1).log(an_event()))


@pytest.mark.usefixtures("lease")
def test_only_the_driver_writes_what_was_done(records: Records) -> None:
    for batch in (
        Batch(STACK).put(an_incarnation()),
        Batch(STACK).drop(an_incarnation().id),
        Batch(STACK).journal(an_entry(0, Mark.STARTED)),
    ):
        with pytest.raises(AssertionError, match="only under a lease"):
            records.commit_now(batch)


def test_whoever_makes_a_stack_may_fill_it_at_once(records: Records) -> None:
    adopted = an_incarnation(phase=Phase.CURRENT)
    records.commit_now(Batch(STACK).put_stack(a_stack()).put(adopted))
    assert records.incarnations(STACK) == [adopted]


@pytest.mark.usefixtures("lease")
def test_a_batch_writes_its_own_stack_only(records: Records) -> None:
    other = StackId("other")
    for batch in (
        Batch(STACK).put_stack(a_stack(other, "other")),
        Batch(STACK).log(an_event(stack=other)),
        Batch(STACK).ask(a_request(other)),
        Batch(STACK).put_snapshot(a_snapshot(stack=other)),
    ):
        with pytest.raises(AssertionError, match="a batch writes one stack"):
            records.commit_now(batch)


def test_values_of_any_shape_are_kept(records: Records, lease: Lease) -> None:
    properties = {
        "$secret": "no secret",
        "null": None,
        "big": 2**70,
        "text": "é\0\n",
        "nested": [{"a": [1.0, True]}],
    }
    one = an_incarnation(properties=properties)
    write(records, lease, lambda batch: batch.put(one))
    assert records.incarnations(STACK) == [one]
