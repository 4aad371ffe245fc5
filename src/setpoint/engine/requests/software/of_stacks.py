"""Configurations that are resources of stacks. They are kept nowhere else: the stack's own records show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from setpoint.engine.engine import Engine
from setpoint.model.incarnation import Incarnation, physical_name
from setpoint.model.software import SoftwareConfig
from setpoint.model.stack import Stack
from setpoint.model.value import Sensitive, reveal
from setpoint.types import catalogue
from setpoint.types.software import TYPES_OF_CONFIGS, UNGROUPED, normal_form


class OfStack(NamedTuple):
    """A configuration, and the stack that it is a resource of."""

    config: SoftwareConfig
    stack: Stack


def of_stacks(engine: Engine) -> Mapping[str, OfStack]:
    """All those in the project, by id, oldest first. One that was there before its stack is not of it."""
    return {
        one.physical_id: OfStack(_shown(stack, one), stack)
        for stack, one in engine.records.incarnations_of(TYPES_OF_CONFIGS)
        if one.physical_id and not one.external
    }


def _shown(stack: Stack, one: Incarnation) -> SoftwareConfig:
    kind = catalogue.find(one.type)
    assert kind is not None
    properties = reveal(kind.with_defaults(one.properties))
    put = normal_form(properties)
    return SoftwareConfig(
        id=one.physical_id,
        name=physical_name(stack.name, one.address, one.id),
        group=properties.get("group") or UNGROUPED,
        created_at=one.created_at,
        config=Sensitive(one.attributes.get("config") or None),
        inputs=Sensitive(put["inputs"]),
        outputs=Sensitive(put["outputs"]),
        options=Sensitive(properties.get("options") or {}),
    )
