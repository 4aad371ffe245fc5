"""Where in a user's text something stands, so that every problem can be shown where it is."""

from __future__ import annotations

import msgspec


class Place(msgspec.Struct, frozen=True, gc=False, order=True):
    """A position in a source file. ``line`` and ``column`` count from 1; 0 means "the whole file"."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """``file:line:column``, the form that editors and terminals make clickable."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file
