"""What the arguments of a function look like: a list of some length, or a map with some keys.

Checked as early as it can be seen (while compiling, when only the values inside are still open), and again when the
function is carried out. Problems are ValueErrors whose text goes on from the function's name.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from setpoint.model.value import Sensitive


class Arguments(Protocol):
    """The shape that a function's arguments must have."""

    def of(self, arguments: Any) -> Any:
        """``arguments``, when they have it; else ValueError with the right form."""
        ...


class Items(NamedTuple):
    """A list of ``least`` to ``most`` items (None: any number); ``form`` shows how to write it."""

    form: str
    least: int = 0
    most: int | None = None

    def of(self, arguments: Any) -> list[Any]:
        """The items."""
        if not isinstance(arguments, list):
            raise self._misshapen(arguments)
        if len(arguments) < self.least or (self.most is not None and len(arguments) > self.most):
            raise ValueError(f"it has {len(arguments)} arguments; write {self.form}")
        return arguments

    def _misshapen(self, arguments: Any) -> ValueError:
        return ValueError(f"its arguments are {described(arguments)}; write {self.form}")


class Keys(NamedTuple):
    """A map that has the keys ``needed`` and perhaps ``others``; ``form`` shows how to write it.

    A lenient one also takes keys that mean nothing, as Heat always did for some functions.
    """

    form: str
    needed: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    is_lenient: bool = False

    def of(self, arguments: Any) -> dict[str, Any]:
        """The map."""
        if not isinstance(arguments, dict):
            raise self._misshapen(arguments)
        missing = [key for key in self.needed if key not in arguments]
        if missing:
            raise ValueError(f"it has no '{missing[0]}'; write {self.form}")
        unknown = [] if self.is_lenient else self.unknown(arguments)
        if unknown:
            raise ValueError(f"it has no use for '{unknown[0]}'; write {self.form}")
        return arguments

    def unknown(self, arguments: dict[str, Any]) -> list[str]:
        """Keys that mean nothing to the function."""
        return [key for key in arguments if key not in self.needed and key not in self.others]

    def _misshapen(self, arguments: Any) -> ValueError:
        return ValueError(f"its arguments are {described(arguments)}; write {self.form}")


def described(value: Any) -> str:
    """``value`` in a few words, for a problem's text."""
    match value:
        case None:
            return "nothing"
        case bool():
            return f"the boolean {str(value).lower()}"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text '{value if len(value) <= 40 else value[:40] + '...'}'"
        case list():
            return "a list"
        case dict():
            return "a map"
        case Sensitive():
            return "a secret"
    return "what is not known yet"


def mistaken(what: str, wanted: str, value: Any) -> ValueError:
    """The refusal of ``value``, which is not what was wanted: ``the delimiter``, ``a text``."""
    return ValueError(f"{what} must be {wanted}, not {described(value)}")


def a_text(value: Any, what: str) -> str:
    """``value``, when it is a text."""
    if not isinstance(value, str):
        raise mistaken(what, "a text", value)
    return value


def a_list(value: Any, what: str) -> list[Any]:
    """``value``, when it is a list."""
    if not isinstance(value, list):
        raise mistaken(what, "a list", value)
    return value


def a_map(value: Any, what: str) -> dict[str, Any]:
    """``value``, when it is a map."""
    if not isinstance(value, dict):
        raise mistaken(what, "a map", value)
    return value
