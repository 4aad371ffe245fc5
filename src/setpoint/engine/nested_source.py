"""What a stack that is nested in another is made from, as if it stood by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from setpoint.engine.desired import Desired
from setpoint.engine.world import World
from setpoint.model.address import Address, name_of
from setpoint.model.incarnation import Incarnation, Phase
from setpoint.model.stack import Source
from setpoint.model.value import Plain, Value, is_known, masked

GENERATED = "2021-04-16"
"""The version of the language that a group is told in."""


def nested_source(
    wanted: Desired, world: World, container: Address, show: Callable[[Value], Plain] = masked
) -> Source | None:
    """Its text with the parameters that it was given; of a group, a template of its members as they are recorded.

    ``show`` makes plain what may be secret in those. None where nothing like it is wanted.
    """
    composition = wanted.tree.compositions.get(container)
    if composition is None or wanted.source is None:
        return None
    parameters = composition.parameters.items()
    given = {name: value for name, value in parameters if "::" not in name and is_known(value)}
    environment: Mapping[str, Value] = {**wanted.source.environment, "parameters": given}
    text = composition.text or _generated(world, container, show)
    return Source(text, f"{container}.yaml", wanted.source.files, environment)


def _generated(world: World, container: Address, show: Callable[[Value], Plain]) -> str:
    members = [
        one for one in world if one.phase is Phase.CURRENT and one.address.rpartition("/")[0] == container
    ]
    resources = {name_of(one.address): _resource(one, show) for one in members}
    return json.dumps({"heat_template_version": GENERATED, "resources": resources}, indent=1)


def _resource(one: Incarnation, show: Callable[[Value], Plain]) -> dict[str, Plain]:
    return {"type": one.written_type, "properties": show(dict(one.properties))}
