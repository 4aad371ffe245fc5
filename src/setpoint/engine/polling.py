"""How whatever runs within a recorded resource asks what it is told, and what it is told."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.engine.clouds import Clouds
from setpoint.model.arn import Arn
from setpoint.model.incarnation import Incarnation
from setpoint.model.kind import ResourceKind
from setpoint.model.polling import Polling
from setpoint.model.stack import Stack
from setpoint.model.temp_url import Place
from setpoint.model.value import Plain, Sensitive, Value
from setpoint.types.catalogue import find

KEPT = "kept"
"""The key of a resource under which it is where its metadata is kept for it: ``container`` and ``object``."""

ATTRIBUTE = "os_collect_config"
"""The attribute that tells how it asks."""


def polling(
    clouds: Clouds, stack: Stack, kind: ResourceKind, properties: Mapping[str, Value], one: Incarnation
) -> Polling | None:
    """How ``one`` of ``stack`` asks, with these properties; None where it does not, or has nothing to ask with."""
    transport = kind.polls(properties)
    if not transport or not one.keys:
        return None
    return Polling(transport, clouds.service, Arn(stack.project, stack.name, stack.id, one.address), one.keys)


def polling_of(clouds: Clouds, stack: Stack, one: Incarnation) -> Polling | None:
    """How ``one`` of ``stack`` asks, as it is recorded."""
    kind = find(one.type)
    return polling(clouds, stack, kind, one.properties, one) if kind is not None else None


def kept(kind: ResourceKind, properties: Mapping[str, Value], name: str, one: Incarnation) -> Place:
    """Where the metadata of ``one``, called ``name``, is kept for it in an object store."""
    wanted = kind.kept(properties)
    return Place(wanted.container or name, wanted.object or one.id)


def new_keys(
    clouds: Clouds, kind: ResourceKind, properties: Mapping[str, Value], one: Incarnation
) -> Mapping[str, Value]:
    """The keys of ``one``; new ones, where it has none yet and is to ask with them.

    They are recorded before anybody can be told of them.
    """
    return one.keys or (clouds.new_keys(one.id) if kind.polls(properties) else {})


def telling(asks: Polling | None, attributes: Mapping[str, Value]) -> dict[str, Value]:
    """Attributes, with that which tells how it asks."""
    how: dict[str, Plain] = asks.collecting() if asks is not None else {}
    return {**attributes, ATTRIBUTE: Sensitive(how)} if how else dict(attributes)
