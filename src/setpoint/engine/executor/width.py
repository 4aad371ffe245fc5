"""How many calls a cloud is given at once: it shrinks when the cloud asks for patience, and grows back."""

from __future__ import annotations


class Width:
    """Additive up, multiplicative down (as TCP does), never below 1 nor above twice its start."""

    def __init__(self, start: int) -> None:
        """Begin with ``start`` calls at once."""
        self._most = float(start * 2)
        self._width = float(start)
        self.limit = start
        """How many calls may be under way."""
        self.in_use = 0

    @property
    def has_room(self) -> bool:
        """Whether one more call may start."""
        return self.in_use < self.limit

    def went_well(self) -> None:
        """A call was answered: one more after a whole width of such answers."""
        self._set(min(self._most, self._width + 1 / self._width))

    def was_asked_to_wait(self) -> None:
        """The cloud said 429, 503 or "busy": halve."""
        self._set(max(1.0, self._width / 2))

    def _set(self, width: float) -> None:
        self._width, self.limit = width, int(width)
