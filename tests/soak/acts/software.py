"""Software configurations and deployments of one client."""

from __future__ import annotations

import random
from typing import Any

from tests.soak.asking import Asking

MOST = 6


class Software:
    """What one client has of them, by id: their names, and the status of deployments."""

    def __init__(self, asking: Asking, owner: str) -> None:
        """Whatever is made bears the name of ``owner``."""
        self._asking = asking
        self._owner = owner
        self.configs: dict[str, str] = {}
        self.deployments: dict[str, tuple[str, str]] = {}
        """Which configuration each has, and its status."""

    async def act(self, chance: random.Random) -> None:
        """Do one of what can be done, and look whether it was."""
        if not self.configs or (len(self.configs) < MOST and chance.random() < 0.3):
            await self._create_config(f"{self._owner}-{chance.getrandbits(64):x}")
        elif len(self.deployments) < MOST and chance.random() < 0.4:
            await self._create_deployment(chance.choice(sorted(self.configs)))
        elif self.deployments and chance.random() < 0.5:
            await self._update_deployment(chance.choice(sorted(self.deployments)), chance)
        elif self.deployments and chance.random() < 0.5:
            await self._delete_deployment(chance.choice(sorted(self.deployments)))
        else:
            await self._delete_config(chance.choice(sorted(self.configs)))
        await self.look()

    async def look(self) -> None:
        """Everything is there that was answered, and nothing else."""
        listed = (await self._asking.look("config list", "/software_configs")).body["software_configs"]
        own = {one["id"]: one["name"] for one in listed if one["name"].startswith(f"{self._owner}-")}
        if own != self.configs:
            self._asking.report.find(f"{self._owner} has the configurations {own}, not {self.configs}")
            self.configs = own
        deployments = await self._listed()
        if deployments != self.deployments:
            self._asking.report.find(
                f"{self._owner} has the deployments {deployments}, not {self.deployments}"
            )
            self.deployments = deployments

    async def clear(self) -> None:
        """Remove all of it."""
        for one in list(self.deployments):
            await self._delete_deployment(one)
        for one in list(self.configs):
            await self._delete_config(one)
        await self.look()

    async def _listed(self) -> dict[str, tuple[str, str]]:
        path = f"/software_deployments?server_id={self._owner}"
        listed = (await self._asking.look("deployment list", path)).body["software_deployments"]
        return {one["id"]: (one["config_id"], one["status"]) for one in listed}

    async def _create_config(self, name: str) -> None:
        body = {"name": name, "group": "script", "config": f"echo {name}", "inputs": [{"name": "word"}]}
        answer = await self._asking.ask("config create", "POST", "/software_configs", body)
        if answer is not None:
            self.configs[answer.body["software_config"]["id"]] = name
            return
        listed = (await self._asking.look("config list", "/software_configs")).body["software_configs"]
        self.configs |= {one["id"]: name for one in listed if one["name"] == name}

    async def _delete_config(self, id: str) -> None:
        used = any(config == id for config, _ in self.deployments.values())
        path = f"/software_configs/{id}"
        while (
            answer := await self._asking.ask("config delete", "DELETE", path, may=(204, 404, 409))
        ) is None:
            pass
        if (answer.status == 409) != used:
            self._asking.report.find(f"DELETE {path} answered {answer.status}; in use: {used}")
        if answer.status != 409:
            del self.configs[id]

    async def _create_deployment(self, config: str) -> None:
        body = {"config_id": config, "server_id": self._owner, "action": "CREATE", "status": "IN_PROGRESS"}
        answer = await self._asking.ask("deployment create", "POST", "/software_deployments", body)
        if answer is not None:
            self.deployments[answer.body["software_deployment"]["id"]] = (config, "IN_PROGRESS")
        else:
            self._take_new(await self._listed(), (config, "IN_PROGRESS"))

    def _take_new(self, listed: dict[str, tuple[str, str]], made: tuple[str, str]) -> None:
        """At most one is there of which no answer came."""
        new = [key for key, one in listed.items() if key not in self.deployments and one == made]
        self.deployments |= dict.fromkeys(new[:1], made)

    async def _update_deployment(self, id: str, chance: random.Random) -> None:
        before, after = self.deployments[id], chance.choice(("COMPLETE", "FAILED", "IN_PROGRESS"))
        body: dict[str, Any] = {"status": after, "status_reason": after}
        answer = await self._asking.ask("deployment update", "PUT", f"/software_deployments/{id}", body)
        self.deployments[id] = (before[0], after)
        if answer is None and (await self._listed()).get(id) == before:
            self.deployments[id] = before

    async def _delete_deployment(self, id: str) -> None:
        path = f"/software_deployments/{id}"
        while await self._asking.ask("deployment delete", "DELETE", path, may=(204, 404)) is None:
            pass
        del self.deployments[id]
