"""How many addresses of a subnet are left, who wants more than that, and who wants one that is somebody else's."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.clouds.foreseeing import Planned
from setpoint.clouds.foresight import with_kinds
from setpoint.clouds.foresight.subnets import Subnet, Wanted, beyond, taken, wanted
from setpoint.model.value import Unknown
from setpoint.types.uses import Address

PORT, SERVER = "OS::Neutron::Port", "OS::Nova::Server"
SHOWN = {
    ("neutron.network", "lan"): {"id": "n1"},
    ("neutron.subnet", "low"): {"id": "s1", "network_id": "n1"},
}


def subnet(id: str = "s1", network: str = "n1", *pools: tuple[str, str]) -> Subnet:
    given = pools or (("10.0.0.2", "10.0.0.5"),)
    shown = {
        "id": id,
        "network_id": network,
        "name": "",
        "project_id": "p",
        "cidr": "10.0.0.0/28",
        "allocation_pools": [{"start": start, "end": end} for start, end in given],
    }
    return Subnet.of(shown)


def takes(*addresses: Address) -> Wanted:
    return [(Planned(str(number), PORT, "create", {}), one, 1) for number, one in enumerate(addresses)]


def shows(kind: str, name: Any) -> dict[str, Any]:
    return SHOWN.get((kind, name), {})


def test_what_is_taken_outside_of_its_pools_is_not_missed() -> None:
    one = subnet("s1", "n1", ("10.0.0.2", "10.0.0.5"), ("10.0.0.8", "10.0.0.8"))
    assert one.size == 5
    assert one.left(["10.0.0.1", "10.0.0.2", "10.0.0.8", "10.0.0.9"]) == 3


def test_of_a_network_with_one_subnet_all_is_of_that_one() -> None:
    want = takes(Address("n1"), Address("n1", "s1"), Address("n1"))
    (found,) = beyond(want, [subnet()], {"s1": 2})
    assert (found.address, found.why) == (
        "2",
        "1 address more than subnet s1 has left (needs 3, 2 free)",
    )
    assert beyond(want, [subnet()], {"s1": 3}) == []


def test_of_several_subnets_one_can_be_full_or_all_together() -> None:
    both = [subnet("s1"), subnet("s2")]
    assert beyond(takes(*[Address("n1")] * 3), both, {"s1": 1, "s2": 2}) == []
    (found,) = beyond(takes(Address("n1", "s1"), Address("n1", "s1")), both, {"s1": 1, "s2": 2})
    assert found.why == "1 address more than subnet s1 has left (needs 2, 1 free)"
    (found,) = beyond(takes(*[Address("n1")] * 4), both, {"s1": 1, "s2": 2})
    assert found.why == "1 address more than subnets s1, s2 together have left (needs 4, 3 free)"


def test_nothing_is_told_of_subnets_that_are_not_known() -> None:
    assert beyond(takes(*[Address("n9", "s9")] * 9), [subnet()], {"s1": 0}) == []


def test_a_certain_address_is_somebody_elses_unless_that_goes() -> None:
    want = takes(Address("n1", "", "10.0.0.3"), Address("n1", "", "10.0.0.4"))
    ports = [
        {"id": "p1", "network_id": "n1", "device_id": "d1", "fixed_ips": [{"ip_address": "10.0.0.3"}]},
        {"id": "p2", "network_id": "n2", "device_id": "", "fixed_ips": [{"ip_address": "10.0.0.4"}]},
    ]
    (found,) = taken(want, [subnet()], ports, ())
    assert (found.address, found.why, found.detail) == ("0", "address 10.0.0.3 is taken", "port p1 has it")
    assert list(taken(want, [subnet()], ports, {"p1"})) == []
    assert list(taken(want, [subnet()], ports, {"d1"})) == []


def test_a_certain_address_is_one_of_its_subnet() -> None:
    (found,) = taken(takes(Address("n1", "s1", "10.9.0.3")), [subnet()], [], ())
    assert found.why == "address 10.9.0.3 is not one of subnet s1"
    assert found.detail == "it has those of 10.0.0.0/28"


def planned(type_name: str, properties: dict[str, Any], before: Any = None, deed: str = "create") -> Planned:
    return Planned("one", type_name, deed, properties, before or {})


@pytest.mark.parametrize(
    ("one", "found"),
    (
        (planned(PORT, {"network": "lan"}), [("n1", "", "", 1)]),
        (planned(PORT, {"network": "lan", "no_fixed_ips": True}), []),
        (
            planned(PORT, {"network": "lan", "fixed_ips": [{"subnet": "low"}, {"ip_address": "10.0.0.3"}]}),
            [("n1", "s1", "", 1), ("n1", "", "10.0.0.3", 1)],
        ),
        (planned(PORT, {"network": Unknown(("net",))}), []),
        (planned(PORT, {"network": "nowhere"}), []),
        (planned(SERVER, {"networks": [{"subnet": "low"}, {"port": "p"}]}), [("n1", "s1", "", 1)]),
        (planned(PORT, {"network": "lan"}, {"network": "lan"}, "update"), []),
        (
            planned(SERVER, {"networks": [{"network": "lan"}]}, {"networks": []}, "update"),
            [("n1", "", "", 1)],
        ),
        (planned(PORT, {"network": "n1"}, {"network": "n1"}, "delete"), [("n1", "", "", -1)]),
        (
            planned("OS::Neutron::Router", {"external_gateway_info": {"network": "lan"}}),
            [("n1", "", "", 1)],
        ),
        (
            planned("OS::Neutron::FloatingIP", {"floating_network": "lan", "floating_subnet": "low"}),
            [("n1", "s1", "", 1)],
        ),
        (planned("OS::Octavia::LoadBalancer", {"vip_subnet": "low"}), [("n1", "s1", "", 1)]),
    ),
)
def test_wanted(one: Planned, found: list[tuple[str, str, str, int]]) -> None:
    told = wanted(with_kinds([one]), shows)
    assert [(each.network, each.subnet, each.ip, amount) for _, each, amount in told] == found
