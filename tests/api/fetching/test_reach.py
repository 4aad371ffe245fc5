"""Which addresses something may be fetched from, however they are written."""

from __future__ import annotations

import pytest

from setpoint.api.fetching.reach import Reach, is_literal, is_odd
from setpoint.api.settings.fetching import Fetching

BARRED = (
    "0.0.0.0",
    "0.1.2.3",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "169.254.1.1",
    "192.0.0.192",
    "100.100.100.200",
    "168.63.129.16",
    "224.0.0.1",
    "239.255.255.255",
    "255.255.255.255",
    "240.0.0.1",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2001:0:7f00:1::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "fe80::1",
    "fe80::1%lo",
    "fec0::1",
    "ff02::1",
)
OPEN = (
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "93.184.216.34",
    "fd12:3456::1",
    "2606:2800:220:1::1",
    "::ffff:93.184.216.34",
    "64:ff9b::5db8:d822",
)


@pytest.mark.parametrize("address", BARRED)
def test_nothing_is_fetched_from_where_only_the_service_stands(address: str) -> None:
    assert not Reach(Fetching()).has(address, address)
    assert not Reach(Fetching()).has("templates.example.org", address)


@pytest.mark.parametrize("address", OPEN)
def test_everything_else_may_be_asked(address: str) -> None:
    assert Reach(Fetching()).has("templates.example.org", address)


def test_an_operator_allows_networks_in_all_their_spellings_and_hosts_wherever_they_lead() -> None:
    reach = Reach(Fetching(allowed=("127.0.0.0/8", "Templates.Example.org", "fe80::/10")))
    assert reach.has("127.0.0.1", "127.0.0.1")
    assert reach.has("x.example.org", "::ffff:127.0.0.2")
    assert reach.has("x.example.org", "fe80::1%eth0")
    assert reach.has("templates.example.org.", "169.254.169.254")
    assert not reach.has("x.templates.example.org", "169.254.169.254")
    assert not reach.has("x.example.org", "169.254.169.254")


def test_an_operator_refuses_networks_and_allows_hosts_in_them() -> None:
    reach = Reach(Fetching(refused=("10.0.0.0/8", "fd12::/16"), allowed=("10.1.2.3",)))
    assert not reach.has("x.example.org", "10.1.2.4")
    assert not reach.has("x.example.org", "::ffff:10.1.2.4")
    assert not reach.has("x.example.org", "fd12::1")
    assert reach.has("x.example.org", "10.1.2.3")
    assert reach.has("x.example.org", "192.168.0.1")


def test_numbers_that_some_take_for_addresses_are_no_names() -> None:
    odd = (
        "2130706433",
        "127.1",
        "0x7f.1",
        "0177.0.0.1",
        "0x7f000001",
        "127.0.0.01",
        "1.2.3.4.5",
        "127.0.0.0x1",
    )
    assert [host for host in odd if not is_odd(host)] == []
    plain = ("127.0.0.1", "::1", "example.org", "1.example.org", "a1", "0xcafe.example.org")
    assert [host for host in plain if is_odd(host)] == []
    assert [host for host in plain if is_literal(host)] == ["127.0.0.1", "::1"]
