"""What may be foretold of what somebody may do: by roles that OpenStack knows, and by no others."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.clouds.foreseeing import Planned
from setpoint.clouds.foresight import with_kinds
from setpoint.clouds.foresight.roles import failing

FLAVOR, ROUTER, NET = "OS::Nova::Flavor", "OS::Neutron::Router", "OS::Neutron::Net"


def told(roles: tuple[str, ...], *deeds: Planned) -> list[tuple[str, str]]:
    return [(one.address, one.why) for one in failing(with_kinds(deeds), roles)]


def make(type_name: str, **properties: Any) -> Planned:
    return Planned("one", type_name, "create", properties)


@pytest.mark.parametrize("roles", (("admin",), ("admin", "member"), (), ("member", "network-operator")))
def test_nothing_is_foretold_of_administrators_and_of_roles_that_are_nobodys(roles: tuple[str, ...]) -> None:
    assert told(roles, make(FLAVOR), make(ROUTER, ha=True)) == []


def test_a_type_or_a_property_may_be_for_others() -> None:
    assert told(("member", "reader"), make(FLAVOR)) == [("one", f"{FLAVOR} needs the role admin")]
    assert told(("member",), make(ROUTER, ha=False)) == [("one", "property ha needs the role admin")]
    gateway = {"network": "public", "enable_snat": False}
    assert told(("member",), make(ROUTER, external_gateway_info=gateway)) == [
        ("one", "property external_gateway_info.enable_snat needs the role admin")
    ]
    assert told(("member",), make(ROUTER, external_gateway_info={"network": "public"})) == []


def test_what_is_so_by_default_anybody_may_say() -> None:
    assert told(("member",), make(NET, shared=False)) == []
    assert told(("member",), make(NET, shared=True)) == [("one", "property shared needs the role admin")]


def test_one_of_several_roles_is_enough() -> None:
    policy = make("OS::Neutron::QoSPolicy")
    assert told(("member",), policy) == [("one", "OS::Neutron::QoSPolicy needs the role admin or manager")]
    assert told(("manager",), policy) == []


def test_what_was_said_before_is_not_said_anew() -> None:
    update = Planned("one", ROUTER, "update", {"ha": True, "name": "b"}, {"ha": True, "name": "a"})
    assert told(("member",), update) == []


def test_who_may_only_read_is_told_once() -> None:
    assert told(("reader",), make(NET), make(NET)) == [
        ("one", "the credentials have the role reader, which may only read")
    ]
    assert told(("reader", "load-balancer_observer"), make(NET)) != []


def test_a_server_may_not_be_put_on_a_host() -> None:
    assert told(("member",), make("OS::Nova::Server", availability_zone="nova")) == []
    assert told(("member",), make("OS::Nova::Server", availability_zone="nova:host")) == [
        ("one", "property availability_zone needs the role admin")
    ]
