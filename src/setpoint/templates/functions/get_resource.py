"""``get_resource``: the identity of another resource, which makes this one depend on it (HOT guide)."""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.expression import Expression, Identity
from setpoint.model.place import Place
from setpoint.templates.compiling import Broken, Compiling
from setpoint.templates.functions.arguments import described

NAME: Final = "get_resource"


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Refer to the resource; its name must be known while compiling."""
    name = compiling.value(arguments, place)
    if isinstance(name, Broken):
        return name
    if isinstance(name, Expression):
        return compiling.refuse("get_resource: the name must be known when the template is read", place)
    if not isinstance(name, str):
        return compiling.refuse(f"get_resource: a resource's name is needed, not {described(name)}", place)
    address = compiling.resource(name, place)
    return Broken(place) if address is None else Identity(address, place)
