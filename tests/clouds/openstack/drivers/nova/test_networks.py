"""Which of a server's ports answers which entry of its networks."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.clouds.openstack.drivers.nova.servers.networks import Answers, is_brought, is_left_open

TOKEN = "5f6e"


class Known:
    """Names that were looked up."""

    def known(self, _things: Any, name: str) -> str:
        return {"front": "net-1", "front-sub": "sub-1", "own": "port-own"}.get(name, name)


def port(id: str, net: str = "net-1", address: str = "10.0.0.4", *, ours: bool = False, **more: Any) -> Any:
    return {
        "id": id,
        "network_id": net,
        "mac_address": f"fa:{id}",
        "fixed_ips": [{"subnet_id": net.replace("net", "sub"), "ip_address": address}],
        "description": f"hers (setpoint:{TOKEN})" if ours else "",
        **more,
    }


def answers(entries: list[Any], *ports: Any) -> tuple[dict[int, str], list[str]]:
    found = Answers(entries, list(ports), TOKEN, Known())  # type: ignore[arg-type]
    return {index: one["id"] for index, one in found.ports.items()}, [one["id"] for one in found.surplus]


@pytest.mark.parametrize(
    ("entry", "fits"),
    (
        ({"network": "front"}, True),
        ({"network": "net-2"}, False),
        ({"network": "front", "fixed_ip": "10.0.0.4"}, True),
        ({"network": "front", "fixed_ip": "10.0.0.5"}, False),
        ({"network": "front", "fixed_ip": ""}, True),
        ({"subnet": "front-sub"}, True),
        ({"subnet": "sub-2"}, False),
        ({"network": "front", "port_extra_properties": {"mac_address": "fa:a"}}, True),
        ({"network": "front", "port_extra_properties": {"mac_address": "fa:b"}}, False),
        ({"port": "a"}, True),
        ({"port": "own"}, False),
    ),
)
def test_one_port_and_one_entry(entry: Any, *, fits: bool) -> None:
    found = answers([entry], port("a"))
    assert found == (({0: "a"}, []) if fits else ({}, ["a"]))


def test_the_choosiest_entry_has_the_first_choice() -> None:
    entries = [{"network": "front"}, {"network": "front", "fixed_ip": "10.0.0.4"}, {"port": "own"}]
    ports = [port("port-own"), port("a"), port("b", address="10.0.0.9")]
    assert answers(entries, *ports) == ({0: "b", 1: "a", 2: "port-own"}, [])


def test_one_port_answers_once() -> None:
    assert answers([{"network": "front"}, {"network": "front"}], port("a")) == ({0: "a"}, [])


def test_what_was_brought_is_for_who_brings() -> None:
    assert answers([{"network": "front"}], port("a", ours=True)) == ({}, ["a"]), "nobody would find it again"
    plain = port("b", ours=True) | {"description": f"setpoint:{TOKEN}"}
    assert answers([{"network": "front"}], plain) == ({0: "b"}, []), "it need not be changed"
    assert answers([{"network": "front"}], plain, port("a")) == ({0: "a"}, ["b"])
    assert answers([{"subnet": "front-sub"}], port("a"), port("b", ours=True)) == ({0: "b"}, ["a"])
    assert answers([{"subnet": "front-sub"}], port("a")) == ({0: "a"}, []), "any will do"


def test_how_an_entry_is_plugged_in() -> None:
    assert is_brought({"subnet": "s"})
    assert is_brought({"network": "n", "port_extra_properties": {"admin_state_up": True}})
    assert not is_brought({"network": "n", "fixed_ip": "10.0.0.4"})
    assert not is_brought({"port": "p", "subnet": "s"})
    assert is_left_open(None)
    assert is_left_open([{"allocate_network": "auto"}])
    assert not is_left_open([])
    assert not is_left_open([{"allocate_network": "none"}])
