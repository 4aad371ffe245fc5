"""Problems that several properties make together, and what stands for several properties."""

from typing import Any

import pytest

from setpoint.model.value import Sensitive, Unknown
from tests.types.asking import errors, kind, normal

LATER = Unknown(("a.b",))
SOURCES = "volume_id, snapshot_id, image, swap_size or ephemeral_size"
SERVER = {"flavor": "f", "image": "i"}


@pytest.mark.parametrize(
    ("type_name", "given", "expected"),
    (
        (
            "OS::Heat::RandomString",
            {
                "length": 3,
                "character_classes": [{"min": 2}],
                "character_sequences": [{"sequence": "ab", "min": 2}],
            },
            [
                "property length must be at least 4, which its classes and sequences of characters ask for together"
            ],
        ),
        (
            "OS::Heat::RandomString",
            {"character_sequences": [{"sequence": ""}]},
            ["property character_sequences[0].sequence must hold a character"],
        ),
        (
            "OS::Heat::Value",
            {"type": "json", "value": 5},
            ["property value must be a map, a list, or text in JSON form"],
        ),
        ("OS::Heat::Value", {"type": "boolean", "value": "si"}, ["property value must be true or false"]),
        (
            "OS::Nova::Server",
            {"flavor": "f"},
            ["property image is required where no block device is bootable"],
        ),
        (
            "OS::Nova::Server",
            {**SERVER, "block_device_mapping_v2": [{"volume_id": "v"}]},
            ["property block_device_mapping_v2 leaves more than one thing to boot from"],
        ),
        (
            "OS::Nova::Server",
            {**SERVER, "block_device_mapping_v2": [{"boot_index": 1}]},
            [f"property block_device_mapping_v2[0] must have exactly one source: {SOURCES}"],
        ),
        (
            "OS::Nova::Server",
            {**SERVER, "block_device_mapping": [{"device_name": "vdb"}]},
            ["property block_device_mapping[0] must have either volume_id or snapshot_id"],
        ),
        (
            "OS::Nova::Server",
            {**SERVER, "networks": [{"tag": "t"}]},
            ["property networks[0] must have a network, a port, a subnet or allocate_network"],
        ),
        (
            "OS::Nova::Server",
            {**SERVER, "networks": [{"port": "p", "fixed_ip": "10.0.0.1"}], "security_groups": ["s"]},
            [
                "property networks[0].fixed_ip cannot be given together with port",
                "property security_groups cannot be given together with a port in networks",
            ],
        ),
        (
            "OS::Nova::Server",
            {**SERVER, "networks": [{"allocate_network": "auto"}, {"network": "n"}]},
            ["property networks[0].allocate_network must stand alone: no other keys, no other networks"],
        ),
        (
            "OS::Nova::Server",
            {**SERVER, "networks": [{"network": "n", "floating_ip": "fip"}]},
            ["property networks[0].floating_ip needs a port or a subnet beside the network"],
        ),
        (
            "OS::Neutron::Subnet",
            {"network": "n"},
            ["property cidr is required where there is no subnetpool"],
        ),
        (
            "OS::Neutron::Subnet",
            {
                "network": "n",
                "cidr": "2001:db8::/64",
                "ipv6_ra_mode": "slaac",
                "ipv6_address_mode": "dhcpv6-stateful",
            },
            [
                "property ip_version must be 6 where there is an ipv6_ra_mode or ipv6_address_mode",
                "property ipv6_ra_mode must be the same as ipv6_address_mode",
            ],
        ),
        (
            "OS::Neutron::RouterInterface",
            {"router": "r"},
            ["property subnet is required where there is no port"],
        ),
        (
            "OS::Neutron::RouterInterface",
            {"router": "r", "subnet": "s", "port": "p"},
            ["property port cannot be given together with subnet"],
        ),
        (
            "OS::Neutron::FloatingIP",
            {"floating_network": "public", "fixed_ip_address": "10.0.0.1"},
            ["property fixed_ip_address needs port_id"],
        ),
        (
            "OS::Neutron::SecurityGroupRule",
            {"security_group": "s", "protocol": "tcp", "port_range_min": 90, "port_range_max": 80},
            ["property port_range_min must not be greater than port_range_max"],
        ),
        (
            "OS::Cinder::Volume",
            {"size": 1, "image": "i", "snapshot_id": "s"},
            ["property snapshot_id cannot be given together with image"],
        ),
        (
            "OS::Cinder::Volume",
            {"image": "i"},
            ["property size is required where the volume is not made from a snapshot, volume or backup"],
        ),
    ),
)
def test_what_does_not_go_together_is_told(
    type_name: str, given: dict[str, Any], expected: list[str]
) -> None:
    assert errors(kind(type_name), **given) == expected


@pytest.mark.parametrize(
    ("type_name", "given"),
    (
        ("OS::Nova::Server", {**SERVER, "networks": LATER, "block_device_mapping_v2": LATER}),
        ("OS::Nova::Server", {**SERVER, "networks": [LATER], "block_device_mapping_v2": [LATER]}),
        (
            "OS::Nova::Server",
            {"flavor": "f", "block_device_mapping": [{"device_name": "vda", "volume_id": "v"}]},
        ),
        ("OS::Nova::Server", {"flavor": "f", "block_device_mapping_v2": [{"image": "i", "volume_size": 5}]}),
        ("OS::Nova::Server", {**SERVER, "block_device_mapping_v2": [{"swap_size": 64}]}),
        ("OS::Nova::Server", {**SERVER, "networks": [{"allocate_network": "auto"}]}),
        ("OS::Neutron::SecurityGroupRule", {"security_group": "s", "protocol": "icmp", "port_range_min": 8}),
        ("OS::Cinder::Volume", {"snapshot_id": "s"}),
        ("OS::Cinder::Volume", {"backup_id": "b"}),
        ("OS::Heat::Value", {"type": LATER, "value": LATER}),
    ),
)
def test_what_goes_together_passes(type_name: str, given: dict[str, Any]) -> None:
    assert errors(kind(type_name), **given) == []


class TestValue:
    """OS::Heat::Value brings its value to the type that it says."""

    @pytest.mark.parametrize(
        ("type_", "given", "expected"),
        (
            ("string", 5, "5"),
            ("number", "5.5", 5.5),
            ("boolean", "False", False),
            ("comma_delimited_list", "a, b", ["a", "b"]),
            ("comma_delimited_list", "", []),
            ("comma_delimited_list", ["a", 1], ["a", 1]),
            ("json", '{"a": [1]}', {"a": [1]}),
            ("json", [1], [1]),
            (None, [1, "a"], [1, "a"]),
            ("number", LATER, LATER),
        ),
    )
    def test_coercion(self, type_: str | None, given: Any, expected: Any) -> None:
        assert normal(kind("OS::Heat::Value"), {"type": type_, "value": given})["value"] == expected

    def test_a_secret_stays_one(self) -> None:
        found = normal(kind("OS::Heat::Value"), {"type": "json", "value": Sensitive('{"a": 1}')})["value"]
        assert isinstance(found, Sensitive)
        assert found.reveal() == {"a": 1}


def test_one_class_of_characters_can_be_asked_for_in_the_old_way() -> None:
    string = kind("OS::Heat::RandomString")
    expected = {"character_classes": [{"class": "digits", "min": 1}]}
    assert normal(string, {"sequence": "digits"}) == expected
    assert string.how_to_change(normal(string, {"sequence": "digits"}), expected) == ()
    assert normal(string, {"sequence": LATER}) == {"character_classes": [{"class": LATER, "min": 1}]}


def test_a_placeholder_takes_anything() -> None:
    none = kind("OS::Heat::None")
    assert normal(none, {"a": [1], "b": None}) == {"a": [1]}
    assert none.attributes is None
