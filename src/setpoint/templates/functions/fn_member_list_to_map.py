"""``Fn::MemberListToMap``: a map from the numbered keys and values of AWS's query form.

In CloudFormation's language, and in HOT 2013-05-23.
"""

from __future__ import annotations

import re
from typing import Any, Final

from setpoint.templates.functions.arguments import Items, a_list, a_text
from setpoint.templates.functions.calls import Strict

NAME: Final = "Fn::MemberListToMap"

SHAPE = Items("[key's name, value's name, [.member.0.Name=key, .member.0.Value=value, ...]]", 3, 3)

_MEMBER = re.compile(r"\.member\.(\d+)\.(.+)", re.DOTALL)


def pairs(arguments: Any) -> dict[str, str]:
    """Pair each member's key with its value, in the order of their numbers; what has only one of them is left out."""
    key_name, value_name, items = SHAPE.of(arguments)
    a_text(key_name, "the name of the keys")
    a_text(value_name, "the name of the values")
    members = _members(a_list(items, "the third argument"))
    found = (members[number] for number in sorted(members))
    return {one[key_name]: one[value_name] for one in found if key_name in one and value_name in one}


def _members(items: list[Any]) -> dict[int, dict[str, str]]:
    members: dict[int, dict[str, str]] = {}
    for item in items:
        name, sign, value = a_text(item, "a member").partition("=")
        if not sign:
            raise ValueError(f"a member is written .member.0.Name=text, not '{name[:40]}'")
        match = _MEMBER.fullmatch(name)
        if match:
            members.setdefault(int(match[1]), {})[match[2]] = value
    return members


build = Strict(NAME, pairs, SHAPE).build
