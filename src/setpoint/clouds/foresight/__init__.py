"""What is worked out about a plan before it is carried out, on whatever cloud: pure, from what a cloud has answered.

``names`` tells of names of nothing, ``budgets`` of what is used beyond what is left, ``subnets`` of addresses,
``roles`` of what is not allowed. What types name, use and need is their own business (:mod:`setpoint.types.references`,
:mod:`setpoint.types.uses`, :mod:`setpoint.types.roles`).
"""

from __future__ import annotations

from collections.abc import Sequence

from setpoint.clouds.foreseeing import Planned
from setpoint.types import catalogue
from setpoint.types.resource_type import ResourceType

Planning = Sequence[tuple[Planned, ResourceType]]
"""The deeds of a plan, in order, with the schemas of their types."""


def with_kinds(planned: Sequence[Planned]) -> Planning:
    """``planned``, with the schemas of their types."""
    kinds = ((one, catalogue.find(one.type)) for one in planned)
    return [(one, kind) for one, kind in kinds if kind is not None]
