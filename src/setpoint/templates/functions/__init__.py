"""The functions of template languages, in values and in conditions, one a file.

A module here with a ``NAME`` and a ``build`` is a function (:class:`setpoint.templates.compiling.Function`); no list
names it. Which version of a language has which function stands in that language's own table of versions; where versions
differ in what a function accepts, its `build` asks for the version. Other distributions add functions through the entry
point group ``setpoint.template_functions``. The compiler of a language calls them. They must not know how a text is
read, nor anything beyond :mod:`setpoint.templates.compiling`: what a function works out is a pure function of its
arguments.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import cast

from setpoint.templates.compiling import Function

GROUP = "setpoint.template_functions"
"""Entry points of this group name a module, or any object, with NAME and build."""


@cache
def functions() -> Mapping[str, Function]:
    """Every function there is, by the name that templates write. What ships here wins over what was added."""
    return {**_added(), **{one.NAME: one for one in _shipped()}}


@cache
def added() -> frozenset[str]:
    """The names of those that other distributions add: no table of versions has them."""
    return frozenset(_added()) - {one.NAME for one in _shipped()}


@cache
def _added() -> Mapping[str, Function]:
    return {one.NAME: one for one in (entry.load() for entry in entry_points(group=GROUP))}


def _shipped() -> Iterator[Function]:
    for found in pkgutil.iter_modules(__path__, f"{__name__}."):
        module = importlib.import_module(found.name)
        if hasattr(module, "NAME"):
            yield cast("Function", module)
