"""Which services a stack needs a credential for, as its template says it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from setpoint.api.service.needs import needed
from setpoint.engine.desired import desired
from setpoint.model.stack import ProjectId, Source, Stack, StackId

STACK = Stack(StackId("s1"), "app", ProjectId("p1"), "openstack")
INSIDE = (
    "heat_template_version: 2021-04-16\nresources: {key: {type: OS::Nova::KeyPair, properties: {name: k}}}\n"
)
WRONG = (
    "heat_template_version: 2021-04-16\nresources: {a: {type: OS::Nova::Server, properties: {no: such}}}\n"
)
AROUND = "heat_template_version: 2021-04-16\nresources: {a: {type: inside.yaml}, b: {type: wrong.yaml}}\n"
FILES = {"inside.yaml": INSIDE, "wrong.yaml": WRONG, "around.yaml": AROUND}
UNKNOWN = {"get_attr": ["size", "value"]}


def resources(**several: Any) -> dict[str, Any]:
    return {name: {"type": kind, "properties": properties} for name, (kind, properties) in several.items()}


def group(count: Any, kind: str) -> tuple[str, Any]:
    return "OS::Heat::ResourceGroup", {"count": count, "resource_def": {"type": kind}}


NET = {"identity", "network"}
CASES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "nothing in the cloud": (resources(a=("OS::Heat::RandomString", {}), b=("OS::Heat::None", {})), set()),
    "a network": (resources(a=("OS::Neutron::Net", {})), NET),
    "nested": (resources(a=("inside.yaml", {})), {"compute", "identity", "image"}),
    "a group of none, which may grow": (resources(a=group(0, "OS::Neutron::Net")), NET),
    "a group of none, of what is wrong": (resources(a=group(0, "wrong.yaml")), set()),
    "a group of none, which holds what is wrong": (
        resources(a=group(0, "around.yaml")),
        {"compute", "identity", "image"},
    ),
    "a group whose size is not known": (
        resources(size=("OS::Heat::Value", {"value": 2}), a=group(UNKNOWN, "OS::Neutron::Net")),
        NET,
    ),
    "a signal through a queue": (
        resources(a=("OS::Heat::WaitConditionHandle", {"signal_transport": "ZAQAR_SIGNAL"})),
        {"messaging"},
    ),
}


def test_what_is_not_known_yet_may_need_anything() -> None:
    size = ("OS::Heat::Value", {"value": 2})
    kind = {"get_attr": ["size", "value"]}
    one = ("OS::Heat::ResourceChain", {"resources": [kind]})
    template = {"heat_template_version": "2021-04-16", "resources": resources(size=size, a=one)}
    source = Source(msgspec.json.encode(template).decode())
    assert needed(desired(source, STACK), ()) >= {"messaging", "key-manager", "compute", "load-balancer"}


def test_of_what_nests_itself_for_ever_only_so_much_is_looked_at() -> None:
    many: dict[str, Any] = {f"r{number}": ("many.yaml", {}) for number in range(50)}
    version = {"heat_template_version": "2021-04-16"}
    template = {**version, "resources": resources(a=group(0, "many.yaml"))}
    files = {"many.yaml": msgspec.json.encode({**version, "resources": resources(**many)}).decode()}
    source = Source(msgspec.json.encode(template).decode(), files=files)
    assert needed(desired(source, STACK), ()) >= {
        "identity",
        "key-manager",
        "messaging",
        "compute",
        "network",
    }


@pytest.mark.parametrize("case", CASES)
def test_what_a_template_needs(case: str) -> None:
    described, services = CASES[case]
    template = {"heat_template_version": "2021-04-16", "resources": described}
    source = Source(msgspec.json.encode(template).decode(), files=FILES)
    assert needed(desired(source, STACK), ()) == services


def test_what_is_recorded_counts_as_well() -> None:
    assert needed(None, {"OS::Neutron::Net", "OS::Heat::RandomString"}) == NET
    assert needed(None, ()) == frozenset()


def test_a_server_is_made_of_several_services() -> None:
    assert needed(None, {"OS::Nova::Server"}) >= {"compute", "network", "image"}
