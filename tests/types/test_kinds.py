"""What is a part of a thing names it; and what need not be said."""

from setpoint.types import catalogue
from setpoint.types.kinds import MADE_BY, PARTS
from setpoint.types.resource_type import ResourceType
from setpoint.types.spare import spared


def kind(name: str) -> ResourceType:
    found = catalogue.find(name)
    assert isinstance(found, ResourceType)
    return found


def test_what_is_a_part_of_a_thing_names_it() -> None:
    for whole, parts in PARTS.items():
        for part, name in parts.items():
            (ref,) = kind(part).references({name: "it"})
            assert whole in MADE_BY[ref.kind], part


def test_what_is_the_default_or_nothing_need_not_be_said() -> None:
    fields = kind("OS::Neutron::SecurityGroup").schema.properties
    rule = {"direction": "ingress", "ethertype": "IPv6", "protocol": None, "remote_mode": "remote_ip_prefix"}
    assert spared(fields, {"name": "n", "rules": [rule], "unheard of": 1}) == {
        "name": "n",
        "rules": [{"ethertype": "IPv6"}],
    }
