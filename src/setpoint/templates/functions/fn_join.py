"""``Fn::Join``: one text from the texts of a list.

In CloudFormation's language, and in HOT 2013-05-23. ``list_join`` by its older name.
"""

from __future__ import annotations

from typing import Final

from setpoint.templates.functions.calls import Strict
from setpoint.templates.functions.list_join import ONE_LIST, join_list

NAME: Final = "Fn::Join"

build = Strict(NAME, join_list, ONE_LIST).build
