"""What properties name is found wherever it stands, with its kind; what is not known yet names nothing."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.model.address import Address
from setpoint.model.expression import Identity, ListOf
from setpoint.model.value import Unknown
from setpoint.types import catalogue
from setpoint.types.resource_type import ResourceType

NOT_YET = Unknown(("net",))


def kind(name: str) -> ResourceType:
    found = catalogue.find(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("type_name", "properties", "found"),
    (
        (
            "OS::Nova::Server",
            {"flavor": "m1.nano", "image": "cirros", "key_name": "mine", "name": "no reference"},
            {("flavor",): "nova.flavor", ("image",): "glance.image", ("key_name",): "nova.keypair"},
        ),
        (
            "OS::Nova::Server",
            {"networks": [{"network": NOT_YET}, {"network": "private", "fixed_ip": "10.0.0.5"}]},
            {("networks", 1, "network"): "neutron.network"},
        ),
        (
            "OS::Nova::Server",
            {"security_groups": ["web", NOT_YET], "availability_zone": "nova"},
            {
                ("security_groups", 0): "neutron.security_group",
                ("availability_zone",): "nova.availability_zone",
            },
        ),
        (
            "OS::Neutron::Router",
            {"external_gateway_info": {"network": "public", "external_fixed_ips": [{"subnet": "one"}]}},
            {
                ("external_gateway_info", "network"): "neutron.network",
                ("external_gateway_info", "external_fixed_ips", 0, "subnet"): "neutron.subnet",
            },
        ),
        ("OS::Neutron::Port", {"network": ""}, {}),
        ("OS::Neutron::Port", {"network": NOT_YET, "security_groups": NOT_YET}, {}),
        (
            "OS::Neutron::Port",
            {"security_groups": ListOf([Identity(Address("group")), "web"])},
            {("security_groups", 1): "neutron.security_group"},
        ),
        (
            "OS::Keystone::UserRoleAssignment",
            {"user": "eve", "roles": [{"role": "member", "project": "shop"}]},
            {
                ("user",): "keystone.user",
                ("roles", 0, "role"): "keystone.role",
                ("roles", 0, "project"): "keystone.project",
            },
        ),
    ),
)
def test_references(
    type_name: str, properties: dict[str, Any], found: dict[tuple[str | int, ...], str]
) -> None:
    assert {one.path: one.kind for one in kind(type_name).references(properties)} == found


def test_it_is_told_what_is_named() -> None:
    [one] = kind("OS::Cinder::VolumeAttachment").references({"volume_id": "data"})
    assert one.name == "data"


def test_every_type_can_be_asked() -> None:
    for name in catalogue.names():
        assert list(kind(name).references({})) == []
