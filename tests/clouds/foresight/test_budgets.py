"""Whether deeds use more than is left: who is told, of what, and how much too much it is."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.clouds.foreseeing import Planned
from setpoint.clouds.foresight.budgets import Budget, differences, overspent, quota
from setpoint.types import catalogue
from setpoint.types.resource_type import ResourceType
from setpoint.types.uses import Use, unit

SERVER = "OS::Nova::Server"
VOLUME = "OS::Cinder::Volume"
FLAVORS = {"small": {"vcpus": 1, "ram": 512}, "large": {"vcpus": 8, "ram": 4096}}


def uses(*amounts: int) -> list[tuple[Planned, list[Use]]]:
    """Deeds that use so many vCPUs each; they are called by their numbers."""
    return [
        (Planned(str(number), SERVER, "create", {}), [Use("vcpus", amount)])
        for number, amount in enumerate(amounts)
    ]


def told(amounts: tuple[int, ...], limit: int, used: int = 0) -> list[tuple[str, str]]:
    found = overspent(uses(*amounts), {"vcpus": quota("vcpus", limit, used)})
    return [(one.address, one.why) for one in found]


@pytest.mark.parametrize(
    ("amounts", "limit", "used", "address", "why"),
    (
        ((4,) * 40, 200, 44, "39", "4 vCPUs over quota (needs 160, 156 free)"),
        ((1,), 5, 5, "0", "1 vCPU over quota (needs 1, 0 free)"),
        ((1, 1, 1), 1, 0, "1", "2 vCPUs over quota (needs 3, 1 free)"),
        ((1,), 5, 9, "0", "1 vCPU over quota (needs 1, 0 free)"),
        ((-3, 8, -8, 6), 4, 0, "1", "1 vCPU over quota (needs 5, 4 free)"),
        ((8, -3), 4, 0, "0", "4 vCPUs over quota (needs 8, 4 free)"),
    ),
)
def test_the_first_deed_for_which_nothing_is_left_is_told(
    amounts: tuple[int, ...], limit: int, used: int, address: str, why: str
) -> None:
    assert told(amounts, limit, used) == [(address, why)]


@pytest.mark.parametrize(
    ("amounts", "limit", "used"),
    (
        ((4,) * 39, 200, 44),
        ((), 0, 0),
        ((0,), 5, 9),
        ((-3, 7), 4, 0),
        ((-3,), 4, 9),
    ),
)
def test_what_is_within_it_is_not_told(amounts: tuple[int, ...], limit: int, used: int) -> None:
    assert told(amounts, limit, used) == []


def test_what_has_no_limit_is_not_told() -> None:
    assert overspent(uses(1000), {"ram": quota("ram", 0, 0)}) == []


def test_each_alone_is_held_against_the_largest_there_may_be() -> None:
    limit = {"vcpus": quota("vcpus", 8, 0, is_each=True)}
    found = overspent(uses(8, 8, 9), limit)
    assert [(one.address, one.why) for one in found] == [
        ("2", "9 vCPUs are more than one may have (at most 8)")
    ]


def test_each_budget_is_told_by_itself() -> None:
    deed = Planned("one", SERVER, "create", {})
    limits = {"vcpus": quota("vcpus", 1, 0), "ram": Budget("MiB", "MiB", 10, 20, "beyond what is there")}
    found = overspent([(deed, [Use("vcpus", 3), Use("ram", 30)])], limits)
    assert [one.why for one in found] == [
        "2 vCPUs over quota (needs 3, 1 free)",
        "20 MiB beyond what is there (needs 30, 10 free)",
    ]
    assert found[1].detail == "10 of 20 are in use"


@pytest.mark.parametrize(
    ("what", "one", "several"),
    (
        ("servers", "server", "servers"),
        ("vcpus", "vCPU", "vCPUs"),
        ("rbac_policies", "RBAC policy", "RBAC policies"),
        ("security_group_rules", "security group rule", "security group rules"),
        ("gigabytes_fast", "GiB of volumes of type fast", "GiB of volumes of type fast"),
        ("volumes_fast", "volume of type fast", "volumes of type fast"),
    ),
)
def test_units_are_words(what: str, one: str, several: str) -> None:
    assert unit(what) == (one, several)


def kind(name: str) -> ResourceType:
    found = catalogue.find(name)
    assert found is not None
    return found


def shows(of: str, name: Any) -> dict[str, Any]:
    return FLAVORS.get(name, {}) if of == "nova.flavor" else {}


def changed(type_name: str, deed: str, properties: dict[str, Any], before: Any = None) -> dict[str, int]:
    planned = Planned("one", type_name, deed, properties, before or {})
    found = differences(planned, kind(type_name), shows)
    return {use.what: use.amount for use in found if use.amount}


def test_a_server_takes_what_its_flavor_has() -> None:
    assert changed(SERVER, "create", {"flavor": "large", "networks": [{"network": "a"}, {"port": "b"}]}) == {
        "servers": 1,
        "vcpus": 8,
        "ram": 4096,
        "ports": 1,
    }


def test_a_server_that_is_resized_takes_the_difference() -> None:
    small, large = {"flavor": "small"}, {"flavor": "large"}
    assert changed(SERVER, "update", large, small) == {"vcpus": 7, "ram": 3584}
    assert changed(SERVER, "update", small, large) == {"vcpus": -7, "ram": -3584}


def test_what_is_deleted_gives_back() -> None:
    gone = {"size": 5, "volume_type": "fast"}
    given_back = {
        "volumes": -1,
        "gigabytes": -5,
        "largest_volume": -5,
        "volumes_fast": -1,
        "gigabytes_fast": -5,
    }
    assert changed(VOLUME, "delete", gone, gone) == given_back


def test_what_is_not_known_counts_as_nothing() -> None:
    assert changed(SERVER, "create", {"flavor": "unheard of"}) == {"servers": 1}


def test_what_is_made_for_another_project_is_not_ours() -> None:
    assert changed("OS::Neutron::Net", "create", {"tenant_id": "theirs"}) == {}
    assert changed("OS::Neutron::Net", "create", {}) == {"networks": 1}
