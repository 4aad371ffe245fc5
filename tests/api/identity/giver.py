"""A process that has a credential made for a stack, and does not live to record it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from setpoint.api.caller import Caller
from setpoint.api.identity.stack_credentials import StackCredentials
from setpoint.clouds.openstack.config import CloudConfig
from setpoint.model.credential import Means
from setpoint.model.stack import ProjectId, Stack, StackId
from setpoint.store import open_store

PROJECT = ProjectId("p1")
CALLER = Caller(PROJECT, "u1", token="t1", role_ids=("r1",))
STACK = Stack(StackId("s1"), "app", PROJECT, "openstack", owner="u1")


def config(url: str) -> CloudConfig:
    """Who the service is to the Keystone at ``url``."""
    auth = {"auth_url": f"{url}/v3", "username": "setpoint", "password": "p", "project_name": "service"}
    return CloudConfig("service", auth=auth)


async def give(url: str, home: Path, means: Means) -> None:
    """Give one, until killed."""
    with open_store(home) as store:
        await StackCredentials(config(url), store, means).give(CALLER, STACK, {"network"})


if __name__ == "__main__":
    asyncio.run(give(sys.argv[1], Path(sys.argv[2]), Means(sys.argv[3])))
