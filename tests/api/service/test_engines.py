"""The engines of projects: whose are kept, and by which credential a stack is driven."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing

import msgspec
import pytest

from setpoint.api.service.engines import Engines
from setpoint.clouds.builtin.cloud import cloud
from setpoint.clouds.cloud import Cloud, CloudSettings
from setpoint.engine.engine import Alone
from setpoint.model.credential import Credential
from setpoint.model.errors import NotFound
from setpoint.model.stack import ProjectId, Stack, StackId
from setpoint.store import Store, open_store
from setpoint.store.records import Batch

PROJECT = ProjectId("p1")
STACK = Stack(StackId("s1"), "app", PROJECT, "openstack", owner="u1", credential="t1")


class Asked:
    """Makes clouds, and notes for whom."""

    def __init__(self, store: Store) -> None:
        self.credentials: list[Credential | None] = []
        self.engines = Engines(store, Alone(), time.time, self._clouds)

    def _clouds(self, project: ProjectId, credential: Credential | None) -> list[Cloud]:
        self.credentials.append(credential)
        return [cloud(CloudSettings(name="builtin", project=project, home=""))]


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(open_store(None)) as store:
        store.project(PROJECT).commit_now(Batch(STACK.id).put_stack(STACK))
        yield store


def test_only_the_engines_of_projects_with_stacks_are_kept(store: Store) -> None:
    engines = Asked(store).engines
    assert engines.of(PROJECT) is engines.of(PROJECT)
    nobody = ProjectId("nobody")
    assert engines.of(nobody) is not engines.of(nobody)


async def test_a_stack_is_driven_by_its_own_credential(store: Store) -> None:
    asked = Asked(store)
    async with asked.engines.driving(PROJECT, STACK.id) as engine:
        assert engine.stack("app").id == STACK.id
    assert asked.credentials == [Credential("t1", "u1", PROJECT)]


async def test_a_stack_without_one_is_driven_by_what_the_service_has(store: Store) -> None:
    asked = Asked(store)
    async with asked.engines.acting(msgspec.structs.replace(STACK, credential="")) as engine:
        assert engine is asked.engines.of(PROJECT)
    assert asked.credentials == [None]


async def test_a_stack_that_is_not_there_is_not_driven(store: Store) -> None:
    with pytest.raises(NotFound):
        async with Asked(store).engines.driving(ProjectId("p2"), STACK.id):
            raise AssertionError
