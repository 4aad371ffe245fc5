"""``Fn::GetAtt``: an attribute of another resource.

In CloudFormation's language.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions.arguments import Items
from setpoint.templates.functions.get_attr import attribute

NAME: Final = "Fn::GetAtt"

SHAPE = Items("[resource, attribute]", 2, 2)


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Refer to the attribute. The resource's name must be known while compiling, the attribute's need not be."""
    return attribute(NAME, SHAPE, arguments, compiling, place)
