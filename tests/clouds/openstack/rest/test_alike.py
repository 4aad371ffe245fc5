"""What means the same is told in the words in which it was wanted."""

from __future__ import annotations

import pytest

from setpoint.clouds.openstack.rest.alike import alike, in_any_case, same, same_texts, texts
from setpoint.model.value import Plain

SAME: list[tuple[Plain, Plain]] = [
    ("10.0.0.0/24", "10.0.0.0/24"),
    ("10.0.0.7/24", "10.0.0.0/24"),
    ("2001:0db8::0/64", "2001:db8::/64"),
    ("2001:db8:0::1", "2001:db8::1"),
    ("FA:16:3E:00:00:01", "fa:16:3e:00:00:01"),
    ("FA-16-3E-00-00-01", "fa:16:3e:00:00:01"),
    (80, "80"),
    (5, 5.0),
    (0.5, "0.5"),
    ("true", True),
    (["a", "b"], ["b", "a"]),
    ([{"ip_address": "10.0.0.1"}], [{"ip_address": "10.0.0.1", "mac_address": "fa:16:3e:00:00:01"}]),
    ([{"subnet": "a"}, {"ip": "1"}], [{"subnet": "a", "ip": "1"}, {"subnet": "a", "ip": "2"}]),
    ({"network": "x", "enable_snat": None}, {"network": "x", "enable_snat": True}),
    ([], []),
    (None, None),
]
OTHER: list[tuple[Plain, Plain]] = [
    ("10.0.0.0/24", "10.0.0.0/25"),
    ("Web", "web"),
    (80, 81),
    (5, 5.5),
    (True, False),
    (["a", "b"], ["a"]),
    (["a"], ["a", "b"]),
    (["a", "a"], ["a", "b"]),
    ([{"subnet": "a"}, {"ip": "1"}], [{"subnet": "b", "ip": "1"}, {"subnet": "c", "ip": "1"}]),
    ([{"ip_address": "10.0.0.1", "mac_address": "fa:16:3e:00:00:02"}], [{"ip_address": "10.0.0.1"}]),
    ({"network": "x"}, {"network": "y"}),
    ({"network": "x"}, None),
    ("", None),
]


@pytest.mark.parametrize(("wanted", "shown"), SAME)
def test_it_is_told_as_it_was_wanted(wanted: Plain, shown: Plain) -> None:
    assert same(wanted, shown)
    assert alike(wanted, shown) == wanted


@pytest.mark.parametrize(("wanted", "shown"), OTHER)
def test_what_differs_is_told(wanted: Plain, shown: Plain) -> None:
    assert not same(wanted, shown)
    assert alike(wanted, shown) != wanted


def test_of_a_list_what_is_missing_is_left_out_and_what_is_there_besides_comes_last() -> None:
    assert alike(["c", "a", "b"], ["x", "b", "c"]) == ["c", "b", "x"]


def test_what_asks_for_most_chooses_first() -> None:
    wanted = [{"subnet": "s"}, {"subnet": "s", "ip_address": "10.0.0.1"}]
    shown = [{"subnet": "s", "ip_address": "10.0.0.1"}, {"subnet": "s", "ip_address": "10.0.0.2"}]
    assert alike(wanted, shown) == wanted


def test_names_of_hosts_are_the_same_in_capitals() -> None:
    assert in_any_case("Web", "web") == "Web"
    assert in_any_case("Web", "db") == "db"
    assert in_any_case(None, "db") == "db"


def test_a_set_of_texts_has_each_once_in_any_order() -> None:
    assert texts(["b", 1, "b", "1"]) == ["b", "1"]
    assert same_texts(["b", "a", "b"], ["a", "b"]) == ["b", "a", "b"]
    assert same_texts(["b", "a"], ["a", "c"]) == ["a", "c"]
