"""A text that can be compiled, wherever it stands."""

from __future__ import annotations

import msgspec

from setpoint.model.definition import Composition
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.templates.compiling import Inside
from setpoint.templates.language.compilation import Compilation
from setpoint.templates.language.composing import Composing, defined
from setpoint.templates.language.text import Text


class TextTemplate(Text):
    """Implements :class:`setpoint.templates.compiling.Template`; see there for what is not said here."""

    def shape(self, around: Inside) -> tuple[str, ...] | None:
        """The names of the resources that are defined.

        All of them where something is wrong: composing them then tells what, and knows where.
        """
        findings = Findings()
        names = defined(Compilation(self, self._here(around), findings))
        return tuple(self.resources) if findings.has_errors else names

    def compose(self, around: Inside) -> Composition:
        """The members. Raises InvalidInput with every problem."""
        findings = Findings()
        composition = Composing(self, self._here(around), findings).composition()
        _refuse(findings)
        around.nesting.warnings.add(findings)
        return composition

    def _here(self, around: Inside) -> Inside:
        return msgspec.structs.replace(around, nesting=around.nesting.beside(self.name))


def _refuse(findings: Findings) -> None:
    if findings.has_errors:
        raise InvalidInput(findings.in_order())
