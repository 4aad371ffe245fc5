"""What a change of properties costs."""

from __future__ import annotations

import enum

import msgspec

from setpoint.model.value import Sensitive, Unknown, Value


class Change(enum.StrEnum):
    """What happens to a resource when its wanted properties change; later members outweigh earlier ones."""

    NONE = "none"
    IN_PLACE = "in place"
    REPLACE = "replace"

    @property
    def weight(self) -> int:
        """0 for NONE, 1 for IN_PLACE, 2 for REPLACE."""
        return _WEIGHTS[self]


_WEIGHTS = {Change.NONE: 0, Change.IN_PLACE: 1, Change.REPLACE: 2}


class PropertyChange(msgspec.Struct, frozen=True):
    """One property whose wanted value differs, or may turn out to differ, from the recorded one.

    ``certain`` is false while ``new`` holds an Unknown and everything known about it equals ``old``.
    """

    name: str
    old: Value
    new: Value
    cost: Change
    certain: bool = True


def heaviest(changes: tuple[PropertyChange, ...]) -> Change:
    """What all of ``changes`` together cost if every one of them comes about."""
    return max((one.cost for one in changes), key=lambda cost: cost.weight, default=Change.NONE)


def compare(old: Value, new: Value) -> bool | None:
    """Whether ``old`` and ``new`` are equal; None when that depends on an Unknown in ``new``.

    A list's length and a map's keys are taken as known even where their leaves are not.
    """
    if isinstance(new, Unknown):
        return None
    if isinstance(old, Sensitive) or isinstance(new, Sensitive):
        return compare(_bare(old), _bare(new))
    if isinstance(old, dict) and isinstance(new, dict):
        return _all_equal([compare(old[k], new[k]) for k in new]) if old.keys() == new.keys() else False
    if isinstance(old, list) and isinstance(new, list):
        return (
            _all_equal([compare(a, b) for a, b in zip(old, new, strict=True)])
            if len(old) == len(new)
            else False
        )
    if isinstance(old, bool) is not isinstance(new, bool):
        return False
    return bool(new == old)


def _bare(value: Value) -> Value:
    return value.reveal() if isinstance(value, Sensitive) else value


def _all_equal(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True
