"""Software configurations and deployments: what is said of them is a secret, and no change of one is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from setpoint.engine.clouds import Clouds
from setpoint.engine.engine import Alone, Engine
from setpoint.engine.requests.software.configs import config, create_config, delete_config
from setpoint.engine.requests.software.deployments import create_deployment, update_deployment
from setpoint.model.errors import Conflict, InvalidInput, NotFound
from setpoint.model.stack import ProjectId
from setpoint.store import Store, open_store

PROJECT = ProjectId("p")
NOW = 1_800_000_000.0


def engine_of(store: Store) -> Engine:
    """An engine whose clock stands still."""
    return Engine(store.project(PROJECT), Clouds([]), Alone(), project=PROJECT, now=lambda: NOW)


@pytest.fixture
def engine() -> Engine:
    return engine_of(open_store(None))


def clear(struct: object) -> str:
    return str(msgspec.to_builtins(struct, enc_hook=str))


async def test_what_a_server_is_told_and_answers_is_a_secret(engine: Engine) -> None:
    made = await create_config(
        engine,
        {
            "name": "install",
            "config": "export PASSWORD=hush",
            "inputs": [{"name": "a", "value": "hush", "default": "hush"}],
            "options": {"as": "hush"},
        },
    )
    given = await create_deployment(
        engine, {"config_id": made.id, "server_id": "s", "input_values": {"password": "hush"}}
    )
    changed = await update_deployment(engine, given.id, {"output_values": {"token": "hush"}})
    assert "hush" not in clear(made) + clear(given) + clear(changed)
    assert config(engine, made.id) == made
    assert engine.records.software_deployment(given.id) == changed
    assert changed.output_values == {"token": "hush"}


async def test_changes_made_at_once_are_all_kept(tmp_path: Path) -> None:
    """Each reads, and writes when the others have read, too: as many as are tried again."""
    with open_store(tmp_path / "home") as store:
        engine = engine_of(store)
        made = await create_config(engine, {})
        given = await create_deployment(engine, {"config_id": made.id, "server_id": "s"})
        changes = (
            {"status": "COMPLETE"},
            {"action": "UPDATE"},
            {"status_reason": "why"},
            {"output_values": [1]},
        )
        await asyncio.gather(*(update_deployment(engine, given.id, one) for one in changes))
        found = engine.records.software_deployment(given.id)
    assert found
    assert (found.status, found.action, found.reason, found.output_values) == (
        "COMPLETE",
        "UPDATE",
        "why",
        [1],
    )


async def test_a_deployment_that_is_gone_does_not_come_back_by_a_change(engine: Engine) -> None:
    with pytest.raises(NotFound):
        await update_deployment(engine, "nothing", {"status": "COMPLETE"})
    assert engine.records.software_deployments() == []


async def test_everything_that_is_wrong_is_told_at_once(engine: Engine) -> None:
    with pytest.raises(InvalidInput) as refused:
        await create_config(
            engine, {"inputs": [{"type": "Text"}, {"name": "a", "type": "Number", "default": "b"}]}
        )
    assert [one.summary for one in refused.value.diagnostics] == [
        "property inputs[0].type must be one of String, Number, CommaDelimitedList, Json, Boolean",
        "property inputs[0].name is required",
        "property inputs[1].default must be a number",
    ]
    assert engine.records.software_configs() == []


async def test_a_configuration_in_use_is_not_deleted(engine: Engine) -> None:
    made = await create_config(engine, {})
    other = await create_config(engine, {})
    given = await create_deployment(engine, {"config_id": made.id, "server_id": "s"})
    with pytest.raises(Conflict):
        await delete_config(engine, made.id)
    await update_deployment(engine, given.id, {"config_id": other.id})
    await delete_config(engine, made.id)
    with pytest.raises(Conflict):
        await delete_config(engine, other.id)
