"""A figure: one number that was measured, with the bound that it is held against."""

from __future__ import annotations

import msgspec


class Figure(msgspec.Struct, frozen=True, omit_defaults=True):
    """One measured number. ``most`` is the bound that it must stay below, None where there is none."""

    name: str
    value: float
    unit: str
    most: float | None = None
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether it stays below its bound; None where there is none."""
        return None if self.most is None else self.value < self.most


def seconds(name: str, value: float, most: float | None = None, note: str = "") -> Figure:
    """A duration."""
    return Figure(name, value, "s", most, note)


def milliseconds(name: str, value: float, most: float | None = None, note: str = "") -> Figure:
    """A duration; ``value`` in seconds, ``most`` in thousandths of one."""
    return Figure(name, 1000 * value, "ms", most, note)


def megabytes(name: str, value: float, most: float | None = None, note: str = "") -> Figure:
    """An amount of memory, in units of 2**20 bytes."""
    return Figure(name, value, "MB", most, note)


def ratio(name: str, value: float, most: float | None = None, note: str = "") -> Figure:
    """How many times one thing is another."""
    return Figure(name, value, "x", most, note)


def count(name: str, value: int, most: float | None = None, note: str = "") -> Figure:
    """How many there are."""
    return Figure(name, value, "", most, note)
