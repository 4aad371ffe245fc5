"""What a cloud is asked before anything is done, and what it answers: whether a plan would go through."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, runtime_checkable

import msgspec

from setpoint.model.value import Plain, Value


class Planned(msgspec.Struct, frozen=True):
    """A deed that a plan holds, for a cloud to say beforehand whether it would do it.

    ``properties`` are complete, in normal form, with secrets in clear, and Unknown where a value is not known yet; of a
    delete they are those last carried out. ``before`` are those last carried out, for an update.
    """

    address: str
    type: str
    deed: str
    """``create``, ``update`` or ``delete``."""
    properties: Mapping[str, Value]
    before: Mapping[str, Plain] = {}
    physical_id: str = ""
    """Of an update or a delete."""


class Foreseen(msgspec.Struct, frozen=True):
    """Why a planned deed would fail. ``path`` leads to the property that is to blame, where there is one."""

    address: str
    why: str
    path: tuple[str | int, ...] = ()
    detail: str = ""
    advice: str = ""


class Question(msgspec.Struct, frozen=True):
    """Whether a cloud has what ``name`` (a name or an id) stands for.

    ``kind`` is the custom constraint of a template that asks: ``nova.flavor``.
    """

    kind: str
    name: str


class Denied(msgspec.Struct, frozen=True):
    """That a cloud has no such thing, or several; ``why`` is a sentence of its own."""

    question: Question
    why: str
    advice: str = ""


class Foresight(msgspec.Struct, frozen=True):
    """What a cloud says of a plan beforehand. ``unasked`` tells what it does not let be asked, and why."""

    failing: Sequence[Foreseen] = ()
    denied: Sequence[Denied] = ()
    unasked: Sequence[str] = ()


@runtime_checkable
class Foreseeing(Protocol):
    """A cloud that can be asked whether a plan would go through: names, quotas, free addresses, permissions."""

    @property
    def name(self) -> str:
        """As ``--cloud`` names it."""
        ...

    @property
    def answers(self) -> frozenset[str]:
        """The kinds of questions that it can answer."""
        ...

    async def foresee(self, planned: Sequence[Planned], questions: Collection[Question]) -> Foresight:
        """What would fail, asked in a few calls for all of ``planned`` (in the order in which they would be done).

        What cannot be known beforehand is not told. Raises Retry, ResourceError where the cloud cannot be asked.
        """
        ...
