"""``Ref``: a resource's identity or a parameter's value, whichever has the name.

In CloudFormation's language, and in HOT 2013-05-23.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions import get_resource
from setpoint.templates.functions.arguments import described

NAME: Final = "Ref"


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Refer to the resource of that name, or else to the parameter; in a condition to parameters only."""
    if not isinstance(arguments, str):
        return compiling.refuse(f"Ref: a name is needed, not {described(arguments)}", place)
    if compiling.in_condition:
        return compiling.parameter(arguments, place)
    if compiling.has_resource(arguments):
        return get_resource.build(arguments, compiling, place)
    return compiling.parameter(arguments, place, or_resource=True)
