"""The thirteen custom constraints that need no cloud: what keeps them and what does not."""

from typing import Any

import pytest

from setpoint.types import constraints

LONG = ".".join(["a" * 49] * 5)  # 249 characters

CASES: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "cron_expression": (
        (
            "",
            "* * * * *",
            "*/5 0-23/2 1,15 jan-mar mon-fri",
            "0 0 29 2 *",
            "0 0 l * ?",
            "0 0 ? * fri#2",
            "0 0 * * L5",
            "0 0 * * sun-sat",
            "0 22-4 * * 5-1",
            "0 0 31 2 mon",
            "30 8 * * * 15",
            "@daily",
            " 5 4 * * * ",
            "5/10 * * * *",
        ),
        (
            "* * * *",
            "* * * * * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * 32 * *",
            "* * * 13 *",
            "* * * * 8",
            "* * * foo *",
            "*/0 * * * *",
            "1,,2 * * * *",
            "0 0 30 2 *",
            "0 0 31 4,6,9,11 *",
            "0 0 * * fri#6",
            "? * * * *",
            "* * * * * 60",
            "@fortnightly",
            "-1 * * * *",
            5,
        ),
    ),
    "dns_domain": (
        ("", "example.org.", "a.", "x-1.example."),
        (
            "example.org",
            "example..org.",
            "-a.org.",
            "a-.org.",
            "example.123.",
            "a_b.org.",
            f"{'a' * 64}.org.",
        ),
    ),
    "dns_name": (
        ("", "host", "host.example.org", "host.example.org.", "1host", "a" * 63, LONG),
        ("a b", "host..org", "-host", "host.99", "a" * 64, f"{LONG}.{'a' * 10}", 5),
    ),
    "rel_dns_name": (
        ("", "host", "host.sub", LONG),
        ("host.", "a b", f"{LONG}.aa", "host..sub", 5),
    ),
    "expiration": (
        ("", None, "2030-01-31T12:00:00Z", " 2030-01-31 ", "1999-01-01T00:00:00"),
        ("tomorrow", "2030-13-01", 5),
    ),
    "ip_addr": (
        ("192.0.2.1", "0.0.0.0", "::", "2001:db8::1", "::ffff:192.0.2.1"),
        (
            "",
            "192.0.2",
            "192.0.2.256",
            "192.0.2.01",
            "192.0.2.1/32",
            "fe80::1%eth0",
            " 192.0.2.1",
            "1",
            1,
            None,
        ),
    ),
    "ip_or_cidr": (
        ("192.0.2.1", "192.0.2.0/24", "2001:db8::1", "2001:db8::/32"),
        ("", "192.0.2.0/33", "host", 5),
    ),
    "net_cidr": (
        ("192.0.2.0/24", "192.0.2.7/24", "0.0.0.0/0", "2001:db8::/64"),
        (
            "192.0.2.0",
            "192.0.2.0/",
            "192.0.2.0/33",
            "192.0.2/24",
            "192.0.2.0/255.255.255.0",
            "192.0.2.0/ 24",
            "",
            5,
        ),
    ),
    "mac_addr": (
        (
            "fa:16:3e:00:00:01",
            "FA-16-3E-00-00-01",
            "fa16.3e00.0001",
            "fa163e000001",
            "fa163e-000001",
            "0:1:2:3:4:5",
        ),
        ("fa:16:3e:00:00", "fa:16:3e:00:00:0g", "fa:16:3e:00:00:01:02", "fa:16-3e:00:00:01", "", 5),
    ),
    "iso_8601": (
        (
            "2030-01-31",
            "2030-01-31T12:00:00Z",
            "2030-01-31 12:00:00+02:00",
            "20300131T120000Z",
            "2030-W05-4",
            "2030-01",
            "2030",
            "2030-01-31T12:00:00.123456Z",
        ),
        ("", "2030-02-30", "31.01.2030", "noon", "2030-01-31T25:00:00Z", "2030-13", 2030),
    ),
    "timezone": (
        ("", "UTC", "Europe/Berlin", "America/Argentina/Ushuaia"),
        ("Europe/Atlantis", "../../etc/passwd", "CEST+2x", 5),
    ),
    "json_string": (
        ("", '{"a": [1, null]}', "5", '"text"'),
        ("{", "{'a': 1}", "text", {"a": 1}, "[" * 100_000),
    ),
    "test_constr": (
        (0, 1.5),
        (-1, "1", True, float("inf"), float("nan")),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_keeps_it(name: str) -> None:
    kept, _ = CASES[name]
    assert [value for value in kept if _problem(name, value)] == []


@pytest.mark.parametrize("name", CASES)
def test_what_breaks_it(name: str) -> None:
    _, broken = CASES[name]
    assert [value for value in broken if not _problem(name, value)] == []


@pytest.mark.parametrize("name", CASES)
def test_it_says_what_would_be_right(name: str) -> None:
    _, broken = CASES[name]
    assert {_problem(name, value).split()[0] for value in broken} == {"must"}


def test_every_one_has_a_table() -> None:
    checked = {name for name in constraints.names() if (one := constraints.find(name)) and one.is_checked}
    assert checked == set(CASES)


def _problem(name: str, value: Any) -> str:
    custom = constraints.find(name)
    assert custom is not None
    return custom.problem(value)
