"""``OS::Nova::Server`` on a real Nova: its life, and each of its properties."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.certify.led import Led
from setpoint.clouds.driver import Telling
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.model.observation import Ready
from tests.lab.drivers.ground import Ground
from tests.lab.drivers.hypervisor import uploading

pytestmark = pytest.mark.lab

SERVER = "OS::Nova::Server"
NOWHERE = [{"allocate_network": "none"}]
PLAIN = {"flavor": "m1.nano", "image": "cirros", "networks": NOWHERE}


async def test_its_life(ground: Ground) -> None:
    driver = ground.cloud.driver(SERVER)
    assert driver is not None
    net, subnet = await ground.network()
    wanted = {
        "name": f"{ground.mark}-certified",
        "flavor": "m1.nano",
        "image": "cirros",
        "networks": [{"subnet": subnet, "port_extra_properties": {"port_security_enabled": False}}],
        "tags": ["b", "a"],
        "metadata": {"number": 1, "text": "one"},
    }
    changed = {**wanted, "name": f"{ground.mark}-again", "flavor": "m1.tiny", "tags": ["c"], "metadata": {}}
    async with uploading(ground):
        await certify_driver(
            driver,
            Examples(
                wanted=wanted,
                changed=changed,
                replaced={**wanted, "config_drive": True},
                refused=(
                    {"flavor": "m1.nano"},
                    {**PLAIN, "networks": [{"fixed_ip": "10.9.0.9"}]},
                    {**PLAIN, "image_update_policy": "PERHAPS"},
                ),
                failing={**PLAIN, "availability_zone": "nowhere"},
                patience=300,
                pause=0.2,
            ),
        )
    ports = await ground.neutron.pages("ports", "ports", network_id=net)
    left = [port for port in ports if not port["device_owner"].startswith("network:")]
    assert not left, "what was brought for it is left"


async def show(admin: OpenStackCloud, server: Led) -> dict[str, Any]:
    """All that Nova shows of it, to an administrator."""
    found: dict[str, Any] = (await Ground(admin).nova.get(f"servers/{server.physical_id}"))["server"]
    return found


async def test_what_it_is_made_with(ground: Ground, admin: OpenStackCloud) -> None:
    key = f"{ground.mark}-key"
    public = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKu5Pq1pW9YjV2nTkYp4qfS0bGx8m0yF6s2dHc1n0h5X lab"
    await ground.nova.post("os-keypairs", {"keypair": {"name": key, "public_key": public}})
    ground.later.push_async_callback(ground.nova.delete, f"os-keypairs/{key}")
    group = await ground.make(
        ground.nova.api, "os-server-groups", "server_group", name=ground.mark, policy="soft-affinity"
    )
    server = ground.lead(
        SERVER,
        **PLAIN,
        key_name=key,
        availability_zone="nova",
        config_drive=True,
        diskConfig="MANUAL",
        admin_pass="correct horse",
        scheduler_hints={"group": group["id"]},
        user_data="#!/bin/sh\necho grüß\n",
        user_data_format="RAW",
        software_config_transport="POLL_TEMP_URL",
        metadata={"list": [1, 2]},
    )
    await server.make()
    shown = await show(admin, server)
    assert shown["key_name"] == key
    assert shown["config_drive"] == "True"
    assert shown["OS-DCF:diskConfig"] == "MANUAL"
    assert shown["metadata"] == {"list": "[1, 2]"}
    assert base64.b64decode(shown["OS-EXT-SRV-ATTR:user_data"]).decode() == "#!/bin/sh\necho grüß\n"
    assert (
        server.physical_id
        in (await ground.nova.get(f"os-server-groups/{group['id']}"))["server_group"]["members"]
    )
    seen = await server.look()
    assert isinstance(seen, Ready)
    for name in (
        "flavor",
        "image",
        "key_name",
        "availability_zone",
        "config_drive",
        "diskConfig",
        "metadata",
        "networks",
    ):
        assert seen.seen[name] == server.want.properties[name], name
    assert seen.attributes["name"] == server.want.name
    assert seen.attributes["first_address"] == ""
    assert seen.attributes["addresses"] == {}
    assert seen.attributes["show"]["flavor"]["id"]
    assert not seen.attributes["tags"]
    await server.change(admin_pass="battery staple")
    assert isinstance(server.driver, Telling)
    told = await server.driver.tell(server.subject, ("console_urls", "novnc"))
    assert "console" in str(told), "the lab has none, and says so"


async def test_what_older_novas_take(ground: Ground) -> None:
    server = ground.lead(
        SERVER, **PLAIN, personality={"/etc/motd": "hello"}, user_data_format="SOFTWARE_CONFIG"
    )
    await server.make()
    assert isinstance(await server.look(), Ready)
