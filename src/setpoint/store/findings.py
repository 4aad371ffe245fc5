"""What an examination finds: a diagnostic, and how to mend it where that is safe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from setpoint.model.diagnostic import Diagnostic, Severity
from setpoint.model.errors import InvalidInput

MENDED = "mended"
"""The advice of a diagnostic about something that was mended on the spot."""


class Finding(NamedTuple):
    """Something that is not as it should be. ``mend`` looks again before it changes anything."""

    diagnostic: Diagnostic
    mend: Callable[[], object] | None = None


def damage(summary: str, detail: str = "", *, advice: str = "", address: str = "") -> Diagnostic:
    """Tell of something that should never be."""
    return Diagnostic(summary, Severity.ERROR, detail=detail, advice=advice, address=address)


def leftover(summary: str, detail: str = "", *, advice: str = "", address: str = "") -> Diagnostic:
    """Tell of something that a crash leaves behind."""
    return Diagnostic(summary, Severity.WARNING, detail=detail, advice=advice, address=address)


def tell(findings: Iterable[Finding], *, repair: bool) -> list[Diagnostic]:
    """The diagnostics of all findings, each once. With ``repair``, what can be mended is mended."""
    return list(dict.fromkeys(_told(findings, repair=repair)))


def _told(findings: Iterable[Finding], *, repair: bool) -> Iterator[Diagnostic]:
    for diagnostic, mend in findings:
        if not (repair and mend):
            yield diagnostic
            continue
        try:
            mend()
        except (InvalidInput, OSError) as error:
            yield msgspec.structs.replace(diagnostic, advice=f"could not be mended: {error}")
        else:
            yield msgspec.structs.replace(diagnostic, advice=MENDED)
