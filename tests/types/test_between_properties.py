"""Problems that several properties make together, and what stands for several properties."""

from typing import Any

import pytest

from setpoint.model.value import Sensitive, Unknown
from tests.types.asking import errors, kind, normal

LATER = Unknown(("a.b",))
SOURCES = "volume_id, snapshot_id, image, swap_size or ephemeral_size"
PARTS = "healthmonitor, listener, loadbalancer, member, pool"
LIMITS = "backup_gigabytes, backups, gigabytes, snapshots, volumes"
IMAGE: dict[str, Any] = {"location": "http://example.org", "disk_format": "raw", "container_format": "bare"}
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
            "OS::Neutron::SecurityGroup",
            {"name": "default", "rules": [{"protocol": "tcp", "port_range_min": 90, "port_range_max": 80}]},
            [
                "property name must not be 'default': every project has that group already",
                "property rules[0].port_range_min must not be greater than port_range_max",
            ],
        ),
        (
            "OS::Neutron::Net",
            {"value_specs": {"shared": True, "name": "n", "mtu": 1400}},
            [
                "property value_specs.shared is not for value_specs",
                "property value_specs.name is not for value_specs",
            ],
        ),
        (
            "OS::Neutron::Port",
            {"network": "n", "fixed_ips": [{"subnet": "s"}], "no_fixed_ips": True},
            ["property no_fixed_ips cannot be given together with fixed_ips"],
        ),
        (
            "OS::Neutron::Router",
            {"ha": True, "distributed": True, "l3_agent_id": "a", "l3_agent_ids": ["b", "c"]},
            [
                "property l3_agent_id cannot be given together with l3_agent_ids",
                "property l3_agent_ids cannot be given for a distributed router",
                "property l3_agent_id cannot be given for a distributed router",
                "property ha cannot be given together with distributed",
            ],
        ),
        (
            "OS::Neutron::Router",
            {"l3_agent_ids": ["b", "c"]},
            ["property l3_agent_ids can be several only where ha is true"],
        ),
        (
            "OS::Neutron::SubnetPool",
            {"prefixes": ["10.0.0.0/8"], "min_prefixlen": 27, "default_prefixlen": 26, "max_prefixlen": 25},
            [
                "property min_prefixlen must not be greater than default_prefixlen",
                "property default_prefixlen must not be greater than max_prefixlen",
            ],
        ),
        (
            "OS::Neutron::ProviderNet",
            {"network_type": "local", "physical_network": "p", "segmentation_id": 7},
            [
                "property segmentation_id is not for networks of type local",
                "property physical_network is not for networks of type local",
            ],
        ),
        (
            "OS::Neutron::Segment",
            {"network": "n", "network_type": "vlan", "segmentation_id": 5000},
            [
                "property physical_network is required for segments of type vlan",
                "property segmentation_id must be at most 4094 for segments of type vlan",
            ],
        ),
        (
            "OS::Neutron::Segment",
            {"network": "n", "network_type": "vxlan", "physical_network": "p"},
            ["property physical_network is not for segments of type vxlan"],
        ),
        (
            "OS::Neutron::RBACPolicy",
            {
                "object_type": "qos_policy",
                "object_id": "q",
                "action": "access_as_external",
                "target_tenant": "*",
            },
            ["property action must be access_as_shared for an object of type qos_policy"],
        ),
        ("OS::Neutron::Quota", {"project": "p"}, ["property project needs a limit for something"]),
        (
            "OS::Neutron::FloatingIPPortForward",
            {
                "floating_ip": "f",
                "internal_port": "p",
                "internal_ip_address": "10.0.0.1",
                "external_port": 80,
                "protocol": "tcp",
            },
            ["property internal_port_number is required: Neutron wants to know where it leads"],
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
        ("OS::Designate::Zone", {"name": "a.org."}, ["property email is required for zones of type PRIMARY"]),
        (
            "OS::Designate::Zone",
            {"name": "a.org", "email": "me@a.org"},
            ["property name must be a full name, with a dot at its end"],
        ),
        (
            "OS::Designate::Zone",
            {"name": "a.org.", "type": "SECONDARY", "ttl": 60},
            [
                "property primaries is required for zones of type SECONDARY",
                "property ttl is not for zones of type SECONDARY: it comes with the zone",
            ],
        ),
        (
            "OS::Designate::Zone",
            {"name": "a.org.", "type": "SECONDARY", "masters": ["10.0.0.1"], "primaries": ["10.0.0.1"]},
            ["property masters is the old name of primaries, and cannot be given beside it"],
        ),
        (
            "OS::Designate::RecordSet",
            {"zone": "a.org.", "name": "www", "type": "A", "records": ["10.0.0.1"]},
            ["property name must be a full name, with a dot at its end"],
        ),
        (
            "OS::Cinder::VolumeType",
            {"name": "t", "projects": ["p"]},
            ["property projects is for types with is_public: false"],
        ),
        (
            "OS::Cinder::Quota",
            {"project": "p"},
            [f"property project is not enough: give at least one of {LIMITS}"],
        ),
        (
            "OS::Octavia::Quota",
            {"project": "p"},
            [f"property project is not enough: give at least one of {PARTS}"],
        ),
        (
            "OS::Glance::WebImage",
            {**IMAGE, "container_format": "aki", "members": ["m"]},
            [
                "property disk_format must be aki as well, as container_format is",
                "property members is for images with visibility: shared",
            ],
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
        ("OS::Neutron::SecurityGroup", {"name": LATER, "rules": LATER}),
        (
            "OS::Neutron::SecurityGroup",
            {"rules": [{"protocol": "icmp", "port_range_min": 8, "port_range_max": 0}]},
        ),
        ("OS::Neutron::Router", {"ha": LATER, "l3_agent_ids": ["b", "c"]}),
        ("OS::Neutron::Net", {"value_specs": LATER}),
        ("OS::Neutron::Segment", {"network": "n", "network_type": LATER}),
        ("OS::Neutron::Segment", {"network": "n", "network_type": "vxlan", "segmentation_id": 5000}),
        ("OS::Cinder::Volume", {"snapshot_id": "s"}),
        ("OS::Cinder::Volume", {"backup_id": "b"}),
        ("OS::Cinder::Volume", {"backup_id": "b", "image": "i", "snapshot_id": "s"}),
        ("OS::Cinder::VolumeType", {"name": "t", "projects": ["p"], "is_public": LATER}),
        ("OS::Glance::WebImage", {**IMAGE, "members": ["m"], "visibility": LATER}),
        ("OS::Glance::WebImage", {**IMAGE, "container_format": "aki", "disk_format": LATER}),
        ("OS::Heat::Value", {"type": LATER, "value": LATER}),
        ("OS::Designate::Zone", {"name": LATER, "type": LATER}),
        (
            "OS::Designate::Zone",
            {"name": "a.org.", "type": "SECONDARY", "masters": ["10.0.0.1"], "email": "x"},
        ),
        ("OS::Designate::RecordSet", {"zone": LATER, "type": "A", "records": ["10.0.0.1"]}),
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


def test_the_old_name_of_primaries_is_brought_to_the_new_one() -> None:
    zone, given = kind("OS::Designate::Zone"), {"name": "a.org.", "type": "SECONDARY"}
    old, new = {**given, "masters": ["10.0.0.1"]}, {**given, "primaries": ["10.0.0.1"]}
    assert normal(zone, old) == normal(zone, new) == new
    assert zone.how_to_change(normal(zone, old), normal(zone, new)) == ()
