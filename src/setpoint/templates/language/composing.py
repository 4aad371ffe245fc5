"""From a text to the composition of one stack, nested or not."""

from __future__ import annotations

from typing import Any

from setpoint.model.definition import Composition, Output
from setpoint.model.diagnostic import About, Findings, Problem
from setpoint.model.expression import OMITTED, Choice
from setpoint.templates.compiling import Condition, Inside
from setpoint.templates.cycles import circles
from setpoint.templates.implied import with_implied
from setpoint.templates.language.compilation import Compilation
from setpoint.templates.language.definitions import Definitions
from setpoint.templates.language.outputs import OutputText
from setpoint.templates.language.resources import Entry
from setpoint.templates.language.text import Text
from setpoint.templates.parameters import asked_of_clouds

_LONGEST_CIRCLE = 20


def defined(compilation: Compilation) -> tuple[str, ...] | None:
    """The names of the resources whose conditions hold; None while that is not known."""
    names: list[str] = []
    for name, entry in compilation.template.resources.items():
        tree = entry.get(compilation.words.condition)
        holds = True if tree is None else _condition(compilation, entry, tree)
        if holds is None:
            return None
        if holds:
            names.append(name)
    return tuple(names)


def _condition(compilation: Compilation, entry: Entry, tree: Any) -> bool | None:
    return compilation.condition(tree, compilation.place_of(entry.tree, compilation.words.condition)).holds


class Composing:
    """Makes the composition of one text in one place."""

    def __init__(self, template: Text, around: Inside, findings: Findings) -> None:
        """Compile ``template``; problems go to ``findings``."""
        self._template = template
        self._inside = around
        self._findings = findings
        self._compilation = Compilation(template, around, findings)
        self._definitions = Definitions(self._compilation, around, findings)

    def composition(self) -> Composition:
        """All of it."""
        compilation, template = self._compilation, self._template
        compilation.all_conditions()
        names = self._inside.shape if self._inside.shape is not None else defined(compilation)
        chosen = set(template.resources if names is None else names)
        definitions = with_implied(self._definitions.of(chosen), self._definitions.edges, self._inside)
        outputs = {output.name: self._output(output) for output in template.output_texts.values()}
        self._tell_circles()
        return Composition(
            container=self._inside.container,
            definitions=definitions,
            outputs=outputs,
            description=template.description,
            text=template.document.text,
            parameters=compilation.arguments.known,
            argument=compilation.arguments.argument,
            asks=tuple(asked_of_clouds(template.parameters.values())),
        )

    def _output(self, output: OutputText) -> Output:
        compilation, word = self._compilation, self._compilation.words.value
        place = compilation.place_of(output.tree, word) if word in output.tree else output.place
        tree = output.tree.get(word)
        condition = self._wanted(output)
        if condition.holds is False:
            compilation.unchosen(tree, place)
            value = None
        elif condition.holds:
            with compilation.output():
                value = compilation.value(tree, place)
        else:
            value = Choice(condition.value, compilation.maybe(tree, place), None, place)
        return Output(output.name, None if value is OMITTED else value, output.description, output.place)

    def _wanted(self, output: OutputText) -> Condition:
        word = self._compilation.words.condition
        tree = output.tree.get(word)
        if tree is None:
            return Condition(value=True, holds=True)
        return self._compilation.condition(tree, self._compilation.place_of(output.tree, word))

    def _tell_circles(self) -> None:
        for circle in circles(self._definitions.edges):
            names = [address.rpartition("/")[2] for address, _ in circle]
            steps = [
                f"{name} needs {edge.target.rpartition('/')[2]} at {edge.place}"
                for name, (_, edge) in zip(names, circle, strict=True)
            ]
            self._findings.error(
                f"circular dependency: {' -> '.join([*_shortened(names), names[0]])}",
                place=circle[0][1].place,
                detail="; ".join(_shortened(steps)),
                advice="remove one of these references",
                address=circle[0][0],
                about=About(Problem.CIRCLE, tuple(names)),
            )


def _shortened(steps: list[str]) -> list[str]:
    left_out = len(steps) - _LONGEST_CIRCLE
    if left_out <= 0:
        return steps
    half = _LONGEST_CIRCLE // 2
    return [*steps[:half], f"(and {left_out:,} more)", *steps[-half:]]
