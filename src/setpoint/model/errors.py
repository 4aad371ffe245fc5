"""Refusals: the handful of exceptions that cross a room's edge.

::

    SetpointError
     ├── InvalidInput      what the user gave cannot be used; carries every diagnostic
     │    ├── NotApproved  nobody said yes to the plan
     │    └── StalePlan    a saved plan no longer fits the stack
     ├── ResourceError     a cloud or a type refused; carries one diagnostic
     │    ├── NotFound     the thing is not there (deleting it again is no failure)
     │    └── Conflict     the cloud cannot do it just now, or somebody else holds what is needed
     ├── Retry             ask again after some seconds; the same deed with the same token
     ├── LostAnswer        the deed may or may not have happened: look before doing it again
     └── Superseded        a newer epoch or revision owns the stack; this writer must stop

Everything else that is raised is a bug and ends the run loudly; the journal makes the next run safe.
"""

from __future__ import annotations

from collections.abc import Iterable

from setpoint.model.diagnostic import Diagnostic


class SetpointError(Exception):
    """Root of all refusals."""


class InvalidInput(SetpointError):
    """What the user gave cannot be used. Nothing was changed."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Carry every problem found."""
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(str(one) for one in self.diagnostics))

    @classmethod
    def because(cls, summary: str, *, detail: str = "", advice: str = "") -> InvalidInput:
        """Make the refusal of one problem that has no place in a file."""
        return cls([Diagnostic(summary, detail=detail, advice=advice)])


class NotApproved(InvalidInput):
    """Nobody said yes to the plan. Nothing was changed."""


class StalePlan(InvalidInput):
    """A saved plan no longer fits the stack. Nothing was changed."""


class ResourceError(SetpointError):
    """A cloud, or a resource type, refused. The step fails; another update can recover."""

    def __init__(self, diagnostic: Diagnostic | str) -> None:
        """Carry the diagnostic; a bare string becomes its summary."""
        self.diagnostic = Diagnostic(diagnostic) if isinstance(diagnostic, str) else diagnostic
        super().__init__(str(self.diagnostic))


class NotFound(ResourceError):
    """The thing is not there."""


class Conflict(ResourceError):
    """The cloud cannot do this just now, or somebody else holds what is needed."""


class Retry(SetpointError):
    """The cloud asks for patience (429, 503, 409 on a busy thing). The deed certainly did not happen."""

    def __init__(self, after: float, why: str) -> None:
        """Ask again after so many seconds."""
        self.after = after
        self.why = why
        super().__init__(f"retry in {after:g} s: {why}")


class LostAnswer(SetpointError):
    """The deed may or may not have happened (cut connection, 504): find by token before repeating it."""

    def __init__(self, why: str) -> None:
        """Say what was lost."""
        self.why = why
        super().__init__(why)


class Superseded(SetpointError):
    """A newer owner or revision has taken the stack; nothing more may be written by this one."""
