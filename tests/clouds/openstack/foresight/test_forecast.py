"""What is foretold by what services answer: as an administrator, as somebody else, and where little may be asked."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.clouds.foreseeing import Planned
from tests.clouds.openstack.drivers.standing_in import COMPUTE, NETWORK, Cloud, standing_in

LAN = "12345678-1234-1234-1234-123456789012"
PORT, SERVER = "OS::Neutron::Port", "OS::Nova::Server"
AVAILABLE = f"GET {NETWORK}/network-ip-availabilities"
SUBNETS = f"GET {NETWORK}/subnets"
PORTS = f"GET {NETWORK}/ports"
DETAILS = f"GET {NETWORK}/quotas/p/details.json"
LIMITS = f"GET {COMPUTE}/limits"
KEYS = f"GET {COMPUTE}/os-keypairs"
REFUSED = (403, {"NeutronError": {"message": "not for you"}})


def subnet(**told: Any) -> dict[str, Any]:
    pools = [{"start": "10.0.0.2", "end": "10.0.0.4"}]
    usual = {"id": "s1", "network_id": LAN, "name": "low", "project_id": "p", "cidr": "10.0.0.0/24"}
    return {**usual, "ip_version": 4, "allocation_pools": pools, **told}


def port(*addresses: str) -> dict[str, Any]:
    fixed = [{"subnet_id": "s1", "ip_address": one} for one in addresses]
    return {"id": "p1", "network_id": LAN, "device_id": "", "fixed_ips": fixed}


def available(used: int) -> dict[str, Any]:
    one = {"subnet_id": "s1", "total_ips": 3, "used_ips": used}
    return {"network_ip_availabilities": [{"subnet_ip_availability": [one]}]}


def lan(**more: Any) -> dict[str, Any]:
    """A network with a subnet of three addresses, two of which are taken; who asks is not told how many."""
    answers = {
        f"GET {NETWORK}/networks": {"networks": [{"id": LAN, "name": "lan"}]},
        SUBNETS: {"subnets": [subnet()]},
        PORTS: {"ports": [port("10.0.0.1", "10.0.0.2"), port("10.0.0.3")]},
        AVAILABLE: REFUSED,
        DETAILS: {"quota": {"port": {"limit": -1, "used": 3, "reserved": 0}}},
    }
    return {**answers, **more}


def ports(count: int) -> list[Planned]:
    return [Planned(f"port-{number}", PORT, "create", {"network": "lan"}) for number in range(count)]


async def told(there: Cloud, planned: list[Planned]) -> list[str]:
    found = await there.cloud.foresee(planned, ())
    return [f"{one.address}: {one.why}" for one in found.failing]


FULL = "port-1: 1 address more than subnet low has left (needs 2, 1 free)"


async def test_addresses_are_counted_by_the_ports_of_ones_own_network() -> None:
    async with standing_in(lan()) as there:
        assert await told(there, ports(1)) == []
        assert await told(there, ports(2)) == [FULL]


@pytest.mark.parametrize(
    "given",
    (
        {SUBNETS: {"subnets": [subnet(project_id="theirs")]}},
        {SUBNETS: {"subnets": [subnet(), subnet(id="s2", service_types=["network:dhcp"])]}},
        {SUBNETS: {"subnets": [subnet(segment_id="one")]}},
        {SUBNETS: {"subnets": [subnet(), subnet(id="s2", name="high")]}},
        {SUBNETS: REFUSED},
        {PORTS: REFUSED},
    ),
    ids=("theirs", "services", "segments", "another", "no subnets", "no ports"),
)
async def test_nothing_is_foretold_where_it_cannot_be_known(given: dict[str, Any]) -> None:
    async with standing_in(lan(**given)) as there:
        assert await told(there, ports(2)) == []


async def test_an_administrator_is_told_and_counts_only_where_that_is_short() -> None:
    async with standing_in(lan(**{AVAILABLE: available(1)})) as there:
        assert await told(there, ports(2)) == []
        assert "GET ports" not in there.asked
        there.answers |= {AVAILABLE: available(3)}  # with the gateway's address, which no pool holds
        assert await told(there, ports(1)) == []
        assert "GET ports" in there.asked
        assert await told(there, ports(2)) == [FULL]


def limits(**told: int) -> dict[str, Any]:
    return {
        LIMITS: {"limits": {"absolute": told}},
        f"GET {COMPUTE}/flavors/detail": {"flavors": [{"id": "1", "name": "m1", "vcpus": 2, "ram": 10}]},
    }


def servers(count: int) -> list[Planned]:
    return [Planned(f"server-{number}", SERVER, "create", {"flavor": "m1"}) for number in range(count)]


async def test_quotas_are_of_what_is_left_and_none_is_below_nothing() -> None:
    answers = limits(maxTotalCores=8, totalCoresUsed=3, maxTotalInstances=-1, totalInstancesUsed=9)
    async with standing_in(answers) as there:
        assert await told(there, servers(2)) == []
        assert await told(there, servers(3)) == ["server-2: 1 vCPU over quota (needs 6, 5 free)"]
        assert there.asked.count("GET limits") == 2


async def test_key_pairs_are_counted_only_where_one_is_made() -> None:
    answers = limits(maxTotalKeypairs=1) | {KEYS: {"keypairs": [{"keypair": {"name": "one"}}]}}
    async with standing_in(answers) as there:
        await told(there, servers(1))
        assert "GET os-keypairs" not in there.asked
        key = Planned("key", "OS::Nova::KeyPair", "create", {"name": "two"})
        assert await told(there, [key]) == ["key: 1 key pair over quota (needs 1, 0 free)"]


async def test_what_is_reserved_is_used() -> None:
    details = {DETAILS: {"quota": {"port": {"limit": 4, "used": 2, "reserved": 1}}}}
    subnets: dict[str, Any] = {SUBNETS: {"subnets": []}}
    async with standing_in(lan(**details, **subnets)) as there:
        assert await told(there, ports(2)) == ["port-1: 1 port over quota (needs 2, 1 free)"]


async def test_quotas_that_may_not_be_asked_are_left_out_and_told() -> None:
    async with standing_in(lan(**{DETAILS: REFUSED})) as there:
        found = await there.cloud.foresee(ports(1), ())
        assert found.failing == []
        assert found.unasked == ["quotas of the network service (network: 403 not for you)"]


async def test_a_plan_that_removes_is_not_asked_about() -> None:
    async with standing_in({}) as there:
        gone = Planned("one", PORT, "delete", {"network": "lan"}, {"network": "lan"}, "p1")
        assert await told(there, [gone]) == []
        assert there.asked == []


async def test_what_a_plan_gives_back_first_is_free() -> None:
    gone = Planned("old", PORT, "delete", {"network": LAN}, {"network": LAN}, "p9")
    async with standing_in(lan()) as there:
        assert await told(there, [gone, *ports(2)]) == []
        assert await told(there, [*ports(2), gone]) == [FULL]


async def test_what_was_named_before_and_what_is_made_under_a_name_are_not_asked_for() -> None:
    async with standing_in({KEYS: {"keypairs": []}, **limits()}) as there:
        before = {"flavor": "gone", "name": "a"}
        renamed = Planned("server", SERVER, "update", {**before, "name": "b"}, before)
        assert await told(there, [renamed]) == []
        assert there.asked == []
        key = Planned("key", "OS::Nova::KeyPair", "create", {"name": "mine"})
        server = Planned("server", SERVER, "create", {"key_name": "mine"})
        assert await told(there, [key, server]) == []
        assert await told(there, [server]) == ["server: there is no key pair 'mine'"]
