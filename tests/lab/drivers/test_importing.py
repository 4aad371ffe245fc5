"""What somebody made by hand on a real cloud becomes a stack: a template without noise, and an empty plan."""

from __future__ import annotations

import time
from typing import Any

import msgspec
import pytest

from setpoint.templates.plain import as_data
from tests.lab.conftest import RunningLab
from tests.lab.drivers.conftest import opened
from tests.lab.drivers.ground import COMPUTE, IMAGE, NETWORK, VOLUME, Ground
from tests.lab.watching import asked, called_by_another_name
from tests.scenarios.life import Life

pytestmark = pytest.mark.lab


async def made_by_hand(ground: Ground) -> tuple[str, str, str]:
    """A server with what it stands on, each with something about it; its id, its image's, and the disk's type."""
    mark, neutron = ground.mark, ground.neutron
    net, _ = await ground.network("net", "10.62.0.0/24")
    await neutron.put(f"networks/{net}/tags", {"tags": ["web"]})
    told = {"cidr": "10.63.0.0/24", "ip_version": 4, "gateway_ip": None, "dns_nameservers": ["192.0.2.1"]}
    odd = await ground.make(NETWORK, "subnets", "subnet", network_id=net, name=f"{mark}-odd", **told)
    group = await ground.make(NETWORK, "security-groups", "security_group", name=f"{mark}-group")
    rules = {"security_group_id": group["id"], "direction": "ingress", "ethertype": "IPv4", "protocol": "tcp"}
    await neutron.post(
        "security-group-rules",
        {
            "security_group_rule": {
                **rules,
                "port_range_min": 80,
                "port_range_max": 80,
                "remote_group_id": group["id"],
            }
        },
    )
    fixed = [{"subnet_id": odd["id"], "ip_address": "10.63.0.9"}]
    wanted = {"network_id": net, "name": f"{mark}-port", "fixed_ips": fixed, "security_groups": [group["id"]]}
    port = await ground.make(NETWORK, "ports", "port", **wanted)
    disk = await ground.make(
        VOLUME, "volumes", "volume", size=1, name=f"{mark}-disk", metadata={"for": "data"}
    )
    (image,) = (await ground.cloud.region.service(IMAGE).get("images", name="cirros"))["images"]
    flavors = (await ground.nova.get("flavors"))["flavors"]
    (flavor,) = (one["id"] for one in flavors if one["name"] == "m1.nano")
    server = await ground.make(
        COMPUTE,
        "servers",
        "server",
        name=f"{mark}-server",
        flavorRef=flavor,
        imageRef=image["id"],
        networks=[{"port": port["id"]}, {"uuid": net}],
        metadata={"role": "web"},
    )
    await ground.until(COMPUTE, f"servers/{server['id']}", "server", status="ACTIVE")
    await ground.until(VOLUME, f"volumes/{disk['id']}", "volume", status="available")
    attached = {"volumeAttachment": {"volumeId": disk["id"]}}
    await ground.nova.post(f"servers/{server['id']}/os-volume_attachments", attached)
    await ground.until(VOLUME, f"volumes/{disk['id']}", "volume", status="in-use")
    return server["id"], image["id"], disk["volume_type"]


def template(mark: str, image: str, volume_type: str, nova_port: dict[str, Any]) -> dict[str, Any]:
    """What a person might have written for it."""
    net, group = {"get_resource": f"{mark}_net"}, {"get_resource": f"{mark}_group"}
    (fixed,) = nova_port["fixed_ips"]
    subnets = {"10.62.0": f"{mark}_net_subnet", "10.63.0": f"{mark}_odd"}
    rule = {"protocol": "tcp", "port_range_min": 80, "port_range_max": 80, "remote_mode": "remote_group_id"}
    of_nova = {
        "network": net,
        "fixed_ips": [
            {"subnet": {"get_resource": subnets[fixed["ip_address"][:7]]}, "ip_address": fixed["ip_address"]}
        ],
        "security_groups": nova_port["security_groups"],
    }
    by_hand = {
        "name": f"{mark}-port",
        "network": net,
        "fixed_ips": [{"subnet": {"get_resource": f"{mark}_odd"}, "ip_address": "10.63.0.9"}],
        "security_groups": [group],
    }
    odd = {"cidr": "10.63.0.0/24", "gateway_ip": "", "dns_nameservers": ["192.0.2.1"], "name": f"{mark}-odd"}
    disk = {
        "name": f"{mark}-disk",
        "size": 1,
        "metadata": {"for": "data"},
        "volume_type": volume_type,
    }
    server = {
        "name": f"{mark}-server",
        "flavor": "m1.nano",
        "image": image,
        "metadata": {"role": "web"},
        "networks": [{"port": {"get_resource": f"{mark}_port"}}, {"port": {"get_resource": "port"}}],
    }
    attachment = {
        "instance_uuid": {"get_resource": f"{mark}_server"},
        "volume_id": {"get_resource": f"{mark}_disk"},
    }
    found = {
        f"{mark}_net": ("Neutron::Net", {"name": f"{mark}-net", "tags": ["web"]}),
        f"{mark}_net_subnet": (
            "Neutron::Subnet",
            {"name": f"{mark}-net", "network": net, "cidr": "10.62.0.0/24"},
        ),
        f"{mark}_odd": ("Neutron::Subnet", {**odd, "network": net}),
        f"{mark}_group": ("Neutron::SecurityGroup", {"name": f"{mark}-group", "rules": [rule]}),
        f"{mark}_port": ("Neutron::Port", by_hand),
        "port": ("Neutron::Port", of_nova),
        f"{mark}_disk": ("Cinder::Volume", disk),
        f"{mark}_server": ("Nova::Server", server),
        f"{mark}_disk_volume_attachment": ("Cinder::VolumeAttachment", attachment),
    }
    return {name: {"type": f"OS::{kind}", "properties": told} for name, (kind, told) in found.items()}


BALANCED = """
resources:
  net: {type: OS::Neutron::Net}
  subnet: {type: OS::Neutron::Subnet, properties: {network: {get_resource: net}, cidr: 10.66.0.0/24}}
  balancer: {type: OS::Octavia::LoadBalancer, properties: {name: a, vip_subnet: {get_resource: subnet}}}
  pool:
    type: OS::Octavia::Pool
    properties:
      loadbalancer: {get_resource: balancer}
      lb_algorithm: ROUND_ROBIN
      protocol: HTTP
      session_persistence: {type: HTTP_COOKIE}
  listener:
    type: OS::Octavia::Listener
    properties:
      default_pool: {get_resource: pool}
      loadbalancer: {get_resource: balancer}
      protocol: HTTP
      protocol_port: 80
  member:
    type: OS::Octavia::PoolMember
    properties: {pool: {get_resource: pool}, address: 10.66.0.9, protocol_port: 8080, subnet: {get_resource: subnet}}
  monitor:
    type: OS::Octavia::HealthMonitor
    properties: {pool: {get_resource: pool}, type: HTTP, delay: 5, timeout: 3, max_retries: 2, url_path: /health}
"""


async def test_a_load_balancer_comes_with_all_that_is_below_it(lab: RunningLab) -> None:
    cloud = await opened(lab)
    life = Life(cloud, time.time)
    try:
        await life.up(BALANCED)
        made = {str(one.address): (one.type, one.physical_id) for one in life.recorded}
        carried = await life.abandon()
        try:
            read = await life.read(made["balancer"], follows=True)
            assert sorted(read.ids.values()) == sorted(known for _type, known in made.values())
            await life.take(read)
            source = msgspec.structs.replace(life.source(""), template=read.template)
            assert (await life.plan_of(source)).is_empty
        except BaseException:
            if life.records.stack(life.name) is None:
                await life.adopt(BALANCED, carried)
            raise
        assert await life.drift() == {}
    finally:
        await life.down()
        await cloud.close()


async def test_a_server_made_by_hand_becomes_a_stack(
    lab: RunningLab, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, image, volume_type = await made_by_hand(ground)
    agent = called_by_another_name(monkeypatch)
    cloud = await opened(lab)
    life = Life(cloud, time.time)
    try:
        read = await life.read(("OS::Nova::Server", server), follows=True)
        await life.take(read)
        calls = asked(lab.settings, agent)
        assert [call for call in calls if not call.startswith("GET ")] == []
        assert await life.drift() == {}
        (of_nova,) = [one for one in await ground.ports_of(server) if not one["name"]]
        wanted = template(ground.mark, image, volume_type, of_nova)
        told = as_data(read.template)
        assert told["resources"] == wanted
        source = msgspec.structs.replace(life.source(""), template=read.template)
        assert (await life.plan_of(source)).is_empty
        await life.down()
    finally:
        await cloud.close()
