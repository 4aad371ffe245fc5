"""``Fn::ResourceFacade``: as ``resource_facade``, with CloudFormation's names.

In CloudFormation's language, and in HOT 2013-05-23.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions.facade import Facade

NAME: Final = "Fn::ResourceFacade"

_FACADE = Facade(NAME, metadata="Metadata", deletion_policy="DeletionPolicy", update_policy="UpdatePolicy")


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Look at the resource around this text."""
    return _FACADE.build(arguments, compiling, place)
