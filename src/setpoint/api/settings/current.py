"""The configuration that counts now: a reload exchanges it, and tells those who have asked."""

from __future__ import annotations

from collections.abc import Callable

from setpoint.api.settings.config import Config


class Current:
    """What is handed to whoever needs settings for as long as the process lives.

    Whoever reads ``config`` anew each time sees a reload at once; whoever makes something of it asks to be told.
    """

    def __init__(self, config: Config) -> None:
        """Begin with ``config``."""
        self.config = config
        self._told: list[Callable[[Config], None]] = []

    def on_change(self, told: Callable[[Config], None]) -> None:
        """Call ``told`` with the new configuration after each reload. It must not raise."""
        self._told.append(told)

    def exchange(self, config: Config) -> None:
        """Let ``config`` count from now on."""
        self.config = config
        for told in self._told:
            told(config)
