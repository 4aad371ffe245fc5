"""Software configurations and deployments; what each answer says is in `tests/api/heat/software/`."""

from __future__ import annotations

from tests.lab.api.alike.door import Door

CONFIG = {
    "name": "install",
    "group": "script",
    "config": "echo $word",
    "inputs": [{"name": "word", "type": "String", "default": "hello"}],
    "outputs": [{"name": "said"}],
    "options": {"a": 1},
}
SERVER = "11111111-2222-3333-4444-555555555555"


async def software(door: Door) -> None:
    """Make one of each, look at them, change, remove."""
    door.chapter = "software"
    door.known["server"] = SERVER
    made = await door.ask("POST", "/software_configs", CONFIG)
    door.known["config"] = made["software_config"]["id"]
    for path in (
        "/software_configs",
        "/software_configs?limit=1",
        "/software_configs?limit=1&marker={config}",
        "/software_configs?marker=nothing",
        "/software_configs?global_tenant=true",
        "/software_configs/{config}",
        "/software_configs/nothing",
    ):
        await door.ask("GET", path)
    wanted = {"config_id": made["software_config"]["id"], "server_id": SERVER, "action": "CREATE"}
    wanted |= {"status": "IN_PROGRESS", "input_values": {"word": "bye"}}
    made = await door.ask("POST", "/software_deployments", wanted)
    door.known["deployment"] = made["software_deployment"]["id"]
    for path in (
        "/software_deployments",
        "/software_deployments?server_id={server}",
        "/software_deployments?server_id=nothing",
        "/software_deployments/{deployment}",
        "/software_deployments/nothing",
        "/software_deployments/metadata/{server}",
        "/software_deployments/metadata/nothing",
    ):
        await door.ask("GET", path)
    await door.ask("DELETE", "/software_configs/{config}")
    done = {"status": "COMPLETE", "status_reason": "done", "output_values": {"said": "bye"}}
    await door.ask("PUT", "/software_deployments/{deployment}", done)
    await door.ask("DELETE", "/software_deployments/{deployment}")
    door.chapter = "software, gone"
    await door.ask("GET", "/software_deployments/{deployment}")
    await door.ask("DELETE", "/software_deployments/{deployment}")
    await door.ask("DELETE", "/software_configs/{config}")
    await door.ask("POST", "/software_configs", {})
    await door.ask("POST", "/software_deployments", {})
