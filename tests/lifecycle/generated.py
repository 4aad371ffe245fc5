"""Generated stacks: random graphs of real types, and a second version of each that changes some of it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from tests.lifecycle.kit import HEADER

Template = dict[str, Any]
Graph = list[tuple[str, str, dict[str, Any]]]
"""Names, types and properties; a resource refers only to earlier ones."""


def _reference(name: str) -> dict[str, str]:
    return {"get_resource": name}


@st.composite
def graphs(draw: st.DrawFn, *, most: int = 7) -> Graph:
    """A graph of nets, subnets, ports, servers, volumes, groups and values that only the engine knows."""
    graph: Graph = []
    for number in range(draw(st.integers(1, most))):
        kinds = [_net, _volume, _value, _group]
        if _named(graph, "OS::Neutron::Net"):
            kinds += [_subnet]
        if _named(graph, "OS::Neutron::Subnet"):
            kinds += [_port, _port]
        if _named(graph, "OS::Neutron::Port"):
            kinds += [_server, _server]
        graph.append(draw(st.sampled_from(kinds))(draw, graph, number))
    return graph


def _named(graph: Graph, type_name: str) -> list[str]:
    return [name for name, kind, _ in graph if kind == type_name]


def _net(draw: st.DrawFn, _graph: Graph, number: int) -> tuple[str, str, dict[str, Any]]:
    return f"net{number}", "OS::Neutron::Net", {"name": draw(st.sampled_from(["one", "two"]))}


def _subnet(draw: st.DrawFn, graph: Graph, number: int) -> tuple[str, str, dict[str, Any]]:
    net = draw(st.sampled_from(_named(graph, "OS::Neutron::Net")))
    cidr = f"10.{number}.{draw(st.integers(0, 1))}.0/24"
    return f"subnet{number}", "OS::Neutron::Subnet", {"network": _reference(net), "cidr": cidr}


def _port(draw: st.DrawFn, graph: Graph, number: int) -> tuple[str, str, dict[str, Any]]:
    subnet = draw(st.sampled_from(_named(graph, "OS::Neutron::Subnet")))
    net = next(properties["network"] for name, _, properties in graph if name == subnet)
    properties = {"network": net, "fixed_ips": [{"subnet": _reference(subnet)}], "name": draw(_names)}
    return f"port{number}", "OS::Neutron::Port", properties


def _server(draw: st.DrawFn, graph: Graph, number: int) -> tuple[str, str, dict[str, Any]]:
    used = {
        json.dumps(one["port"])
        for _, kind, properties in graph
        if kind == "OS::Nova::Server"
        for one in properties["networks"]
    }
    free = [name for name in _named(graph, "OS::Neutron::Port") if json.dumps(_reference(name)) not in used]
    if not free:
        return _volume(draw, graph, number)
    properties = {
        "flavor": draw(st.sampled_from(["m1.tiny", "m1.small"])),
        "image": "jammy",
        "networks": [{"port": _reference(draw(st.sampled_from(free)))}],
    }
    return f"server{number}", "OS::Nova::Server", properties


def _volume(draw: st.DrawFn, _graph: Graph, number: int) -> tuple[str, str, dict[str, Any]]:
    return f"volume{number}", "OS::Cinder::Volume", {"size": draw(st.integers(1, 2)), "name": draw(_names)}


def _value(draw: st.DrawFn, graph: Graph, number: int) -> tuple[str, str, dict[str, Any]]:
    others = [name for name, _, _ in graph]
    value = _reference(draw(st.sampled_from(others))) if others else draw(_names)
    properties: dict[str, Any] = {"value": value}
    if draw(st.booleans()):
        properties = {"update_replace_value": value}
    return f"value{number}", "OS::Heat::TestResource", properties


def _group(draw: st.DrawFn, _graph: Graph, number: int) -> tuple[str, str, dict[str, Any]]:
    member = {"type": "OS::Cinder::Volume", "properties": {"size": 1, "name": "member-%index%"}}
    return (
        f"group{number}",
        "OS::Heat::ResourceGroup",
        {"count": draw(st.integers(0, 2)), "resource_def": member},
    )


_names = st.sampled_from(["red", "green"])


@st.composite
def changed(draw: st.DrawFn, graph: Graph) -> Graph:
    """The same graph with some resources changed, and some that nobody refers to removed."""
    result: Graph = []
    for name, kind, properties in graph:
        if draw(st.integers(0, 3)) == 0 and not _is_referred_to(name, graph):
            continue
        result.append((name, kind, _altered(draw, kind, properties)))
    return result


def _is_referred_to(name: str, graph: Graph) -> bool:
    wanted = json.dumps(_reference(name))
    return any(wanted in json.dumps(properties) for _, _, properties in graph)


def _altered(draw: st.DrawFn, kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    if draw(st.booleans()):
        return properties
    match kind:
        case "OS::Neutron::Net" | "OS::Neutron::Port" | "OS::Cinder::Volume":
            return {**properties, "name": "blue"}
        case "OS::Neutron::Subnet":
            return {**properties, "cidr": properties["cidr"].replace("10.", "11.", 1)}
        case "OS::Nova::Server":
            return {**properties, "image": "noble"}
        case "OS::Heat::ResourceGroup":
            return {**properties, "count": 3 - properties["count"]}
    return {**properties, "client_name": "changed"}


def text(graph: Graph) -> str:
    """A graph as a template (JSON is YAML), without its version line."""
    resources = {name: {"type": kind, "properties": properties} for name, kind, properties in graph}
    assert HEADER.startswith("heat_template_version")
    return "resources: " + json.dumps(resources) + "\n"
