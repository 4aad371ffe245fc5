"""Software configurations: all of a project, one, a new one, and one less."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.engine.engine import Engine
from setpoint.engine.requests.software.of_stacks import of_stacks
from setpoint.model.errors import Conflict
from setpoint.model.software import ConfigHead, SoftwareConfig
from setpoint.model.value import Plain
from setpoint.store.records import ProjectBatch
from setpoint.types.checking import hide
from setpoint.types.software import checked_config


def configs(engine: Engine) -> list[ConfigHead]:
    """All of the project, those of its stacks among them, newest first."""
    of_its_stacks = [found.config for found in of_stacks(engine).values()]
    found: list[ConfigHead] = [*engine.records.software_configs(), *reversed(of_its_stacks)]
    return sorted(found, key=lambda one: one.created_at, reverse=True)


def config(engine: Engine, config_id: str) -> SoftwareConfig | None:
    """One of them; None where there is none."""
    found = engine.records.software_config(config_id)
    if found is None and config_id in (theirs := of_stacks(engine)):
        return theirs[config_id].config
    return found


async def create_config(engine: Engine, given: Mapping[str, Plain]) -> SoftwareConfig:
    """Record a new one, of what is given by Heat's names. Raises InvalidInput."""
    wanted = checked_config(given)
    made = SoftwareConfig(
        id=engine.new_id(),
        name=wanted["name"],
        group=wanted["group"],
        created_at=engine.now(),
        **{part: hide(wanted[part]) for part in ("config", "inputs", "outputs", "options")},
    )
    await engine.records.commit(ProjectBatch().put_config(made))
    return made


async def delete_config(engine: Engine, config_id: str) -> None:
    """Remove one. Raises NotFound, and Conflict for one that is deployed, or is a resource of a stack."""
    if engine.records.software_config(config_id) is None and config_id in (theirs := of_stacks(engine)):
        stack = theirs[config_id].stack
        raise Conflict(f"software configuration {config_id} is a resource of stack {stack.name}")
    await engine.records.commit(ProjectBatch().drop_config(config_id))
