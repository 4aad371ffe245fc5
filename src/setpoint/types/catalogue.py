"""Which resource types there are: found by name, with nothing read or imported that the name does not need.

A type comes from one of three places:

- the facts of Heat's types, with what a *family* says of some of them beyond the facts;
- a family alone, for types that Heat does not have;
- another distribution, through the entry-point group ``setpoint.resource_types``.

A family is a module here, or a package of them, named as the middle of its types' names:
``OS::Nova::Server`` is told of in ``nova.py``, ``OS::Heat::Value`` somewhere in ``heat/``,
``Setpoint::Local::Process`` in ``local.py``. It holds ``KINDS``, which maps names of Heat's types to their
declarations or to classes derived from ResourceType, or ``TYPES``, a tuple of ResourceTypes that bring
their own schema, or both. No list is to be edited.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import TypeAlias

from setpoint import types
from setpoint.types import facts, plugins
from setpoint.types.declarations import Declarations
from setpoint.types.resource_type import ResourceType

Kind: TypeAlias = Declarations | type[ResourceType]

GROUP = "setpoint.resource_types"
"""Entry-point group: the entry's name is the type's, its object a ResourceType."""


@functools.cache
def find(name: str) -> ResourceType | None:
    """Return the resource type of that name, or None when there is none."""
    kinds, own = _family(_family_name(name))
    if name in own:
        return own[name]
    schema = facts.find(name)
    if schema is not None:
        kind = kinds.get(name, ResourceType)
        return ResourceType(schema, kind) if isinstance(kind, Declarations) else kind(schema)
    return _from_elsewhere(name)


def names() -> frozenset[str]:
    """Return the names of all resource types there are."""
    own = (name for family in _modules(types) for name in _family(family)[1])
    return facts.names().union(own, plugins.names(GROUP))


def _from_elsewhere(name: str) -> ResourceType | None:
    for found in plugins.load(GROUP, name):
        assert isinstance(found, ResourceType), f"{found!r}, offered as {name}, is no ResourceType"
        return found
    return None


def _family_name(name: str) -> str:
    parts = name.split("::")
    return parts[1].lower() if len(parts) >= 3 else ""


@functools.cache
def _family(name: str) -> tuple[Mapping[str, Kind], Mapping[str, ResourceType]]:
    """What a family says of types that come as facts, and types of its own."""
    kinds: dict[str, Kind] = {}
    own: dict[str, ResourceType] = {}
    for module in _members(name) if name in _modules(types) else ():
        kinds |= getattr(module, "KINDS", {})
        own |= {one.name: one for one in getattr(module, "TYPES", ())}
    return kinds, own


def _members(family: str) -> Iterator[ModuleType]:
    module = importlib.import_module(f"{types.__name__}.{family}")
    yield module
    if hasattr(module, "__path__"):
        for name in _modules(module):
            yield importlib.import_module(f"{module.__name__}.{name}")


@functools.cache
def _modules(package: ModuleType) -> tuple[str, ...]:
    return tuple(sorted(module.name for module in pkgutil.iter_modules(package.__path__)))
