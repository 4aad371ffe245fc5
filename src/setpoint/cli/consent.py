"""Consent: a plan is shown, and nothing is changed until somebody has said yes to it."""

from __future__ import annotations

import time

import msgspec

from setpoint.cli import show
from setpoint.cli.asking import asked, is_somebody_there
from setpoint.cli.plans import show_plan
from setpoint.cli.progress import Progress
from setpoint.engine.requests.preview import Preview
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import NotApproved
from setpoint.model.plan import Plan


class Consent(msgspec.Struct):
    """Asks, except where consent ``is_given`` (``--yes``). ``progress`` makes room for questions on the way."""

    progress: Progress
    is_given: bool = False
    shown: Plan | None = None
    """The plan that was shown last."""
    at: float = 0
    """When it was answered, by :func:`time.monotonic`."""

    async def to_plan(self, found: Preview) -> bool:
        """Show a plan and ask. Raises NotApproved where nobody can be asked."""
        self.shown = found.plan
        show.diagnostics(found.wanted.warnings)
        show_plan(found.plan, found.stack.name)
        answer = self.is_given or found.plan.is_empty or await self._ask()
        self.at = time.monotonic()
        return answer

    async def _ask(self) -> bool:
        if not is_somebody_there():
            raise NotApproved(
                [
                    Diagnostic(
                        "nothing was changed: there is no terminal to ask on",
                        advice="approve the plan with --yes, or save it with `setpoint plan --out FILE`",
                    )
                ]
            )
        return await asked("Carry this plan out?")

    async def to_expansion(self, child: Plan) -> bool:
        """Ask for a part that could only be planned on the way, when it deletes or replaces something."""
        if self.is_given:
            return True
        if not is_somebody_there():
            return False
        with self.progress.aside():
            show_plan(child, f"(expanding, for plan {child.parent})")
            return await asked("This part was not known before. Carry it out?")
