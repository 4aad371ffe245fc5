"""``get_file``: the content of a file that was handed over with the template (HOT guide, "get_file")."""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.expression import Expression
from setpoint.model.place import Place
from setpoint.templates.compiling import Broken, Compiling
from setpoint.templates.functions.arguments import described

NAME: Final = "get_file"


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Give the file's text; its name must be known while compiling."""
    name = compiling.value(arguments, place)
    if isinstance(name, Broken):
        return name
    if isinstance(name, Expression):
        return compiling.refuse("get_file: the file's name must be known when the template is read", place)
    if not isinstance(name, str):
        return compiling.refuse(f"get_file: a file's name is needed, not {described(name)}", place)
    content = compiling.file(name, place)
    return Broken(place) if content is None else content
