"""What only one resource at a time can hold: who claims it anew, of what is held already."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.engine.planner.decision import Decision
from setpoint.engine.planner.planning import Planning
from setpoint.model.change import Change
from setpoint.model.incarnation import Incarnation
from setpoint.model.kind import is_single
from setpoint.model.range import Range


class Claimed:
    """All claims of what is, or may be, made or changed."""

    def __init__(self, planning: Planning) -> None:
        """Gather the claims of everything that was decided."""
        self._planning = planning
        self._claims: dict[str, Decision] = {}
        self._ranges: dict[Range, list[Decision]] = {}
        self._within: dict[Range, list[Decision]] = {}
        for decision in planning.decisions.values():
            kind = decision.definition.kind
            if is_single(kind) and decision.worst is not Change.NONE:
                self._claims.update(dict.fromkeys(kind.claims(decision.wanted), decision))
                for block in kind.ranges(decision.wanted, planning.refers_anew):
                    self._add(block, decision)

    def _add(self, block: Range, decision: Decision) -> None:
        self._ranges.setdefault(block, []).append(decision)
        for larger in block.around():
            self._within.setdefault(larger, []).append(decision)

    def __bool__(self) -> bool:
        """Whether anything is claimed."""
        return bool(self._claims or self._ranges)

    def by(self, one: Incarnation) -> Iterator[Decision]:
        """Who claims what ``one`` holds, or may hold: an update that failed may have got as far as that."""
        kind = self._planning.situation.kinds(one.type)
        if kind is None:
            return
        for properties in filter(None, (one.properties, one.attempted)):
            for claim in sorted(kind.claims(properties)):
                if claim in self._claims:
                    yield self._claims[claim]
            for block in sorted(kind.ranges(properties, self._planning.refers_now)):
                for overlapping in (block, *block.around()):
                    yield from self._ranges.get(overlapping, ())
                yield from self._within.get(block, ())
