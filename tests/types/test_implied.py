"""What types declare to stand on: of properties that there are."""

from __future__ import annotations

import pytest

from setpoint.types import catalogue
from setpoint.types.implied import THROUGH
from setpoint.types.resource_type import ResourceType
from setpoint.types.schema import Property, Shape

NAMES = {"port": "OS::Neutron::Port", "port_id": "OS::Neutron::Port", "internal_port": "OS::Neutron::Port"}
NAMES["subnet"] = "OS::Neutron::Subnet"
"""What the properties name that paths go through."""


def _type(name: str) -> ResourceType:
    found = catalogue.find(name)
    assert found is not None, name
    return found


DECLARED = [
    (name, path)
    for name in sorted(catalogue.names())
    for one in _type(name).implied
    for name, path in ((name, one.mine), (one.type, one.theirs), (name, one.unless))
    if path
]


@pytest.mark.parametrize(("name", "path"), DECLARED)
def test_a_declared_path_leads_to_a_text(name: str, path: str) -> None:
    here, through, beyond = path.partition(THROUGH)
    part = Property(Shape.MAP, fields=_type(name).schema.properties)
    for step in here.split("."):
        inner = part.items if step == "*" else (part.fields or {}).get(step)
        assert inner is not None, f"{name} has no {here}"
        part = inner
    assert part.shape is Shape.STRING
    if through:
        test_a_declared_path_leads_to_a_text(NAMES[here], beyond)


def test_something_is_declared() -> None:
    assert ("OS::Nova::Server", "networks.*.network") in DECLARED
