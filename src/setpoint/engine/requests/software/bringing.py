"""Bringing its metadata to a server that looks for it in an object store (``POLL_TEMP_URL``): it is put there whole."""

from __future__ import annotations

import msgspec

from setpoint.engine.engine import Engine
from setpoint.engine.polling import KEPT
from setpoint.engine.requests.metadata import metadata
from setpoint.model.incarnation import Incarnation
from setpoint.model.stack import Stack

SERVERS = ("OS::Nova::Server",)
"""Types that can be told so."""


def looks_there(engine: Engine, server: str) -> tuple[Stack, Incarnation] | None:
    """The server of that id, and its stack, where it looks for its metadata there; else None."""
    for stack, one in engine.records.incarnations_of(SERVERS):
        if one.physical_id == server and one.keys.get(KEPT):
            return stack, one
    return None


async def bring(engine: Engine, server: str) -> None:
    """Put what is recorded where that server looks, if it does. Raises Retry, LostAnswer, ResourceError."""
    found = looks_there(engine, server)
    if found is not None:
        body = msgspec.json.encode(metadata(engine, *found), enc_hook=str)
        kept = found[1].keys[KEPT]
        await engine.clouds.store.put(kept["container"], kept["object"], body)
