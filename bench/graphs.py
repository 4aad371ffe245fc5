"""The graphs that are measured, each as a HOT template and as the same graph for terraform."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

HEADER = "heat_template_version: 2021-04-16\nresources:\n"
_TEST = "type: OS::Heat::TestResource"


class Graph(msgspec.Struct, frozen=True):
    """A shape of any size. ``terraform`` gives the ``resource.terraform_data`` of its JSON configuration."""

    name: str
    hot: Callable[[int], str]
    terraform: Callable[[int], Mapping[str, Any]]


def _template(resources: Iterable[tuple[str, str]]) -> str:
    return HEADER + "".join(f"  {name}:\n    {_TEST}\n{properties}" for name, properties in resources)


def _value(value: str) -> str:
    return f"    properties:\n      value: {value}\n"


def _read(name: str) -> str:
    return _value(f"{{get_attr: [{name}, output]}}")


def _output(name: str) -> dict[str, str]:
    return {"input": f"${{terraform_data.{name}.output}}"}


def _layers(size: int) -> str:
    pairs = range(max(1, size // 2))
    return _template(
        [
            *((f"a{one}", _value(f"v{one}")) for one in pairs),
            *((f"b{one}", _read(f"a{one}")) for one in pairs),
        ]
    )


def _terraform_layers(size: int) -> Mapping[str, Any]:
    pairs = range(max(1, size // 2))
    return {f"a{one}": {"input": f"v{one}"} for one in pairs} | {
        f"b{one}": _output(f"a{one}") for one in pairs
    }


def _chain(size: int) -> str:
    return _template([("r0", _value("v")), *((f"r{one}", _read(f"r{one - 1}")) for one in range(1, size))])


def _terraform_chain(size: int) -> Mapping[str, Any]:
    return {"r0": {"input": "v"}} | {f"r{one}": _output(f"r{one - 1}") for one in range(1, size)}


def _independent(size: int) -> str:
    return _template((f"r{one}", _value(f"v{one}")) for one in range(size))


def _terraform_independent(size: int) -> Mapping[str, Any]:
    return {f"r{one}": {"input": f"v{one}"} for one in range(size)}


def _group(size: int) -> str:
    member = f"{{{_TEST}, properties: {{value: v%index%}}}}"
    return (
        f"{HEADER}  group:\n    type: OS::Heat::ResourceGroup\n"
        f"    properties:\n      count: {size}\n      resource_def: {member}\n"
    )


def _terraform_group(size: int) -> Mapping[str, Any]:
    return {"group": {"count": size, "input": "v${count.index}"}}


LAYERS = Graph("layers", _layers, _terraform_layers)
"""Half of the resources are each read by one of the other half."""

CHAIN = Graph("chain", _chain, _terraform_chain)
"""Each resource reads the one before it."""

INDEPENDENT = Graph("independent", _independent, _terraform_independent)
"""No resource knows another."""

GROUP = Graph("group", _group, _terraform_group)
"""One group, of so many members."""

GRAPHS = {one.name: one for one in (LAYERS, CHAIN, INDEPENDENT, GROUP)}


def networks(size: int) -> str:
    """Half of ``size`` networks, each with a subnet in it: resources that exist outside the record."""
    nets = (f"  net{one}: {{type: OS::Neutron::Net}}\n" for one in range(size // 2))
    subnets = (
        f"  subnet{one}:\n    type: OS::Neutron::Subnet\n"
        f"    properties: {{network: {{get_resource: net{one}}}, cidr: 10.0.0.0/24}}\n"
        for one in range(size // 2)
    )
    return HEADER + "".join(nets) + "".join(subnets)
