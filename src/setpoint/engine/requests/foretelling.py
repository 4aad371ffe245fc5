"""What clouds foresee, told to people: each problem once, at its place in the template, and secrets as asterisks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from setpoint.clouds.foreseeing import Denied, Foreseen, Question
from setpoint.engine.requests.questions import Asking
from setpoint.engine.tree import Tree
from setpoint.model.address import Address
from setpoint.model.definition import Asked
from setpoint.model.diagnostic import Diagnostic, Findings
from setpoint.model.nearest import one_of
from setpoint.model.place import Place
from setpoint.model.value import MASK, Sensitive, Value, leaves

Values = Mapping[Address, Mapping[str, Value]]
"""What each resource is to be, by address."""

_SHOWN = 3
"""How many addresses are listed at which a problem is the same."""


class Foretelling:
    """Gathers it."""

    def __init__(self, tree: Tree, values: Values) -> None:
        """Tell of a plan towards ``tree``, with these properties."""
        self._tree = tree
        self._values = values
        self._findings = Findings()
        self._failing: dict[tuple[str, Place | None], tuple[Diagnostic, list[str]]] = {}
        self._told: set[str] = set()

    def warn(self, summary: str, detail: str) -> None:
        """Tell of what could not be asked."""
        self._findings.warning(summary, detail=detail)

    def denied(self, answers: Sequence[Denied], about: Sequence[Asking]) -> None:
        """Tell of parameters that name nothing."""
        by_question: dict[Question, Denied] = {one.question: one for one in answers}
        for one in about:
            answer = by_question.get(one.question)
            if answer is None:
                continue
            asked, why, advice = one.about, answer.why, answer.advice
            if one.is_secret:
                why, advice = f"there is no such thing ({asked.kind})", ""
            self._told.add(answer.why)
            self._findings.error(f"parameter '{asked.parameter}': {why}", place=asked.place, advice=advice)

    def failing(self, several: Sequence[Foreseen]) -> None:
        """Tell of deeds that would fail; what was told of a parameter is not told again of who uses it."""
        for one in several:
            if one.why in self._told:
                continue
            told = self._diagnostic(one)
            self._failing.setdefault((one.why, told.place), (told, []))[1].append(one.address)

    def unanswered(self, about: Sequence[Asking], answers: Sequence[Collection[str]]) -> None:
        """Tell of parameters that none of the clouds can answer about."""
        left: dict[Asked, None] = {
            one.about: None for one in about if not any(one.question.kind in each for each in answers)
        }
        for asked in left:
            self._findings.warning(
                f"parameter '{asked.parameter}' was not checked: no cloud here knows of {asked.kind}",
                place=asked.place,
            )

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All of it."""
        return (*self._findings, *(_at_all(told, at) for told, at in self._failing.values()))

    def _diagnostic(self, one: Foreseen) -> Diagnostic:
        definition = self._tree.definitions.get(Address(one.address))
        place = definition and (definition.place_of(one.path) or definition.place)
        secrets = self._secrets(one)
        return Diagnostic(
            f"would fail at {one.address}: {_hidden(one.why, secrets)}",
            detail=_hidden(one.detail, secrets),
            advice="" if secrets else one.advice,
            place=place or None,
            address=one.address,
        )

    def _secrets(self, one: Foreseen) -> list[str]:
        """The secrets in the property that is to blame: a cloud is told them in clear, and so speaks of them."""
        value = self._values.get(Address(one.address), {}).get(str(one.path[0])) if one.path else None
        return [str(leaf.reveal()) for leaf in leaves(value) if isinstance(leaf, Sensitive) and leaf.reveal()]


def _hidden(text: str, secrets: Sequence[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text


def _at_all(told: Diagnostic, addresses: Sequence[str]) -> Diagnostic:
    """``told`` of the first of ``addresses``, with the others."""
    others = addresses[1:]
    if not others:
        return told
    also = f"the same at {one_of(others, _SHOWN)}"
    return msgspec.structs.replace(told, detail=f"{told.detail}; {also}" if told.detail else also)
