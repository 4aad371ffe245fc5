"""What is made or deleted while somebody looks for what has no record is not taken for that."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from setpoint.clouds.cloud import CloudSettings, Made
from setpoint.clouds.local.cloud import LocalCloud
from setpoint.engine.clouds import Clouds
from setpoint.engine.engine import Alone, Engine
from setpoint.engine.requests.leftovers import leftovers
from setpoint.engine.requests.preview import new_stack
from setpoint.engine.requests.surgery import forget
from setpoint.engine.requests.update import DEFAULTS, update
from setpoint.model.address import Address
from setpoint.model.stack import ProjectId, Source
from setpoint.store import open_store
from tests.lifecycle.kit import HEADER, complete

PROJECT = ProjectId("test")
PAGE = "resources: {page: {type: Setpoint::Local::File, properties: {path: page, content: x}}}\n"


class Busy(LocalCloud):
    """This machine, where something is done between a look at what there is and whatever is done next."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def inventory(self) -> Sequence[Made]:
        found = await super().inventory()
        if self.meanwhile is not None:
            deed, self.meanwhile = self.meanwhile, None
            await deed()
        return found


@pytest.fixture
async def cloud(tmp_path: Path) -> Busy:
    return Busy(CloudSettings("local", PROJECT, str(tmp_path)))


@pytest.fixture
async def engine(cloud: Busy) -> AsyncIterator[Engine]:
    clouds = Clouds([cloud])
    with open_store(None) as store:
        yield Engine(store.project(PROJECT), clouds, Alone(), project=PROJECT, now=time.time)
        await clouds.close()


async def up(engine: Engine) -> None:
    stack = new_stack(engine, "app", "local")
    complete(await update(engine, stack, Source(template=HEADER + PAGE, template_name="app.yaml"), DEFAULTS))


async def down(engine: Engine) -> None:
    complete(await update(engine, engine.stack("app"), None, DEFAULTS))


async def test_what_is_made_meanwhile_has_a_record(engine: Engine, cloud: Busy) -> None:
    cloud.meanwhile = lambda: up(engine)
    assert await leftovers(engine) == []
    await down(engine)


async def test_what_is_deleted_meanwhile_is_not_left(engine: Engine, cloud: Busy) -> None:
    await up(engine)
    cloud.meanwhile = lambda: down(engine)
    assert await leftovers(engine) == []


async def test_what_is_forgotten_is_left(engine: Engine) -> None:
    await up(engine)
    (page,) = await forget(engine, "app", Address("page"))
    assert [one.physical_id for one in await leftovers(engine)] == [page.physical_id]
