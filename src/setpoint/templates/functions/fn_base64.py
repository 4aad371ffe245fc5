"""``Fn::Base64``: the text itself.

In CloudFormation's language, and in HOT 2013-05-23.
Heat encodes nothing here, because user data is given to it in clear: the function is there for templates that were
written for services which want it encoded.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.templates.functions.arguments import a_text
from setpoint.templates.functions.calls import Strict

NAME: Final = "Fn::Base64"


class _Text:
    """A single text in place of a list or map of arguments."""

    def of(self, arguments: Any) -> str:
        return a_text(arguments, "the argument")


def same(argument: Any) -> str:
    """The text as it is."""
    return _Text().of(argument)


build = Strict(NAME, same, _Text()).build
