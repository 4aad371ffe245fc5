"""Which members a group has, from one plan to the next."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpoint.model.value import Plain
from setpoint.templates.composites.removal import Removal, decide


class Recorded(msgspec.Struct, frozen=True):
    """What is known of a group's past: every member of its shape lives, ``1`` by the identity ``id-1``."""

    shape: Plain = None
    unhealthy: frozenset[str] = frozenset()

    @property
    def members(self) -> Mapping[str, str]:
        return {name: f"id-{name}" for name in (self.shape or {}).get("members", [])}


def after(*steps: tuple[Any, ...]) -> Any:
    """The members and the names used up, after one decision a step: ``(count, listed, mode, unhealthy)``."""
    shape: Any = None
    for step in steps:
        shape = decided(shape, *step)
    return "".join(shape["members"]), shape["removed"]


def decided(
    shape: Any, count: int, listed: Any = (), mode: str = "append", unhealthy: Iterable[str] = ()
) -> dict[str, Plain]:
    return decide(count, Removal(mode, list(listed)), Recorded(shape, frozenset(unhealthy)))


@pytest.mark.parametrize(
    ("steps", "members", "removed"),
    (
        ([(3,)], "012", []),
        ([(0,)], "", []),
        ([(2,), (4,)], "0123", []),
        ([(4,), (2,)], "01", []),
        ([(2, ["0"])], "12", ["0"]),
        ([(3,), (3, ["1"])], "023", ["1"]),
        ([(3,), (3, [1])], "023", ["1"]),
        ([(3,), (3, ["id-1"])], "023", ["1"]),
        ([(3,), (2, ["0"])], "12", ["0"]),
        ([(3,), (3, ["nothing", 7])], "012", []),
        ([(3,), (3, ["0"]), (3, ["0"])], "123", ["0"]),
        ([(3,), (3, ["id-0"]), (3, ["id-0"])], "123", ["0"]),
        ([(3,), (3, ["0"]), (3, ["1"])], "234", ["0", "1"]),
        ([(3,), (3, ["0"]), (3, [])], "123", ["0"]),
        ([(3,), (3, ["0"]), (2, [])], "12", ["0"]),
        ([(3,), (3, ["0"], "update"), (3, ["1"], "update")], "023", ["1"]),
        ([(3,), (3, ["0"], "update"), (3, [], "update")], "012", []),
        ([(3,), (3, ["id-0"], "update"), (4, ["id-0"], "update")], "1234", ["0"]),
        ([(3,), (3, ["0"]), (3, ["0"], "update")], "123", ["0"]),
        ([(2,), (2, [5]), (6, [5])], "012345", []),
    ),
)
def test_by_policy(steps: list[tuple[Any, ...]], members: str, removed: list[str]) -> None:
    assert after(*steps) == (members, removed)


@pytest.mark.parametrize(
    ("steps", "members", "removed"),
    (
        ([(4,), (2, [], "append", ["1"])], "02", ["1"]),
        ([(4,), (2, [], "append", ["0", "1", "2"])], "03", ["1", "2"]),
        ([(3,), (3, [], "append", ["1"])], "012", []),
        ([(3,), (4, [], "append", ["1"])], "0123", []),
        ([(3,), (2, ["2"], "append", ["0"])], "01", ["2"]),
        ([(3,), (1, ["2"], "append", ["0"])], "1", ["0", "2"]),
        ([(3,), (2, [], "update", ["0"]), (2, [], "update")], "12", ["0"]),
    ),
)
def test_unhealthy_members_go_first(steps: list[tuple[Any, ...]], members: str, removed: list[str]) -> None:
    assert after(*steps) == (members, removed)


STEP = st.tuples(
    st.integers(0, 6),
    st.lists(st.sampled_from(["0", "1", "3", "id-2", "id-0", 4, "x"]), max_size=2),
    st.sampled_from(["append", "update"]),
)


@given(st.lists(STEP, min_size=1, max_size=6))
def test_deciding_again_changes_nothing(steps: list[tuple[Any, ...]]) -> None:
    assert after(*steps, steps[-1]) == after(*steps)


@given(st.lists(STEP, min_size=1, max_size=6))
def test_there_are_as_many_as_wanted_and_none_that_was_removed(steps: list[tuple[Any, ...]]) -> None:
    members, removed = after(*steps)
    assert len(members) == steps[-1][0]
    assert not set(members) & set(removed)


@given(st.lists(STEP.map(lambda step: (step[0], step[1])), min_size=1, max_size=6))
def test_a_name_that_was_removed_is_not_used_again(steps: list[tuple[Any, ...]]) -> None:
    gone: set[str] = set()
    for number in range(1, len(steps) + 1):
        members, removed = after(*steps[:number])
        assert not gone & set(members)
        gone |= set(removed)
