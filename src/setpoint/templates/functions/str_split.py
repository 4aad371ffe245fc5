"""``str_split``: the parts of a text between delimiters, or one of them (HOT guide, "str_split")."""

from __future__ import annotations

from typing import Any, Final

from setpoint.templates.functions.arguments import Items, a_text, mistaken
from setpoint.templates.functions.calls import Strict

NAME: Final = "str_split"

SHAPE = Items("[delimiter, text] or [delimiter, text, index]", 2, 3)


def split(arguments: Any) -> list[str] | str | None:
    """Split the text, and pick a part when there is an index. Nothing gives nothing.

    Where the delimiter is nothing the text is split at blanks, as in Heat.
    """
    delimiter, value, *index = SHAPE.of(arguments)
    if value is None:
        return None
    if delimiter is not None and not a_text(delimiter, "the delimiter"):
        raise ValueError("the delimiter must not be empty")
    parts = a_text(value, "what it splits").split(delimiter)
    return _pick(parts, index[0]) if index else parts


def _pick(parts: list[str], index: Any) -> str:
    try:
        return parts[int(index)]
    except (TypeError, ValueError):
        raise mistaken("the index", "a whole number", index) from None
    except IndexError:
        raise ValueError(f"the index must be from 0 to {len(parts) - 1}, not {index}") from None


build = Strict(NAME, split, SHAPE).build
