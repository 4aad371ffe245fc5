"""What types take of quotas, and where they are declared to want roles: every declaration names what there is."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.types import catalogue
from setpoint.types.kinds import KIND_OF, MADE_BY
from setpoint.types.resource_type import ResourceType
from setpoint.types.schema import part_of


def kind(name: str) -> ResourceType:
    found = catalogue.find(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("type_name", "properties", "used"),
    (
        ("OS::Nova::KeyPair", {}, {"key_pairs": 1}),
        ("OS::Nova::ServerGroup", {}, {"server_groups": 1}),
        (
            "OS::Neutron::SecurityGroup",
            {"rules": [{}, {}]},
            {"security_groups": 1, "security_group_rules": 2},
        ),
        ("OS::Neutron::RouterInterface", {"subnet": "s"}, {"ports": 1}),
        ("OS::Neutron::RouterInterface", {"port": "p"}, {}),
        ("OS::Octavia::LoadBalancer", {}, {"load_balancers": 1, "ports": 1}),
        ("OS::Designate::Zone", {}, {"zones": 1}),
        (
            "OS::Nova::Server",
            {
                "block_device_mapping_v2": [
                    {"image": "i", "volume_size": 7, "volume_type": "fast"},
                    {"swap_size": 1},
                ]
            },
            {
                "servers": 1,
                "volumes": 1,
                "gigabytes": 7,
                "largest_volume": 7,
                "volumes_fast": 1,
                "gigabytes_fast": 7,
            },
        ),
        ("OS::Heat::Value", {}, {}),
    ),
)
def test_uses(type_name: str, properties: dict[str, Any], used: dict[str, int]) -> None:
    found = kind(type_name).uses(properties, lambda _kind, _name: {})
    assert {use.what: use.amount for use in found if use.amount} == used


def test_what_decides_how_much_is_a_property() -> None:
    properties: dict[str, Any] = {
        "size": 1,
        "volume_type": "t",
        "flavor": "f",
        "networks": [{"network": "n"}],
    }
    for name in catalogue.names():
        one = kind(name)
        for use in one.uses(properties, lambda _kind, _name: {}):
            assert not use.path or use.path[0] in one.schema.properties


def test_a_type_makes_things_of_one_kind() -> None:
    assert len(KIND_OF) == sum(map(len, MADE_BY.values()))
    assert KIND_OF.keys() <= catalogue.names()


def test_a_part_of_a_schema_is_found_by_its_path() -> None:
    schema = kind("OS::Nova::Server").schema
    assert part_of(schema, "networks.*.fixed_ip").constraints[0] == {"custom_constraint": "ip_addr"}
    for path in ("nothing", "networks.*.nothing", "name.*"):
        with pytest.raises(KeyError):
            part_of(schema, path)
