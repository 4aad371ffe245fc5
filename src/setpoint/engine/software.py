"""Software configurations and deployments that are resources of stacks: the stack's own records are all there is.

A configuration is found for whoever deploys it, wherever in the project it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from setpoint.engine.world import World
from setpoint.model.incarnation import Incarnation, Status, physical_name
from setpoint.model.signal import Signals
from setpoint.model.software import Instruction, SoftwareConfig, SoftwareDeployment, instruction_of
from setpoint.model.stack import Stack
from setpoint.model.value import Sensitive, reveal
from setpoint.store.records import Records
from setpoint.types import catalogue
from setpoint.types.heat.deployments import outputs_of
from setpoint.types.software import COMPONENT, TYPES_OF_CONFIGS, UNGROUPED, normal_form

ConfigOf = Callable[[str], SoftwareConfig | None]
"""Gives the software configuration of an id; None where there is none."""


def is_of_stack(one: Incarnation) -> bool:
    """Whether a recorded configuration or deployment is the stack's own: one that was there before it is not."""
    return bool(one.physical_id) and not one.external


def config_of(stack: Stack, one: Incarnation) -> SoftwareConfig:
    """The configuration that a resource is."""
    kind = catalogue.find(one.type)
    assert kind is not None
    properties = reveal(kind.with_defaults(one.properties))
    put = normal_form(properties)
    group = COMPONENT if one.type == "OS::Heat::SoftwareComponent" else properties.get("group")
    return SoftwareConfig(
        id=one.physical_id,
        name=physical_name(stack.name, one.address, one.id),
        group=group or UNGROUPED,
        created_at=one.created_at,
        config=Sensitive(reveal(one.attributes.get("config")) or None),
        inputs=Sensitive(put["inputs"]),
        outputs=Sensitive(put["outputs"]),
        options=Sensitive(properties.get("options") or {}),
    )


def configs(stack: Stack, world: World, records: Records) -> ConfigOf:
    """Looks in ``world``, which is that of ``stack``, then in the project, then in its other stacks."""

    def found(config: str) -> SoftwareConfig | None:
        one = _of_id(config, (one for name in TYPES_OF_CONFIGS for one in world.of_type(name)))
        if one is not None:
            return config_of(stack, one)
        return records.software_config(config) or elsewhere(config)

    def elsewhere(config: str) -> SoftwareConfig | None:
        for other, one in records.incarnations_of(TYPES_OF_CONFIGS):
            if one.physical_id == config and is_of_stack(one):
                return config_of(other, one)
        return None

    return found


def _of_id(config: str, several: Iterable[Incarnation]) -> Incarnation | None:
    return next((one for one in several if one.physical_id == config and is_of_stack(one)), None)


def deployment_of(stack: Stack, one: Incarnation, signals: Signals) -> SoftwareDeployment | None:
    """The deployment that a resource is, with ``signals``; None for one that has told its server nothing yet."""
    instruction = instruction_of(one.keys)
    kind = catalogue.find(one.type)
    if instruction is None or kind is None:
        return None
    properties: Mapping[str, Any] = reveal(kind.with_defaults(one.attempted or one.properties))
    status, reason, told_at = _state(stack, one, instruction, signals)
    return SoftwareDeployment(
        id=one.physical_id,
        config=instruction.id,
        server=properties["server"],
        stack=stack.id,
        input_values=Sensitive(properties.get("input_values") or {}),
        output_values=Sensitive(outputs_of(signals)) if signals else None,
        action=instruction.action,
        status=status,
        reason=reason,
        created_at=one.created_at,
        updated_at=max(told_at, instruction.at if instruction.number > 1 else 0),
    )


def _state(
    stack: Stack, one: Incarnation, instruction: Instruction, signals: Signals
) -> tuple[str, str, float]:
    """Status, reason, and when that was told; 0 where nothing was.

    Where the stack has given up waiting, an answer that comes late counts for the next plan, which goes on from there.
    """
    answer = signals.get(instruction.id)
    if answer is not None:
        return answer.status, answer.reason, answer.at
    if instruction.is_silent:
        return Status.COMPLETE, "Not waiting for outputs signal", 0
    if Status.FAILED in (one.status, stack.status):
        return Status.FAILED, "Deployment cancelled.", one.updated_at
    return Status.IN_PROGRESS, "Deploy data available", 0
