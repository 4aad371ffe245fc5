"""``Fn::Equals``: whether two values are equal. A condition.

In AWSTemplateFormatVersion 2010-09-09.
"""

from __future__ import annotations

from typing import Final

from setpoint.templates.functions.calls import Strict
from setpoint.templates.functions.equals import SHAPE, equals

NAME: Final = "Fn::Equals"

build = Strict(NAME, equals, SHAPE).build
