"""Generated stacks of nested templates, groups of them, groups whose size is known late, and what is retained."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from setpoint.model.stack import Source
from tests.lifecycle.kit import HEADER

Resources = dict[str, dict[str, Any]]

LEAF, TREE = "lib/leaf.yaml", "lib/tree.yaml"


class App(msgspec.Struct, frozen=True):
    """A template's resources, with what its two nested templates say."""

    resources: Resources
    leaf: str = "one"
    """A value that replaces what is in every leaf."""
    wide: bool = False
    """Whether a leaf has one resource more."""
    fails: bool = False
    """Whether the last resource of every tree fails."""

    @property
    def files(self) -> dict[str, str]:
        """The nested templates by name."""
        return {LEAF: self._leaf(), TREE: self._tree()}

    def _leaf(self) -> str:
        more = "  wide: {type: OS::Cinder::Volume, properties: {size: 1}}\n" if self.wide else ""
        return f"""{HEADER}
parameters:
  value: {{type: string, default: v}}
resources:
  net: {{type: OS::Neutron::Net, properties: {{name: {{get_param: value}}}}}}
  fixed: {{type: OS::Heat::TestResource, properties: {{update_replace_value: {self.leaf}}}}}
  subnet:
    type: OS::Neutron::Subnet
    properties: {{network: {{get_resource: net}}, cidr: 10.1.0.0/24}}
  volume:
    type: OS::Cinder::Volume
    properties: {{size: 1, name: {{get_resource: fixed}}, availability_zone: {self.leaf}}}
{more}outputs:
  result: {{value: {{get_resource: volume}}}}
"""

    def _tree(self) -> str:
        return f"""{HEADER}
parameters:
  size: {{type: string, default: "1"}}
resources:
  source: {{type: OS::Heat::TestResource, properties: {{value: {{get_param: size}}}}}}
  leaves:
    type: OS::Heat::ResourceGroup
    properties:
      count: {{get_attr: [source, output]}}
      resource_def: {{type: leaf.yaml, properties: {{value: "n-%index%"}}}}
  last:
    type: OS::Heat::TestResource
    properties: {{value: {{list_join: [",", {{get_attr: [leaves, result]}}]}}, fail: {str(self.fails).lower()}}}
outputs:
  result: {{value: {{get_attr: [last, output]}}}}
"""

    def source(self) -> Source:
        """As a revision's source."""
        body = msgspec.json.encode({"resources": self.resources}).decode()
        text = HEADER + body[1:-1].replace('"resources":', "resources: ", 1) + "\n"
        return Source(template=text, template_name="app.yaml", files=self.files)


@st.composite
def apps(draw: st.DrawFn, *, most: int = 4) -> App:
    """A few nested stacks and groups, in a chain of references."""
    resources: Resources = {}
    for number in range(draw(st.integers(1, most))):
        name = f"r{number}"
        resources[name] = draw(_resource(list(resources)))
    return App(resources, draw(st.sampled_from(["one", "two"])), draw(st.booleans()))


@st.composite
def _resource(draw: st.DrawFn, others: list[str]) -> dict[str, Any]:
    reference = {"get_resource": draw(st.sampled_from(others))} if others else "v"
    size = draw(st.integers(0, 2))
    kind = draw(st.sampled_from(_KINDS))
    found: dict[str, Any] = {"type": kind}
    match kind:
        case "lib/leaf.yaml":
            found["properties"] = {"value": reference}
        case "lib/tree.yaml":
            found["properties"] = {"size": str(size)}
        case "OS::Heat::ResourceGroup":
            inner = draw(st.sampled_from([LEAF, TREE, "OS::Cinder::Volume"]))
            wanted = {"size": 1} if inner == "OS::Cinder::Volume" else {}
            found["properties"] = {"count": size, "resource_def": {"type": inner, "properties": wanted}}
        case "OS::Cinder::Volume":
            found["properties"] = {"size": 1, "name": reference}
            if draw(st.integers(0, 2)) == 0:
                found["deletion_policy"] = "Retain"
        case _:
            found["properties"] = {draw(st.sampled_from(["value", "update_replace_value"])): reference}
    if others and draw(st.integers(0, 3)) == 0:
        found["depends_on"] = [draw(st.sampled_from(others))]
    return found


_KINDS = [LEAF, TREE, "OS::Heat::ResourceGroup", "OS::Cinder::Volume", "OS::Heat::TestResource"]


@st.composite
def changed(draw: st.DrawFn, app: App) -> App:
    """Some resources drawn anew under their old names (also of another type), some left out at the end."""
    resources: Resources = {}
    names = list(app.resources)
    for name in names[: draw(st.integers(1, len(names)))]:
        if draw(st.integers(0, 2)) == 0:
            resources[name] = draw(_resource(list(resources)))
        else:
            resources[name] = app.resources[name]
    if "new" not in resources and draw(st.integers(0, 2)) == 0:
        resources["new"] = draw(_resource(list(resources)))
    return App(resources, draw(st.sampled_from(["one", "two"])), draw(st.booleans()))
