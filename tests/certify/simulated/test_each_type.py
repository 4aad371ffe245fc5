"""Every type through the driver protocol: made, ready, changed in place, deleted, found by its token."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.certify.simulated.discovery import simulated_types
from setpoint.certify.simulated.faults import Fault, Faults
from setpoint.certify.simulated.invariants import broken_rules
from setpoint.certify.simulated.timings import REALISTIC
from setpoint.certify.virtual_time import run
from setpoint.clouds.driver import Driver, Subject
from setpoint.model.change import Change
from setpoint.model.errors import LostAnswer, NotFound
from setpoint.model.observation import Accepted, Gone
from setpoint.types.resource_type import SHOW, ResourceType
from tests.certify.simulated.hand import (
    ASSOCIATION,
    ATTACHMENT,
    FILE,
    FLOATING,
    GROUP,
    INTERFACE,
    KEY,
    NET,
    PORT,
    PROCESS,
    ROUTE,
    ROUTER,
    RULE,
    SERVER,
    SUBNET,
    VOLUME,
    Hand,
    hand,
    refusal,
)

SCOPE, POOL = "OS::Neutron::AddressScope", "OS::Neutron::SubnetPool"
PROVIDED, SEGMENT = "OS::Neutron::ProviderNet", "OS::Neutron::Segment"
TRUNK, POLICY = "OS::Neutron::Trunk", "OS::Neutron::QoSPolicy"
ROUTE_OF_ROUTER, ROUTES_OF_ROUTER = "OS::Neutron::ExtraRoute", "OS::Neutron::ExtraRouteSet"
FORWARD, SHARED, QUOTA = (f"OS::Neutron::{name}" for name in ("FloatingIPPortForward", "RBACPolicy", "Quota"))
LABEL, COUNTED = "OS::Neutron::MeteringLabel", "OS::Neutron::MeteringRule"

DOMAIN, PROJECT, REGION, ROLE, SERVICE, ENDPOINT, USERS, USER = (
    f"OS::Keystone::{name}"
    for name in ("Domain", "Project", "Region", "Role", "Service", "Endpoint", "Group", "User")
)
OF_USER, OF_GROUP = "OS::Keystone::UserRoleAssignment", "OS::Keystone::GroupRoleAssignment"
SECRET, ORDER, SECRETS, CERTIFICATE, KEYS = (
    f"OS::Barbican::{name}"
    for name in ("Secret", "Order", "GenericContainer", "CertificateContainer", "RSAContainer")
)
BOX = "OS::Swift::Container"
HANDLE = "OS::Heat::SwiftSignalHandle"
SIGNAL = "OS::Heat::SwiftSignal"
ZONE, RECORDS = "OS::Designate::Zone", "OS::Designate::RecordSet"

RULE_OF_ALARM = {"type": "prometheus", "query": "up", "threshold": 1}
VOLUME_TYPE, QOS, IMAGE = "OS::Cinder::VolumeType", "OS::Cinder::QoSSpecs", "OS::Glance::WebImage"

Ground = Callable[[Hand], Awaitable[dict[str, Any]]]
"""Makes what one of a type stands on, and gives the properties of one."""


async def nothing(_hand: Hand) -> dict[str, Any]:
    return {}


async def on_net(hand: Hand) -> dict[str, Any]:
    pools = [{"start": "10.1.0.10", "end": "10.1.0.100"}]
    return {"network": (await hand.make(NET)).physical_id, "cidr": "10.1.0.0/24", "allocation_pools": pools}


async def on_subnet(hand: Hand) -> dict[str, Any]:
    net, subnet = await hand.subnet()
    return {"network": net.physical_id, "fixed_ips": [{"subnet": subnet.physical_id}]}


async def router(_hand: Hand) -> dict[str, Any]:
    return {"external_gateway_info": {"network": "public"}}


async def interface(hand: Hand) -> dict[str, Any]:
    _net, subnet = await hand.subnet()
    return {"router": (await hand.make(ROUTER)).physical_id, "subnet": subnet.physical_id}


async def floating(hand: Hand) -> dict[str, Any]:
    net, *_ = await hand.routed()
    port = await hand.make(PORT, "port", network=net.physical_id)
    return {"floating_network": "public", "port_id": port.physical_id}


async def association(hand: Hand) -> dict[str, Any]:
    port = (await floating(hand))["port_id"]
    ip = await hand.make(FLOATING, floating_network="public")
    return {"floatingip_id": ip.physical_id, "port_id": port}


async def forwarding(hand: Hand) -> dict[str, Any]:
    net, *_ = await hand.routed()
    port = await hand.make(PORT, "port", network=net.physical_id)
    ip = await hand.make(FLOATING, floating_network="public")
    return {
        "floating_ip": ip.physical_id,
        "internal_port": port.physical_id,
        "internal_ip_address": (await hand.attributes(PORT, port))["fixed_ips"][0]["ip_address"],
        "internal_port_number": 80,
        "external_port": 8080,
        "protocol": "tcp",
    }


async def pool(_hand: Hand) -> dict[str, Any]:
    return {"prefixes": ["10.0.0.0/16"], "default_prefixlen": 26}


async def provided(_hand: Hand) -> dict[str, Any]:
    return {"network_type": "vlan", "physical_network": "physnet1", "segmentation_id": 7}


async def segment(hand: Hand) -> dict[str, Any]:
    return {**await provided(hand), "network": (await hand.make(NET)).physical_id}


async def trunk(hand: Hand) -> dict[str, Any]:
    net, _ = await hand.subnet()
    parent, child = [(await hand.make(PORT, name, network=net.physical_id)).physical_id for name in "ab"]
    sub_ports = [{"port": child, "segmentation_type": "vlan", "segmentation_id": 7}]
    return {"port": parent, "sub_ports": sub_ports}


def on_policy(**properties: Any) -> Ground:
    async def ground(hand: Hand) -> dict[str, Any]:
        return {"policy": (await hand.make(POLICY)).physical_id, **properties}

    return ground


async def shared(hand: Hand) -> dict[str, Any]:
    told = {"object_type": "network", "action": "access_as_shared", "target_tenant": "project"}
    return {**told, "object_id": (await hand.make(NET)).physical_id}


async def network_quota(_hand: Hand) -> dict[str, Any]:
    return {"project": "project", "port": 7}


async def route_of_router(hand: Hand) -> dict[str, Any]:
    _net, _subnet, router, _interface = await hand.routed()
    return {"router_id": router.physical_id, "destination": "10.9.0.0/24", "nexthop": "10.0.0.9"}


async def routes_of_router(hand: Hand) -> dict[str, Any]:
    route = await route_of_router(hand)
    return {"router": route.pop("router_id"), "routes": [route]}


async def counted(hand: Hand) -> dict[str, Any]:
    return {"metering_label_id": (await hand.make(LABEL)).physical_id, "remote_ip_prefix": "10.0.0.0/24"}


async def child_project(hand: Hand) -> dict[str, Any]:
    return {"parent": (await hand.make(PROJECT, "above")).physical_id, "tags": ["red"]}


async def child_region(hand: Hand) -> dict[str, Any]:
    return {"id": "south east", "parent_region": (await hand.make(REGION, "above")).physical_id}


async def on_type(_hand: Hand) -> dict[str, Any]:
    return {"type": "shop"}


async def endpoint(hand: Hand) -> dict[str, Any]:
    service = await hand.make(SERVICE, "shop", type="shop")
    return {"service": service.physical_id, "region": "RegionOne", "interface": "admin", "url": "http://a"}


async def role_on_project(hand: Hand) -> dict[str, Any]:
    role, project = await hand.make(ROLE, "reads"), await hand.make(PROJECT, "at")
    return {"role": role.physical_id, "project": project.physical_id}


async def group(hand: Hand) -> dict[str, Any]:
    return {"roles": [await role_on_project(hand)]}


async def user(hand: Hand) -> dict[str, Any]:
    groups = [(await hand.make(USERS, "all")).physical_id]
    return {**await group(hand), "groups": groups, "password": "secret", "default_project": "demo"}


async def of_user(hand: Hand) -> dict[str, Any]:
    return {"user": (await hand.make(USER, "ada")).physical_id, "roles": [await role_on_project(hand)]}


async def of_group(hand: Hand) -> dict[str, Any]:
    return {"group": (await hand.make(USERS, "all")).physical_id, "roles": [await role_on_project(hand)]}


async def other_user(hand: Hand) -> Any:
    return (await hand.make(USER, "bob")).physical_id


async def other_group(hand: Hand) -> Any:
    return (await hand.make(USERS, "some")).physical_id


async def other_service(hand: Hand) -> Any:
    return (await hand.make(SERVICE, "store", type="store")).physical_id


async def secret(_hand: Hand) -> dict[str, Any]:
    return {"payload": "secret", "name": "mine", "expiration": "2999-01-01T00:00:00Z"}


async def order(_hand: Hand) -> dict[str, Any]:
    return {"type": "asymmetric", "algorithm": "rsa", "bit_length": 2048, "pass_phrase": "secret"}


async def refs(hand: Hand, *names: str) -> list[str]:
    return [(await hand.make(SECRET, name, payload=name)).physical_id for name in names]


async def secrets(hand: Hand) -> dict[str, Any]:
    return {"secrets": [{"name": "one", "ref": (await refs(hand, "one"))[0]}]}


async def certificate(hand: Hand) -> dict[str, Any]:
    cert, private = await refs(hand, "cert", "key")
    return {"certificate_ref": cert, "private_key_ref": private}


async def keys(hand: Hand) -> dict[str, Any]:
    public, private = await refs(hand, "public", "private")
    return {"public_key_ref": public, "private_key_ref": private}


async def other_secrets(hand: Hand) -> Any:
    return [{"name": "two", "ref": (await refs(hand, "two"))[0]}]


async def rule(hand: Hand) -> dict[str, Any]:
    return {
        "security_group": (await hand.make(GROUP)).physical_id,
        "port_range_min": 22,
        "port_range_max": 22,
    }


async def server(hand: Hand) -> dict[str, Any]:
    net, _ = await hand.subnet()
    networks = [{"network": net.physical_id}]
    return {"flavor": "m1.small", "image": "cirros", "networks": networks, "admin_pass": "secret"}


async def key(_hand: Hand) -> dict[str, Any]:
    return {"name": "my-key", "save_private_key": True}


async def flavor(_hand: Hand) -> dict[str, Any]:
    return {"name": "tiny", "ram": 64, "vcpus": 1, "is_public": False}


async def quota(_hand: Hand) -> dict[str, Any]:
    return {"project": "demo", "instances": 5}


LIMITS = (
    "cores",
    "fixed_ips",
    "floating_ips",
    "injected_file_content_bytes",
    "injected_file_path_bytes",
    "injected_files",
    "instances",
    "key_pairs",
    "metadata_items",
    "ram",
    "security_group_rules",
    "security_groups",
    "server_group_members",
    "server_groups",
)


async def aggregate(_hand: Hand) -> dict[str, Any]:
    return {"name": "fast", "hosts": ["a"]}


async def volume_type(_hand: Hand) -> dict[str, Any]:
    return {"name": "fast", "metadata": {"volume_backend_name": "ssd"}, "is_public": False}


async def encryption(hand: Hand) -> dict[str, Any]:
    made = await hand.make(VOLUME_TYPE, name="safe")
    return {"volume_type": made.physical_id, "provider": "luks"}


async def qos(_hand: Hand) -> dict[str, Any]:
    return {"name": "slow", "specs": {"consumer": "front-end", "read_iops_sec": "10"}}


async def qos_association(hand: Hand) -> dict[str, Any]:
    specs = await hand.make(QOS, **await qos(hand))
    return {"qos_specs": specs.physical_id, "volume_types": await types(hand, "safe")}


async def types(hand: Hand, name: str = "safer") -> Any:
    return [(await hand.make(VOLUME_TYPE, name=name)).physical_id]


async def block_quota(_hand: Hand) -> dict[str, Any]:
    return {"project": "demo", "volumes": 5}


async def image(_hand: Hand) -> dict[str, Any]:
    formats = {"container_format": "bare", "disk_format": "qcow2"}
    return {"location": "http://example.org/image", **formats, "visibility": "shared"}


async def volume(_hand: Hand) -> dict[str, Any]:
    return {"size": 1}


async def attachment(hand: Hand) -> dict[str, Any]:
    volume = await hand.make(VOLUME, size=1)
    return {"instance_uuid": (await hand.server()).physical_id, "volume_id": volume.physical_id}


async def zone(_hand: Hand) -> dict[str, Any]:
    return {"name": "example.org.", "email": "me@example.org"}


async def records(hand: Hand) -> dict[str, Any]:
    zone = await hand.make(ZONE, name="example.org.", email="me@example.org")
    return {"zone": zone.physical_id, "name": "www.example.org.", "type": "A", "records": ["10.0.0.1"]}


async def swift_signal(hand: Hand) -> dict[str, Any]:
    handle = await hand.make(HANDLE)
    return {"handle": (await hand.attributes(HANDLE, handle))["endpoint"], "timeout": 60}


def alarm(**rule: Any) -> Ground:
    async def ground(_hand: Hand) -> dict[str, Any]:
        return rule

    return ground


ALARMS: dict[str, Any] = {
    "alarm_actions": ["http://127.0.0.1/up"],
    "alarm_queues": ["alarms"],
    "description": "new",
    "enabled": False,
    "insufficient_data_actions": ["http://127.0.0.1/silent"],
    "insufficient_data_queues": ["silences"],
    "ok_actions": ["http://127.0.0.1/down"],
    "ok_queues": ["rests"],
    "repeat_actions": False,
    "severity": "critical",
}
"""A new value for each property that all alarms have."""

MEASURED: dict[str, Any] = {
    "aggregation_method": "max",
    "comparison_operator": "gt",
    "evaluation_periods": 3,
    "granularity": 300,
    "threshold": 7,
}
"""The same for alarms on measurements."""


async def process(_hand: Hand) -> dict[str, Any]:
    return {"command": ["web", "{port:http}"], "ports": {"http": "auto", "admin": "8080"}}


async def file(_hand: Hand) -> dict[str, Any]:
    return {"path": "etc/app.conf", "content": "password=secret"}


async def other_port(hand: Hand) -> Any:
    (net,) = [one for one in hand.world.of_type(NET) if not one.provided]
    return (await hand.make(PORT, "other-port", network=net.id)).physical_id


async def other_server(hand: Hand) -> Any:
    return (await hand.server("other-server")).physical_id


async def other_volume(hand: Hand) -> Any:
    return (await hand.make(VOLUME, "other-volume", size=2)).physical_id


async def other_policy(hand: Hand) -> Any:
    return (await hand.make(POLICY, "gold")).physical_id


async def other_scope(hand: Hand) -> Any:
    return (await hand.make(SCOPE, "other-scope")).physical_id


async def other_segment(hand: Hand) -> Any:
    return (await hand.make(SEGMENT, "other-segment", **await segment(hand))).physical_id


async def other_sub_port(hand: Hand) -> Any:
    return [{"port": await other_port(hand), "segmentation_type": "vlan", "segmentation_id": 7}]


async def other_address(hand: Hand) -> Any:
    (subnet,) = [one for one in hand.world.of_type(SUBNET) if not one.provided]
    return [{"subnet": subnet.id, "ip_address": "10.0.0.77"}]


async def other_floating(hand: Hand) -> Any:
    return (await hand.make(FLOATING, "other-floating", floating_network="public")).physical_id


async def backup(hand: Hand) -> Any:
    source = await hand.make(VOLUME, "source", size=1)
    return (await hand.save(VOLUME, source, "a-snapshot"))["backup"]


CASES: dict[str, tuple[Ground, dict[str, Any]]] = {
    NET: (
        nothing,
        {
            "admin_state_up": False,
            "dhcp_agent_ids": ["agent"],
            "dns_domain": "example.org.",
            "name": "renamed",
            "port_security_enabled": False,
            "qos_policy": other_policy,
            "shared": True,
            "tags": ["a"],
            "value_specs": {"mtu": 1400},
        },
    ),
    SUBNET: (
        on_net,
        {
            "allocation_pools": [{"start": "10.1.0.50", "end": "10.1.0.60"}],
            "dns_nameservers": ["10.1.0.2"],
            "enable_dhcp": False,
            "gateway_ip": "10.1.0.254",
            "host_routes": [{"destination": "10.9.0.0/24", "nexthop": "10.1.0.9"}],
            "name": "renamed",
            "segment": other_segment,
            "tags": ["a"],
            "value_specs": {"a": "b"},
        },
    ),
    PORT: (
        on_subnet,
        {
            "admin_state_up": False,
            "allowed_address_pairs": [{"ip_address": "10.0.0.99"}],
            "binding:vnic_type": "direct",
            "device_id": "me",
            "device_owner": "compute:me",
            "dns_name": "web",
            "fixed_ips": other_address,
            "name": "renamed",
            "no_fixed_ips": None,
            "port_security_enabled": False,
            "propagate_uplink_status": True,
            "qos_policy": other_policy,
            "replacement_policy": "AUTO",
            "security_groups": [],
            "tags": ["a"],
            "value_specs": {"a": "b"},
        },
    ),
    ROUTER: (
        router,
        {
            "admin_state_up": False,
            "external_gateway_info": {"network": "public", "enable_snat": False},
            "l3_agent_id": None,
            "l3_agent_ids": ["agent"],
            "name": "renamed",
            "tags": ["a"],
            "value_specs": {"a": "b"},
        },
    ),
    INTERFACE: (interface, {}),
    FLOATING: (
        floating,
        {"fixed_ip_address": "10.0.0.2", "port_id": other_port},
    ),
    ASSOCIATION: (
        association,
        {"fixed_ip_address": "10.0.0.2", "floatingip_id": other_floating, "port_id": other_port},
    ),
    GROUP: (
        nothing,
        {"description": "new", "name": "renamed", "rules": [{"protocol": "tcp"}], "stateful": False},
    ),
    RULE: (rule, {}),
    FORWARD: (
        forwarding,
        {
            "external_port": 8081,
            "internal_ip_address": None,
            "internal_port": None,
            "internal_port_number": 81,
            "protocol": "udp",
        },
    ),
    SCOPE: (nothing, {"name": "renamed", "shared": True}),
    POOL: (
        pool,
        {
            "address_scope": other_scope,
            "default_prefixlen": 27,
            "default_quota": 9,
            "is_default": True,
            "max_prefixlen": 28,
            "min_prefixlen": 16,
            "name": "renamed",
            "prefixes": ["10.0.0.0/8"],
            "tags": ["a"],
        },
    ),
    PROVIDED: (
        provided,
        {
            "admin_state_up": False,
            "dns_domain": "example.org.",
            "name": "renamed",
            "port_security_enabled": False,
            "router_external": True,
            "segmentation_id": 8,
            "shared": False,
            "tags": ["a"],
        },
    ),
    SEGMENT: (segment, {"description": "new", "name": "renamed"}),
    TRUNK: (
        trunk,
        {"admin_state_up": False, "description": "new", "name": "renamed", "sub_ports": other_sub_port},
    ),
    POLICY: (nothing, {"description": "new", "name": "renamed", "shared": True}),
    "OS::Neutron::QoSBandwidthLimitRule": (
        on_policy(max_kbps=100),
        {"direction": "ingress", "max_burst_kbps": 9, "max_kbps": 200},
    ),
    "OS::Neutron::QoSDscpMarkingRule": (on_policy(dscp_mark=8), {"dscp_mark": 16}),
    "OS::Neutron::QoSMinimumBandwidthRule": (
        on_policy(min_kbps=100),
        {"direction": "ingress", "min_kbps": 200},
    ),
    "OS::Neutron::QoSMinimumPacketRateRule": (
        on_policy(min_kpps=100),
        {"direction": "any", "min_kpps": 200},
    ),
    SHARED: (shared, {"target_tenant": "*"}),
    QUOTA: (
        network_quota,
        dict.fromkeys(
            (
                *("floatingip", "network", "port", "rbac_policy", "router"),
                *("security_group", "security_group_rule", "subnet", "subnetpool"),
            ),
            9,
        ),
    ),
    ROUTE_OF_ROUTER: (route_of_router, {}),
    ROUTES_OF_ROUTER: (routes_of_router, {"routes": []}),
    LABEL: (nothing, {}),
    COUNTED: (counted, {}),
    SERVER: (
        server,
        {
            "admin_pass": "other",
            "deployment_swift_data": {"container": "c"},
            "flavor": "m1.large",
            "flavor_update_policy": "REPLACE",
            "image": "jammy",
            "image_update_policy": "REPLACE",
            "metadata": {"a": "b"},
            "name": "renamed",
            "networks": [{"allocate_network": "none"}],
            "software_config_transport": "POLL_SERVER_HEAT",
            "tags": ["a"],
            "user_data": None,
            "user_data_update_policy": "IGNORE",
        },
    ),
    KEY: (key, {}),
    "OS::Nova::ServerGroup": (nothing, {}),
    "OS::Nova::Flavor": (flavor, {"extra_specs": {"hw:cpu_policy": "shared"}, "tenants": ["demo"]}),
    "OS::Nova::Quota": (quota, dict.fromkeys(LIMITS, 7)),
    "OS::Nova::HostAggregate": (
        aggregate,
        {"availability_zone": "east", "hosts": ["b"], "metadata": {"ssd": "true"}, "name": "other"},
    ),
    VOLUME: (
        volume,
        {
            "backup_id": backup,
            "description": "new",
            "metadata": {"a": "b"},
            "name": "renamed",
            "read_only": True,
            "size": 3,
            "volume_type": "fast",
        },
    ),
    VOLUME_TYPE: (
        volume_type,
        {
            "description": "new",
            "is_public": True,
            "metadata": {"volume_backend_name": "disk"},
            "name": "renamed",
            "projects": ["demo"],
        },
    ),
    "OS::Cinder::EncryptedVolumeType": (
        encryption,
        {
            "cipher": "aes-xts-plain64",
            "control_location": "back-end",
            "key_size": 256,
            "provider": "plain",
        },
    ),
    QOS: (qos, {"specs": {"read_iops_sec": "20"}}),
    "OS::Cinder::QoSAssociation": (qos_association, {"volume_types": types}),
    "OS::Cinder::Quota": (
        block_quota,
        dict.fromkeys(("backup_gigabytes", "backups", "gigabytes", "snapshots", "volumes"), 7),
    ),
    IMAGE: (
        image,
        {
            "active": False,
            "architecture": "x86_64",
            "extra_properties": {"a": "b"},
            "kernel_id": "6a2e5c6e-1f2d-4f7a-9d0c-6a3d5a3c1b11",
            "members": ["somebody"],
            "os_distro": "debian",
            "os_version": "12",
            "owner": "somebody",
            "protected": None,
            "ramdisk_id": "6a2e5c6e-1f2d-4f7a-9d0c-6a3d5a3c1b12",
            "tags": ["a"],
            "visibility": "community",
        },
    ),
    ATTACHMENT: (
        attachment,
        {"instance_uuid": other_server, "mountpoint": "/dev/vdx", "volume_id": other_volume},
    ),
    ZONE: (
        zone,
        {"description": "new", "email": "you@example.org", "masters": None, "primaries": None, "ttl": 60},
    ),
    RECORDS: (records, {"description": "new", "records": ["10.0.0.2"], "ttl": 60}),
    "OS::Aodh::CompositeAlarm": (
        alarm(composite_rule={"operator": "or", "rules": [RULE_OF_ALARM, RULE_OF_ALARM]}),
        {**ALARMS, "composite_rule": {"operator": "and", "rules": [RULE_OF_ALARM, RULE_OF_ALARM]}},
    ),
    "OS::Aodh::EventAlarm": (
        alarm(),
        {**ALARMS, "event_type": "compute.*", "query": [{"field": "traits.a", "op": "eq", "value": "b"}]},
    ),
    "OS::Aodh::GnocchiAggregationByMetricsAlarm": (
        alarm(metrics=["a"], threshold=5, aggregation_method="mean"),
        {**ALARMS, **MEASURED, "metrics": ["a", "b"]},
    ),
    "OS::Aodh::GnocchiAggregationByResourcesAlarm": (
        alarm(metric="cpu", resource_type="instance", query="{}", threshold=5, aggregation_method="mean"),
        {**ALARMS, **MEASURED, "metric": "mem", "query": '{"=": {"a": "b"}}', "resource_type": "image"},
    ),
    "OS::Aodh::GnocchiResourcesAlarm": (
        alarm(
            metric="cpu", resource_type="instance", resource_id="a", threshold=5, aggregation_method="mean"
        ),
        {**ALARMS, **MEASURED, "metric": "mem", "resource_id": "b", "resource_type": "image"},
    ),
    "OS::Aodh::LBMemberHealthAlarm": (
        alarm(pool="web", stack="shop", autoscaling_group_id="group"),
        {**ALARMS, "autoscaling_group_id": "other", "pool": "other"},
    ),
    "OS::Aodh::PrometheusAlarm": (
        alarm(query="up", threshold=1),
        {**ALARMS, "comparison_operator": "lt", "query": "down", "threshold": 2},
    ),
    PROCESS: (
        process,
        {
            "health": {"port": "http", "type": "tcp"},
            "log": {"max_size": 1, "keep": 2},
            "min_uptime": 2,
            "stop": {"signal": "INT"},
        },
    ),
    ROUTE: (
        nothing,
        {
            "drain": 5,
            "health": {"path": "/health"},
            "patience": 1,
            "rules": [{"host": "example.org", "urls": ["http://127.0.0.1:8080"]}],
            "timeout": 5,
            "trust_forwarded": True,
        },
    ),
    FILE: (file, {"content": "password=other", "mode": "0600", "owner": "root"}),
    DOMAIN: (nothing, {"description": "new", "enabled": False, "name": "renamed"}),
    PROJECT: (
        child_project,
        {"description": "new", "enabled": False, "name": "renamed", "tags": ["blue"]},
    ),
    REGION: (child_region, {"description": "new", "enabled": False, "parent_region": "RegionOne"}),
    SERVICE: (
        on_type,
        {"description": "new", "enabled": False, "name": "renamed", "type": "store"},
    ),
    ENDPOINT: (
        endpoint,
        {
            "enabled": False,
            "interface": "public",
            "name": "renamed",
            "region": None,
            "service": other_service,
            "url": "http://b",
        },
    ),
    ROLE: (nothing, {"name": "renamed"}),
    USERS: (group, {"description": "new", "name": "renamed", "roles": []}),
    USER: (
        user,
        {
            "default_project": "admin",
            "description": "new",
            "email": "ada@example.org",
            "enabled": False,
            "groups": [],
            "name": "renamed",
            "password": "other",
            "roles": [{"role": "member", "domain": "default"}],
        },
    ),
    OF_USER: (of_user, {"roles": [{"role": "member", "domain": "default"}], "user": other_user}),
    OF_GROUP: (of_group, {"group": other_group, "roles": [{"role": "member", "domain": "default"}]}),
    SECRET: (secret, {}),
    ORDER: (order, {}),
    SECRETS: (secrets, {"secrets": other_secrets}),
    CERTIFICATE: (certificate, {}),
    KEYS: (keys, {}),
    BOX: (
        nothing,
        {
            "PurgeOnDelete": True,
            "X-Account-Meta": {"a": "b"},
            "X-Container-Meta": {"a": "b"},
            "X-Container-Read": ".r:*",
            "X-Container-Write": "a:b",
        },
    ),
    HANDLE: (nothing, {}),
    SIGNAL: (swift_signal, {}),
}
"""For each type what one stands on, and a new value for each property that changes in place (None: see the test)."""

EVERY_TYPE = pytest.mark.parametrize("type", tuple(CASES))


def kind_of(driver: Driver) -> ResourceType:
    assert isinstance(driver.kind, ResourceType)
    return driver.kind


def test_every_simulated_type_is_tested_here() -> None:
    assert CASES.keys() == simulated_types().keys()


@EVERY_TYPE
def test_made_ready_and_deleted(type: str) -> None:
    async def main() -> None:
        me = hand(REALISTIC)
        subject = await me.make(type, "it", **await CASES[type][0](me))
        seen = await me.seen(type, subject)
        hidden = simulated_types()[type].concealed - {"content"}
        assert seen == {name: value for name, value in subject.properties.items() if name not in hidden}
        await me.remove(type, subject)
        assert await me.look(type, subject) == Gone()
        assert isinstance(await refusal(me.driver(type).delete(subject)), NotFound)
        assert not broken_rules(me.world)

    run(main())


@EVERY_TYPE
def test_it_offers_every_attribute_of_its_schema(type: str) -> None:
    async def main() -> None:
        me = hand()
        subject = await me.make(type, "it", **await CASES[type][0](me))
        offered = await me.attributes(type, subject)
        driver: Any = me.driver(type)
        assert offered.keys() | driver.on_demand == (driver.kind.attributes or set()) | {SHOW}

    run(main())


@EVERY_TYPE
def test_every_property_that_changes_in_place_does(type: str) -> None:
    schema = kind_of(hand().driver(type)).schema
    in_place = {
        name for name, one in schema.properties.items() if one.cost is Change.IN_PLACE and not one.renamed_to
    }
    assert in_place == CASES[type][1].keys()
    for name, value in CASES[type][1].items():
        if value is not None:
            run(changes_in_place(type, name, value))


async def changes_in_place(type: str, name: str, value: Any) -> None:
    me = hand(REALISTIC)
    subject = await me.make(type, "it", **await CASES[type][0](me))
    value = await value(me) if callable(value) else value
    changed = await me.change(type, subject, **{name: value})
    assert changed.physical_id == subject.physical_id
    seen = await me.seen(type, changed)
    hidden = simulated_types()[type].concealed - {"content"}
    assert (
        name in hidden
        or seen[name] == changed.properties[name] != subject.properties.get(name)
        or name in WITHOUT_EFFECT
    )
    again = await me.driver(type).update(changed, {**changed.properties, **seen}, changed.properties)
    assert not isinstance(again, Accepted), "an update that has happened is safe to repeat"
    await me.remove(type, changed)
    assert not broken_rules(me.world)


WITHOUT_EFFECT = frozenset({"replacement_policy"})
"""Properties whose only other value would ask for a replacement."""


@EVERY_TYPE
def test_it_passes_the_suite_of_drivers(type: str) -> None:
    async def main(changing: str | None) -> None:
        me = hand(REALISTIC)
        wanted = await CASES[type][0](me)
        value = CASES[type][1][changing] if changing else None
        value = await value(me) if callable(value) else value
        changed = {**wanted, changing: value} if changing else None
        await certify_driver(
            me.driver(type), Examples(wanted=wanted, changed=changed, patience=600, pause=0.5)
        )
        assert not broken_rules(me.world)

    run(main(None))
    for name in CASES[type][1].keys() - WITHOUT_EFFECT:
        if CASES[type][1][name] is not None:
            run(main(name))


@EVERY_TYPE
def test_found_by_its_token_after_a_lost_answer(type: str) -> None:
    async def main() -> None:
        faults = Faults()
        me = hand(REALISTIC, faults)
        properties = await CASES[type][0](me)
        want = me.want(type, properties, "it")
        driver = me.driver(type)
        assert await driver.find("the-token", want) is None
        faults.on("create", Fault.LOST, type)
        assert isinstance(await refusal(driver.create(want, "the-token")), LostAnswer)
        found = await driver.find("the-token", want)
        assert found is not None
        subject = Subject(found.physical_id, "the-token", want.properties)
        await me.settled(type, subject, found, want)
        assert len(me.world.of_token("the-token")) == 1
        faults.on("delete", Fault.LOST, type)
        assert isinstance(await refusal(driver.delete(subject)), LostAnswer)
        await me.look_until(type, subject, (Gone,))
        assert await driver.find("the-token", want) is None

    run(main())


@EVERY_TYPE
def test_not_made_where_the_connection_was_cut(type: str) -> None:
    async def main() -> None:
        faults = Faults()
        me = hand(REALISTIC, faults)
        want = me.want(type, await CASES[type][0](me), "it")
        before = set(me.world.things)
        faults.on("create", Fault.CUT, type)
        assert isinstance(await refusal(me.driver(type).create(want, "the-token")), LostAnswer)
        assert set(me.world.things) == before
        assert await me.driver(type).find("the-token", want) is None

    run(main())
