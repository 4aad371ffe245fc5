"""Composite types: resources that are made of more resources.

Groups, chains, nested stacks, and templates that provide a type. A module here with a ``NAME`` and a ``kind`` is one
(``kind(nesting)`` gives a :class:`setpoint.model.kind.CompositeKind`), one with ``kinds``, classes each with a
``name``, is several; no list names them. The nest of a stack makes
them and hands them itself; the planner asks them for their shape, and composes them to it. They must not know how a
text is read, nor that a plan is made: a composition is a pure function of its definition, properties and shape.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType

from setpoint.templates.compiling import CompositeFactory


@cache
def composite_kinds() -> Mapping[str, CompositeFactory]:
    """What makes each composite type, by the type's name."""
    found: dict[str, CompositeFactory] = {}
    for module in _modules():
        if hasattr(module, "kind"):
            found[module.NAME] = module.kind
        found.update((kind.name, kind) for kind in getattr(module, "kinds", ()))
    return found


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(__path__, f"{__name__}."):
        yield importlib.import_module(found.name)
