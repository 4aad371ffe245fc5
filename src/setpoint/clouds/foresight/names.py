"""Names of nothing: what the properties of a plan call by name or id, and the cloud does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from setpoint.clouds.foreseeing import Denied, Foreseen, Planned, Question
from setpoint.clouds.foresight import Planning
from setpoint.types.kinds import KIND_OF
from setpoint.types.references import Reference
from setpoint.types.resource_type import ResourceType

Named = Sequence[tuple[Planned, Reference]]
"""Which deed names what, in order."""


def made(planned: Sequence[Planned]) -> frozenset[Question]:
    """What will be there under a name because the plan makes it: nobody need ask for it."""
    kinds = ((KIND_OF.get(one.type), one.properties.get("name")) for one in planned)
    return frozenset(Question(kind, name) for kind, name in kinds if kind and isinstance(name, str))


def named(planning: Planning) -> Named:
    """What deeds name that their things did not stand on before."""
    return [(planned, one) for planned, kind in planning for one in _newly(planned, kind)]


def _newly(planned: Planned, kind: ResourceType) -> Iterator[Reference]:
    before = {(one.kind, one.name) for one in kind.references(planned.before)}
    for one in kind.references(planned.properties):
        if (one.kind, one.name) not in before:
            yield one


def questions(named: Named) -> frozenset[Question]:
    """Whether there is what is named."""
    return frozenset(Question(one.kind, one.name) for _, one in named)


def failing(named: Named, denied: Iterable[Denied]) -> Iterator[Foreseen]:
    """The deeds that name nothing."""
    by_question = {one.question: one for one in denied}
    for planned, one in named:
        answer = by_question.get(Question(one.kind, one.name))
        if answer is not None:
            yield Foreseen(planned.address, answer.why, one.path, advice=answer.advice)
