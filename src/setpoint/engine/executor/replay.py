"""Bringing a run to where the journal left it."""

from __future__ import annotations

from collections.abc import Iterable

from setpoint.engine.executor.progress import Key, Progress
from setpoint.model.address import Address
from setpoint.model.change import Change
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.journal import Entry, Mark
from setpoint.model.plan import Deed, Plan
from setpoint.model.value import Plain


class Replay:
    """What the journal tells beyond progress itself."""

    def __init__(self) -> None:
        """Start with an empty journal."""
        self.answers: dict[Key, Change] = {}
        """What guards answered."""
        self.under_way: dict[Key, Entry] = {}
        """Steps that were started and did not end: their deeds may have been done."""
        self.saved: dict[Address, Plain] = {}
        """What drivers saved for a snapshot."""
        self.failed: list[Diagnostic] = []
        self.expanded: list[Key] = []
        """EXPAND steps all of whose steps have landed, and that have not landed themselves."""


def replay(progress: Progress, entries: Iterable[Entry], children: Iterable[Plan]) -> Replay:
    """Land in ``progress`` what has landed, taking in the steps of child plans first."""
    told = Replay()
    expanded: list[Key | None] = []
    for child in children:
        assert child.parent is not None, child.id
        assert child.parent_step is not None, child.id
        expanded.append(progress.add(child, Key(child.parent, child.parent_step)))
    last = {Key(entry.plan, entry.step): entry for entry in entries}
    for key, entry in last.items():
        match entry.mark:
            case Mark.FINISHED | Mark.SKIPPED:
                step = progress.step(key)
                if step.deed is Deed.GUARD and entry.note:
                    told.answers[key] = Change(entry.note)
                elif step.deed is Deed.SNAPSHOT and entry.note is not None:
                    told.saved[step.address] = entry.note
                expanded.append(progress.land(key))
            case Mark.FAILED:
                told.failed.append(Diagnostic(str(entry.note), address=progress.step(key).address))
                progress.give_up(key)
            case Mark.STARTED | Mark.ACCEPTED:
                told.under_way[key] = entry
    told.expanded = [key for key in expanded if key is not None and not progress.has_landed(key)]
    return told
