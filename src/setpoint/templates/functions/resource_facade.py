"""``resource_facade``: what is said of a provider template's resource where it is used (HOT guide)."""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions.facade import Facade

NAME: Final = "resource_facade"

_FACADE = Facade(NAME, metadata="metadata", deletion_policy="deletion_policy", update_policy="update_policy")


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Look at the resource around this text."""
    return _FACADE.build(arguments, compiling, place)
