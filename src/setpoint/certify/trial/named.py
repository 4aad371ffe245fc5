"""What a template names and does not make: networks, keys and the like that it takes to be on the cloud already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from setpoint.model.definition import Definition
from setpoint.types.kinds import MADE_BY
from setpoint.types.resource_type import ResourceType

Named = tuple[str, str]
"""A resource type, and the name or id of one."""


def named(definitions: Iterable[Definition]) -> frozenset[Named]:
    """Everything that ``definitions`` name in clear and none of them makes under that name."""
    several = [one for one in definitions if isinstance(one.kind, ResourceType)]
    made = {(one.kind.name, one.properties.get("name")) for one in several}
    found = {ref for one in several for ref in _referred(one)}
    return frozenset(ref for ref in found if ref not in made)


def _referred(definition: Definition) -> Iterator[Named]:
    kind = definition.kind
    assert isinstance(kind, ResourceType)
    if isinstance(definition.external_id, str):
        yield kind.name, definition.external_id
        return
    for one in kind.references(definition.properties):
        if one.kind in MADE_BY:
            yield MADE_BY[one.kind][0], one.name
