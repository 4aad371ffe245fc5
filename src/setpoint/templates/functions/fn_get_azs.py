"""``Fn::GetAZs``: the availability zones of the cloud.

In CloudFormation's language, and in HOT 2013-05-23. Heat ignores the region, so does this.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling

NAME: Final = "Fn::GetAZs"


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Give the zones' names; the region that is asked for is compiled only for its problems."""
    compiling.value(arguments, place)
    return list(compiling.zones)
