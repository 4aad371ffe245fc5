"""At what pace the members of a group are made and changed, by the group's ``update_policy``."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.model.definition import Definition, Pace
from setpoint.model.diagnostic import Findings
from setpoint.model.expression import evaluate, map_of
from setpoint.model.value import Value, is_known, reveal
from setpoint.templates.compiling import NOWHERE
from setpoint.types.resource_type import ResourceType


def paces(group: ResourceType, definition: Definition, findings: Findings) -> dict[str, Pace]:
    """The pace by name: ``batch_create``, ``rolling_update``. Tells what is wrong with them."""
    policy = evaluate(map_of(dict(definition.update_policy)), NOWHERE)
    if not is_known(policy):
        findings.error("update_policy must be known before the members are made", place=definition.place)
        return {}
    before = len(findings)
    found = group.check_update_policy(policy, lambda _path: definition.place, findings)
    return {} if len(findings) > before else {name: _pace(one) for name, one in reveal(found).items()}


def _pace(said: Mapping[str, Value]) -> Pace:
    return Pace(said["max_batch_size"], said["pause_time"], said.get("min_in_service", 0))
