"""Rules that a known value must keep: of properties here, and of template parameters in the templates room.

Lives here: the five rules that HOT and CloudFormation spell out (range, length, modulo, allowed values,
allowed pattern) and the custom ones, which have a name. `read` makes a rule of HOT's own notation; `find`
gives a custom constraint by name; every rule answers `problem(value)`: "" when it is kept, else what the
value must be, in words that continue "x ..." and never quote the value, for it may be a secret.

Custom constraints stand one a file in ``common/``, or come from other distributions through the entry-point
group ``setpoint.constraints``. Those that only a cloud can answer (is there such a flavor?) are known by
name, and keep every value. Must not know a cloud.
"""

from setpoint.types.constraints.known import Custom, find, names
from setpoint.types.constraints.rules import (
    AllowedPattern,
    AllowedValues,
    Length,
    Modulo,
    Named,
    Range,
    Rule,
    read,
)

__all__ = [
    "AllowedPattern",
    "AllowedValues",
    "Custom",
    "Length",
    "Modulo",
    "Named",
    "Range",
    "Rule",
    "find",
    "names",
    "read",
]
