"""Configurations and deployments that are resources of stacks. They are kept nowhere else: the records show them.

What a deployment tells its server is a configuration too. It lasts until the server is told something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from setpoint.engine.engine import Engine
from setpoint.engine.requests.hearing import received
from setpoint.engine.software import config_of, deployment_of, is_of_stack
from setpoint.model.incarnation import Incarnation
from setpoint.model.software import SoftwareConfig, SoftwareDeployment, instruction_of
from setpoint.model.stack import Stack
from setpoint.types.heat.deployments import TYPES_OF_DEPLOYMENTS
from setpoint.types.software import TYPES_OF_CONFIGS


class OfStack(NamedTuple):
    """A configuration, and the stack that it is a resource of, or a part of one."""

    config: SoftwareConfig
    stack: Stack


class Deployed(NamedTuple):
    """A deployment, the stack that it is a resource of, and its record; and what it tells its server."""

    deployment: SoftwareDeployment
    stack: Stack
    one: Incarnation
    told: SoftwareConfig


def of_stacks(engine: Engine) -> Mapping[str, OfStack]:
    """All configurations of stacks in the project, by id, oldest first."""
    return dict(_configs(engine))


def _configs(engine: Engine) -> Iterator[tuple[str, OfStack]]:
    for stack, one in engine.records.incarnations_of((*TYPES_OF_CONFIGS, *TYPES_OF_DEPLOYMENTS)):
        if one.type in TYPES_OF_CONFIGS:
            if is_of_stack(one):
                yield one.physical_id, OfStack(config_of(stack, one), stack)
        elif (instruction := instruction_of(one.keys)) is not None:
            yield instruction.id, OfStack(instruction.as_config(), stack)


def deployed_by_stacks(engine: Engine) -> Mapping[str, Deployed]:
    """All deployments of stacks in the project, by id, oldest first."""
    return dict(_deployed(engine))


def _deployed(engine: Engine) -> Iterator[tuple[str, Deployed]]:
    for stack, one in engine.records.incarnations_of(TYPES_OF_DEPLOYMENTS):
        instruction = instruction_of(one.keys)
        if instruction is not None:
            deployment = deployment_of(stack, one, received(engine, stack.id, one))
            assert deployment is not None, one.id
            yield one.physical_id, Deployed(deployment, stack, one, instruction.as_config())
