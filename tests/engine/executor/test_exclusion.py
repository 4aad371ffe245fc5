"""What excludes another never goes with it; everybody has a turn; and however many wait, a release looks at few."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from hypothesis import given
from hypothesis import strategies as some

from setpoint.engine.executor.lanes import Exclusion
from setpoint.engine.executor.progress import Key
from setpoint.model.plan import PlanId, StepId


class _Step(msgspec.Struct, frozen=True):
    """One that must have ``mutexes`` for itself."""

    number: int
    mutexes: frozenset[str]

    @property
    def key(self) -> Key:
        return Key(PlanId("plan"), StepId(self.number))


class _Asked(Exclusion[_Step]):
    """Counts how often anybody asks to go on."""

    asked = 0

    def admits(self, task: _Step) -> bool:
        self.asked += 1
        return super().admits(task)


def _steps(*mutexes: str) -> list[_Step]:
    """A step for each word, with a mutex for each letter of it."""
    return [_Step(number, frozenset(word)) for number, word in enumerate(mutexes)]


def test_who_needs_nothing_for_itself_excludes_nobody() -> None:
    exclusion = Exclusion[_Step]()
    steps = _steps("", "", "r")
    assert [exclusion.admits(one) for one in steps] == [True, True, True]
    assert exclusion.release(steps[0]) == []


def test_those_that_share_a_mutex_go_one_after_another_in_the_order_in_which_they_came() -> None:
    exclusion = Exclusion[_Step]()
    first, second, third = _steps("r", "r", "r")
    assert [exclusion.admits(one) for one in (first, second, third)] == [True, False, False]
    assert exclusion.release(first) == [second]
    assert exclusion.release(second) == [third]
    assert exclusion.release(third) == []


def test_who_lacks_two_mutexes_is_not_forgotten_and_keeps_nobody_from_either() -> None:
    exclusion = Exclusion[_Step]()
    holds_a, holds_b, needs_both, needs_a = _steps("a", "b", "ab", "a")
    assert [exclusion.admits(one) for one in (holds_a, holds_b, needs_both, needs_a)] == [
        True,
        True,
        False,
        False,
    ]
    assert exclusion.release(holds_a) == [needs_a]
    assert exclusion.release(holds_b) == []
    assert exclusion.release(needs_a) == [needs_both]


def test_who_has_given_up_waiting_frees_nothing_and_is_not_let_go_on() -> None:
    exclusion = Exclusion[_Step]()
    first, gives_up, third = _steps("r", "r", "r")
    assert [exclusion.admits(one) for one in (first, gives_up, third)] == [True, False, False]
    assert exclusion.release(gives_up) == []
    assert exclusion.release(first) == [third]


def test_who_was_never_admitted_frees_nothing() -> None:
    exclusion = Exclusion[_Step]()
    holder, never_asked, waits = _steps("r", "r", "r")
    assert exclusion.admits(holder)
    assert not exclusion.admits(waits)
    assert exclusion.release(never_asked) == []
    assert exclusion.release(holder) == [waits]


def test_each_of_thousands_that_share_one_mutex_is_looked_at_twice() -> None:
    exclusion = _Asked()
    steps = _steps(*["r"] * 5_000)
    going = [one for one in steps if exclusion.admits(one)]
    gone = []
    while going:
        gone.append(going.pop())
        going += exclusion.release(gone[-1])
    assert gone == steps
    assert exclusion.asked <= 2 * len(steps)


@given(some.lists(some.text("abcd", max_size=3), max_size=40), some.data())
def test_whatever_they_need_everybody_has_a_turn(words: Sequence[str], data: some.DataObject) -> None:
    exclusion = Exclusion[_Step]()
    waiting = _steps(*words)
    going: list[_Step] = []
    gone: list[_Step] = []
    while waiting or going:
        if waiting and (not going or data.draw(some.booleans())):
            one = waiting.pop()
            going += [one] if exclusion.admits(one) else []
        else:
            one = going.pop(data.draw(some.integers(0, len(going) - 1)))
            gone.append(one)
            going += exclusion.release(one)
        held = [mutex for one in going for mutex in one.mutexes]
        assert len(held) == len(set(held))
    assert len(gone) == len(words)
