"""``get_attr``: an attribute of another resource, and the way into it (HOT guide, "get_attr").

In 2013-05-23 the attribute is had as a whole and then stepped into; from 2014-10-16 on the resource itself is asked
along the way (which matters to groups and nested stacks); from 2015-10-15 on the attribute's name may be left out,
which gives all attributes.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.address import Address, name_of
from setpoint.model.diagnostic import About, Problem
from setpoint.model.expression import Attribute, Call, Expression, ListOf, list_of
from setpoint.model.kind import is_composite
from setpoint.model.nearest import did_you_mean
from setpoint.model.place import Place
from setpoint.templates.compiling import Broken, Compiling, Missing
from setpoint.templates.functions.arguments import Items, mistaken
from setpoint.templates.selection import select

NAME: Final = "get_attr"

SHAPE = Items("[resource, attribute, key or index, ...]", 2)
OR_ALL = Items("[resource] or [resource, attribute, key or index, ...]", 1)


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Refer to the attribute. The resource's name must be known while compiling, the rest need not be."""
    return attribute(
        NAME, OR_ALL if compiling.version >= "2015-10-15" else SHAPE, arguments, compiling, place
    )


def attribute(name_of_function: str, shape: Items, arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Refer to the attribute that ``arguments``, which must have that ``shape``, name."""
    found = compiling.value(arguments, place)
    try:
        name, *path = shape.of(found.items if isinstance(found, ListOf) else found)
        _check_steps(path)
    except ValueError as problem:
        return compiling.refuse(f"{name_of_function}: {problem}", place)
    if not isinstance(name, str):
        return _not_a_name(name_of_function, name, compiling, place)
    where = place if compiling.has_resource(name) else compiling.place_of(arguments, 0)
    address = compiling.resource(name, where)
    if address is None:
        return Broken(place)
    if not _offers(address, path, compiling):
        return _lacking(address, str(path[0]), arguments, compiling)
    return _reference(address, path, compiling.version, place)


def _check_steps(path: list[Any]) -> None:
    for step in path:
        if not isinstance(step, (str, int, Expression)):
            raise mistaken("every step", "a name, key or index", step)


def _reference(address: Address, path: list[Any], version: str, place: Place) -> Any:
    if version >= "2014-10-16" or len(path) == 1:
        return Attribute(address, tuple(path), place)
    whole = Attribute(address, (path[0],), place)
    return Call(NAME, _step_into, list_of([whole, *path[1:]]), place)


def _step_into(arguments: Any) -> Any:
    return select(arguments[0], arguments[1:])


def _not_a_name(name_of_function: str, name: Any, compiling: Compiling, place: Place) -> Any:
    if isinstance(name, Broken):
        return name
    return compiling.refuse(
        f"{name_of_function}: the resource's name must be known when the template is read", place
    )


def _offers(address: Address, path: list[Any], compiling: Compiling) -> bool:
    """Whether the resource's type has the attribute, as far as can be said now."""
    kind = compiling.kind(address)
    if kind is None or kind.attributes is None or not path or isinstance(path[0], Expression):
        return True
    wanted = str(path[0])
    is_of_member = wanted.startswith("resource.") and is_composite(kind)
    return is_of_member or wanted in kind.attributes or wanted == "show"


def _lacking(address: Address, wanted: str, arguments: Any, compiling: Compiling) -> Any:
    """An error; of what a template provides, in an output, a warning: Heat finds out when that is asked."""
    kind = compiling.kind(address)
    assert kind is not None
    assert kind.attributes is not None
    summary, place = f"{name_of(address)} has no attribute '{wanted}'", compiling.place_of(arguments, 1)
    detail = f"{kind.name} offers {', '.join(sorted(kind.attributes)) or 'none'}"
    advice = did_you_mean(wanted, kind.attributes)
    if compiling.is_in_output and not hasattr(kind, "schema"):
        compiling.findings.warning(summary, place=place, detail=detail, advice=advice)
        return Missing(f"The Referenced Attribute ({name_of(address)} {wanted}) is incorrect.", place)
    about = About(Problem.ATTRIBUTE, (name_of(address), wanted))
    return compiling.refuse(summary, place, detail=detail, advice=advice, text=wanted, about=about)
