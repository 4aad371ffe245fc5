"""Which cloud drives which resource type here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from setpoint.cli.opening import offered_clouds
from setpoint.templates.composites import composite_kinds
from setpoint.types import catalogue

ENGINE = "engine"
"""Drives the types that are made of other resources."""


class Offer(msgspec.Struct, frozen=True):
    """A type, and by whom it is driven. ``support`` is how well it is looked after, in Heat's words."""

    name: str
    clouds: tuple[str, ...]
    support: str


def drivers() -> list[str]:
    """Names of all that may drive a type."""
    return [ENGINE, *(cloud.name for cloud in offered_clouds())]


def offers(names: Iterable[str]) -> Iterator[Offer]:
    """What is offered of each of ``names``, which must be known types."""
    clouds = offered_clouds()
    composites = composite_kinds()
    for name in names:
        kind = catalogue.find(name)
        assert kind is not None, name
        drivers = [cloud.name for cloud in clouds if cloud.driver(name) is not None]
        own = [ENGINE] if name in composites else []
        yield Offer(name, tuple(own + drivers), kind.schema.support.value)
