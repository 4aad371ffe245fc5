"""What a service that was killed has left on disk: its records, and the simulated cloud, which outlives it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from setpoint.api.identity.local import CALLER
from setpoint.certify.simulated.cloud import cloud
from setpoint.certify.simulated.discovery import simulated_types
from setpoint.certify.simulated.invariants import broken_rules
from setpoint.certify.simulated.world import World
from setpoint.clouds.cloud import CloudSettings
from setpoint.model.diagnostic import Severity
from setpoint.store import Store, open_store

NAME = "simulated"


def world(home: Path) -> World:
    """What is on the simulated cloud whose world lies in the data folder ``home``. No process may be using it."""
    found = cloud(CloudSettings(name=NAME, project=CALLER.project, home=str(home)))
    return found.world


def under_way(home: Path) -> set[str]:
    """The ids of the stacks that something was being done to when the service was killed."""
    with open_store(home) as store:
        return {stack for _project, stack in store.begun()}


def damage(home: Path) -> list[str]:
    """What is broken in the records, and on the cloud: things made twice, or left behind by a stack that is gone."""
    with open_store(home) as store:
        found = [str(one) for one in store.examine() if one.severity is Severity.ERROR]
        stacks = {one.id for one in store.project(CALLER.project).stacks()}
    return [*found, *(str(one) for one in broken_rules(world(home), stacks))]


def doctor(home: Path) -> int:
    """The exit code of ``setpoint doctor``."""
    command = [sys.executable, "-m", "setpoint", "doctor"]
    return subprocess.run(command, env={**os.environ, "SETPOINT_HOME": str(home)}, check=False).returncode


def unaccounted(home: Path) -> list[str]:
    """What stands on the cloud without a record, or is recorded and does not stand there, once all is at rest."""
    with open_store(home) as store:
        recorded = dict(_recorded(store))
    there = {one.token: f"{one.type} {one.name}" for one in world(home).things.values() if one.token}
    return [
        *(f"{what} has no record" for token, what in there.items() if token not in recorded),
        *(f"{what} is not there" for token, what in recorded.items() if token not in there),
    ]


def _recorded(store: Store) -> Iterator[tuple[str, str]]:
    """What is recorded as made on that cloud, by the token that it was made with."""
    records = store.project(CALLER.project)
    for stack in records.stacks():
        for one in records.incarnations(stack.id):
            if one.physical_id and one.type in simulated_types():
                yield one.id, f"{one.type} {one.address} of {stack.name}"
