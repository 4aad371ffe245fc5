"""The networks of ``OS::Nova::Server`` on a real Nova and Neutron: every way to be plugged in, and changes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from setpoint.certify.led import Led
from setpoint.clouds.driver import Facts
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.clouds.openstack.drivers.nova.server import Server
from setpoint.model.errors import ResourceError
from setpoint.model.observation import Ready
from tests.lab.conftest import RunningLab
from tests.lab.drivers.conftest import opened
from tests.lab.drivers.ground import IDENTITY, NETWORK, Ground

pytestmark = pytest.mark.lab

SERVER = "OS::Nova::Server"
PLAIN: dict[str, Any] = {"flavor": "m1.nano", "image": "cirros"}
MAC = "fa:16:3e:00:77:01"


async def floating_ip(ground: Ground, subnet: str) -> dict[str, Any]:
    """One that can lead to a port on the subnet."""
    (public,) = await ground.neutron.pages("networks", "networks", name="public")
    gateway = {"network_id": public["id"]}
    router = await ground.make(NETWORK, "routers", "router", name=ground.mark, external_gateway_info=gateway)
    path = f"routers/{router['id']}"
    await ground.neutron.put(f"{path}/add_router_interface", {"subnet_id": subnet})
    leave = {"subnet_id": subnet}
    ground.later.push_async_callback(ground.neutron.put, f"{path}/remove_router_interface", leave)
    told = {"floating_network_id": public["id"], "description": ground.mark}
    return await ground.make(NETWORK, "floatingips", "floatingip", **told)


async def test_every_way_to_be_plugged_in_and_out_again(
    lab: RunningLab, above: Ground, ground: Ground
) -> None:
    a, subnet = await ground.network("a", "10.9.0.0/24")
    b, _ = await ground.network("b", "10.10.0.0/24")
    own = await ground.make(NETWORK, "ports", "port", network_id=b, name=f"{ground.mark}-own")
    floating = await floating_ip(ground, subnet)
    policy = await above.make(NETWORK, "qos/policies", "policy", name=f"{ground.mark}-qos", shared=True)
    extra = {
        "admin_state_up": True,
        "allowed_address_pairs": [{"ip_address": "10.9.1.0/24"}],
        "binding:vnic_type": "normal",
        "mac_address": MAC,
        "port_security_enabled": True,
        "qos_policy": policy["name"],
        "value_specs": {"description": "ours"},
    }
    brought = {
        "subnet": f"{ground.mark}-a",
        "fixed_ip": "10.9.0.78",
        "floating_ip": floating["id"],
        "port_extra_properties": extra,
    }
    named = {"network": f"{ground.mark}-a", "fixed_ip": "10.9.0.77", "tag": "front"}
    server = ground.lead(SERVER, **PLAIN, networks=[named, {"port": own["name"]}, brought])
    await server.make()
    seen = await server.look()
    assert isinstance(seen, Ready)
    assert seen.seen["networks"] == server.want.properties["networks"]
    fresh = await opened(lab)
    again = (await fresh.driver(SERVER).observe([server.subject], Facts(0)))[server.token]  # type: ignore[union-attr]
    await fresh.close()
    assert isinstance(again, Ready)
    assert again.seen == seen.seen, "who has looked up no names sees the same"

    port = offered_address(seen.attributes, "10.9.0.78", a)
    assert port["OS-EXT-IPS-MAC:mac_addr"] == MAC
    assert port["subnets"][0]["id"] == subnet
    assert (
        offered_address(seen.attributes, floating["floating_ip_address"], f"{ground.mark}-a")["port"] is None
    )
    assert seen.attributes["networks"][b] == [own["fixed_ips"][0]["ip_address"]]
    assert seen.attributes["first_address"] == own["fixed_ips"][0]["ip_address"], "on the network named last"
    shown = (await ground.neutron.get(f"ports/{port['port']}"))["port"]
    assert (shown["description"], shown["qos_policy_id"]) == (f"ours (setpoint:{server.token})", policy["id"])

    without = {key: value for key, value in brought.items() if key != "floating_ip"}
    less = {
        **without,
        "port_extra_properties": {**extra, "admin_state_up": False, "allowed_address_pairs": []},
    }
    await server.change(networks=[{"network": b}, less])
    await check_change(ground, server, port["port"], own["id"], floating["id"])
    assert {one["network_id"] for one in await ground.ports_of(server.physical_id)} == {a, b}

    await server.change(networks=[{"port": own["id"], "tag": "back"}])
    assert [one["id"] for one in await ground.ports_of(server.physical_id)] == [own["id"]]
    left = {one["id"] for one in await ground.neutron.pages("ports", "ports", network_id=a)}
    assert port["port"] not in left, "what was brought is gone with its place"

    await server.change(networks=[])
    assert not await ground.ports_of(server.physical_id)
    await server.remove()
    assert (await ground.neutron.get(f"ports/{own['id']}"))["port"]["id"] == own["id"], "it was not ours"


def offered_address(attributes: Any, address: str, net: str) -> Any:
    """How ``addresses`` tells of one; ``networks`` has it as well."""
    assert address in attributes["networks"][net]
    (found,) = [one for one in attributes["addresses"][net] if one["addr"] == address]
    assert found["version"] == 4
    return found


async def check_change(ground: Ground, server: Led, port: str, own: str, floating: str) -> None:
    kept = (await ground.neutron.get(f"ports/{port}"))["port"]
    assert kept["device_id"] == server.physical_id, "changed in place"
    assert kept["admin_state_up"] is False
    assert not kept["allowed_address_pairs"]
    assert (await ground.neutron.get(f"ports/{own}"))["port"]["device_id"] == ""
    assert (await ground.neutron.get(f"floatingips/{floating}"))["floatingip"]["port_id"] is None
    seen = await server.look()
    assert isinstance(seen, Ready)
    assert seen.seen["networks"] == server.want.properties["networks"]


async def test_groups_and_what_others_do_to_its_ports(ground: Ground) -> None:
    net, subnet = await ground.network()
    group = await ground.make(NETWORK, "security-groups", "security_group", name=f"{ground.mark}-web")
    entries = [{"subnet": subnet}, {"network": net}]
    server = ground.lead(SERVER, **PLAIN, networks=entries, security_groups=[group["name"]])
    await server.make()
    ports = await ground.ports_of(server.physical_id)
    assert [port["security_groups"] for port in ports] == [[group["id"]], [group["id"]]]
    seen = await server.look()
    assert isinstance(seen, Ready)
    assert seen.seen["security_groups"] == [group["name"]]
    assert seen.seen["networks"] == entries

    (brought,) = [port for port in ports if port["description"]]
    await ground.nova.delete(f"servers/{server.physical_id}/os-interface/{brought['id']}")
    await server.until(lambda seen: isinstance(seen, Ready) and len(seen.seen["networks"]) == 1)
    await server.change()
    plugged = await ground.ports_of(server.physical_id)
    assert len(plugged) == 2
    assert brought["id"] not in {port["id"] for port in plugged}
    assert [port["security_groups"] for port in plugged] == [[group["id"]], [group["id"]]]
    await server.remove()
    left = [
        port for port in await ground.neutron.pages("ports", "ports", network_id=net) if port["description"]
    ]
    assert not left


async def test_a_create_that_comes_to_nothing_leaves_no_port(ground: Ground) -> None:
    net, subnet = await ground.network()
    server = ground.lead(SERVER, **PLAIN, networks=[{"subnet": subnet}], availability_zone="nowhere")
    with pytest.raises(ResourceError, match="zone"):
        await server.make()
    assert not await ours(ground, net)

    driver = server.driver
    assert isinstance(driver, Server)
    told, brought = await driver.plugs.requested(server.want, server.token)
    assert told == [{"port": brought[0]}]
    assert [port["id"] for port in await ours(ground, net)] == brought, "the process ended here"
    assert await driver.find(server.token, server.want) is None
    assert len(await ours(ground, net)) == 1, "it may still come, and stand on it"
    await driver.clear_up(server.token, server.want)
    assert not await ours(ground, net)


async def ours(ground: Ground, net: str) -> list[dict[str, Any]]:
    ports = await ground.neutron.pages("ports", "ports", network_id=net)
    return [port for port in ports if not port["device_owner"].startswith("network:")]


@pytest.mark.usefixtures("networks_of_all")
async def test_where_there_is_one_network_it_need_not_be_named(
    lab: RunningLab, above: Ground, tmp_path: Path
) -> None:
    cloud = await opened_in_a_project_of_its_own(lab, above, tmp_path)
    ground = Ground(cloud)
    async with ground.later:
        (shared,) = await ground.neutron.pages(
            "networks", "networks", **{"shared": "true", "router:external": "false"}
        )
        net = shared["id"]
        server = await ground.lead(SERVER, **PLAIN).make()
        assert [port["network_id"] for port in await ground.ports_of(server.physical_id)] == [net]
        await server.change(networks=[{"allocate_network": "none"}])
        assert not await ground.ports_of(server.physical_id)
        await server.change(networks=[{"allocate_network": "auto"}])
        assert [port["network_id"] for port in await ground.ports_of(server.physical_id)] == [net]

        await ground.network("other", "10.10.0.0/24")
        with pytest.raises(ResourceError, match=r"[Mm]ultiple"):
            await ground.lead(SERVER, **PLAIN).make()
    await cloud.close()


async def opened_in_a_project_of_its_own(lab: RunningLab, above: Ground, folder: Path) -> OpenStackCloud:
    """The cloud of the lab, as its ordinary user, in a project that is removed at the end."""
    project = await above.make(IDENTITY, "projects", "project", name=f"{above.mark}-project")
    keystone = above.service(IDENTITY)
    (user,) = await keystone.pages("users", "users", name="demo")
    (role,) = await keystone.pages("roles", "roles", name="member")
    await keystone.put(f"projects/{project['id']}/users/{user['id']}/roles/{role['id']}")
    clouds = yaml.safe_load(lab.clouds_file.read_text())
    clouds["clouds"]["lab"]["auth"]["project_name"] = project["name"]
    file = folder / "clouds.yaml"
    file.write_text(yaml.safe_dump(clouds))
    return await opened(lab, "lab", file)
