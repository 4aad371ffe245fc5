"""Writing a template: in the order and form in which people write one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import yaml

from setpoint.model.value import Plain

VERSION: Final = "2021-04-16"


class Reference(dict[str, str]):
    """A call of a function that stands in one line: ``{get_resource: net}``."""


class _Dumper(yaml.SafeDumper):
    """Indents the items of lists, and shows what is the same in two places twice."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002
        super().increase_indent(flow, indentless=False)


_Dumper.add_representer(
    Reference,
    lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True),
)


def written(parameters: Mapping[str, Plain], resources: Mapping[str, Mapping[str, Plain]]) -> str:
    """A template's text."""
    parts = {"parameters": parameters, "resources": resources}
    told = "".join("\n" + _text({name: part}) for name, part in parts.items() if part)
    return f"heat_template_version: {VERSION}\n{told}"


def _text(part: Mapping[str, Any]) -> str:
    found: str = yaml.dump(part, Dumper=_Dumper, sort_keys=False, width=100, allow_unicode=True)
    return found
