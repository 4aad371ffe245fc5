"""In what Setpoint's answers differ from those of the real Heat, and why: by subject, as docs/reference tells it.

A row stands for all differences whose question, and way into the answer, its pattern is like. A row that nothing
needs any more fails the test as much as a difference without a row. What differs by chance cannot stand here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.lab.api.alike.explained.of_requests import LANGUAGES, PATHS, REFUSED, SOFTWARE, WORDS
from tests.lab.api.alike.explained.of_stacks import (
    CARRYING,
    DEEDS,
    HANDLES,
    NESTED,
    PREVIEWS,
    RESOURCES,
    STACKS,
)
from tests.lab.differences import Allowed

TABLE: Mapping[str, Sequence[Allowed]] = {
    "Stacks": STACKS,
    "Resources and events": RESOURCES,
    "Check, suspend, resume, roll back": DEEDS,
    "Signals, hooks, marks": HANDLES,
    "Previews": PREVIEWS,
    "Nested stacks": NESTED,
    "Export, snapshots, adoption": CARRYING,
    "Software": SOFTWARE,
    "What there is": LANGUAGES,
    "What is refused": REFUSED,
    "Words of refusals": WORDS,
    "Paths and headers": PATHS,
}
