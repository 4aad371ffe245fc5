"""What a stack's life leaves in memory: nothing that only a search for circles would find."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from setpoint.engine.executor.run import Run
from setpoint.engine.tree import Tree
from setpoint.engine.world import World
from setpoint.store.codec import Encoder
from setpoint.templates.language.template import TextTemplate
from setpoint.templates.tree import Document
from tests.lifecycle.kit import Life, complete, live

TEXT = """
conditions:
  always: {equals: [1, 1]}
resources:
  net: {type: OS::Neutron::Net, condition: always}
  subnet: {type: OS::Neutron::Subnet, properties: {network: {get_resource: net}, cidr: 10.0.0.0/24}}
outputs:
  id: {value: {get_resource: subnet}}
"""

LARGE = (Run, Tree, World, TextTemplate, Document, Encoder)
"""What grows with a stack, or holds what does."""


@contextmanager
def _no_search_for_circles() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _large() -> list[object]:
    return [one for one in gc.get_objects() if isinstance(one, LARGE)]


def test_a_plan_that_was_carried_out_goes_from_memory_with_whoever_held_it() -> None:
    async def scenario() -> None:
        before = _large()  # whatever other tests have left, which stays in this list
        known = {id(one) for one in before}

        def _alive() -> Counter[str]:
            return Counter(type(one).__name__ for one in _large() if id(one) not in known)

        life = Life()
        await life.plan(TEXT)
        assert not _alive()
        complete(await life.up(TEXT))
        assert not _alive()
        assert (await life.plan(TEXT)).is_empty
        complete(await life.down())
        assert not _alive()

    with _no_search_for_circles():
        live(scenario())
