"""Every option there is, taken from the structs that declare it."""

from __future__ import annotations

import inspect
import types
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from setpoint.api.settings.address import Address
from setpoint.api.settings.config import Config
from setpoint.model.value import Sensitive

PREFIX = "SETPOINT_"

_SPOKEN = {
    bool: "true or false",
    int: "integer",
    float: "number",
    str: "text",
    Path: "path",
    Address: "HOST:PORT",
    Sensitive: "text",
}


class Option(msgspec.Struct, frozen=True):
    """One option: ``annotation`` is its type with its range, ``kind`` that type alone, without "or none"."""

    section: str
    name: str
    annotation: Any
    kind: Any
    default: Any
    meta: msgspec.Meta

    @property
    def key(self) -> str:
        """What it is called: ``section.option``."""
        return f"{self.section}.{self.name}"

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return f"{PREFIX}{self.section}_{self.name}".upper()

    @property
    def told(self) -> str:
        """What it is for."""
        return self.meta.description or ""

    @property
    def unit(self) -> str:
        """In what it is counted; "" for what is not."""
        return str(self._extra["unit"])

    @property
    def heat(self) -> Any:
        """Heat's default of the option of that name; None where there is none."""
        return self._extra["heat"]

    @property
    def reloads(self) -> bool:
        """Whether SIGHUP suffices to change it."""
        return bool(self._extra["reloads"])

    @property
    def is_secret(self) -> bool:
        """Whether its value must not be shown."""
        return self.kind is Sensitive

    @property
    def type(self) -> str:
        """Its type and range in words."""
        if get_origin(self.kind) is Literal:
            return " or ".join(get_args(self.kind))
        if get_origin(self.kind) is tuple:
            return "list of texts"
        least, most = self.meta.ge, self.meta.le
        bounds = (f"{least:,g}" if least is not None else "", f"{most:,g}" if most is not None else "")
        match bounds:
            case ("", ""):
                return _SPOKEN[self.kind]
            case (_, ""):
                return f"{_SPOKEN[self.kind]}, {bounds[0]} or more"
        return f"{_SPOKEN[self.kind]}, {bounds[0]} to {bounds[1]}"

    @property
    def _extra(self) -> Mapping[str, Any]:
        return self.meta.extra or {}


@cache
def sections() -> Mapping[str, str]:
    """Every section by name, with what it is for."""
    return {name: inspect.getdoc(kind) or "" for name, kind in get_type_hints(Config).items()}


@cache
def options() -> Mapping[tuple[str, str], Option]:
    """Every option by section and name, in the order of their declaration."""
    found = {}
    for section, kind in get_type_hints(Config).items():
        defaults = msgspec.structs.asdict(kind())
        for name, annotation in get_type_hints(kind, include_extras=True).items():
            bare, meta = get_args(annotation)
            found[section, name] = Option(section, name, annotation, _needed(bare), defaults[name], meta)
    return found


def _needed(kind: Any) -> Any:
    """A type without the "or none" beside it."""
    if get_origin(kind) in {Union, types.UnionType}:
        (found,) = (one for one in get_args(kind) if one is not type(None))
        return found
    return kind
