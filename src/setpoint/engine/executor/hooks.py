"""Breakpoints: steps that stand still until somebody clears their hook (HOT environments, ``hooks``)."""

from __future__ import annotations

from collections.abc import Callable

from setpoint.engine.executor.progress import Key
from setpoint.model.address import Address
from setpoint.model.plan import Step


class Hooks:
    """The steps that stand at a hook, and the hooks that were cleared."""

    def __init__(self) -> None:
        """Start with none."""
        self._held: dict[Key, tuple[str, Address, Callable[[], None]]] = {}
        self._cleared: set[tuple[Key, str]] = set()

    def __len__(self) -> int:
        """How many steps stand still."""
        return len(self._held)

    def held(self) -> dict[Key, str]:
        """The steps that stand still, and at which hook."""
        return {key: hook for key, (hook, _address, _go_on) in self._held.items()}

    def stop(self, key: Key, step: Step, when: str, go_on: Callable[[], None]) -> str:
        """The hook at which ``step`` must stand ``when`` ("pre-", "post-", or "" for either), to ``go_on`` later.

        Empty for none.
        """
        if not step.hooks:
            return ""
        ahead = (one for one in step.hooks if one.startswith(when) and (key, one) not in self._cleared)
        hook = next(ahead, "")
        if not hook:
            return ""
        self._held[key] = (hook, step.address, go_on)
        return hook

    def find(self, address: Address, hook: str) -> Key | None:
        """The step that stands at ``hook`` of ``address``."""
        for key, (held, where, _go_on) in self._held.items():
            if held == hook and where == address:
                return key
        return None

    def at(self, key: Key) -> str:
        """The hook that a step stands at; empty for none."""
        return self._held[key][0] if key in self._held else ""

    def drop(self, key: Key) -> None:
        """Let a step stand there for good: it is not to go on."""
        self._held.pop(key, None)

    def clear(self, key: Key) -> None:
        """Let a step go on; it may have been let go already."""
        if key in self._held:
            hook, _address, go_on = self._held.pop(key)
            self._cleared.add((key, hook))
            go_on()
