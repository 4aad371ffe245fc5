"""Which rule takes a request, and which target is next."""

from __future__ import annotations

from collections import Counter

import pytest

from setpoint.clouds.local.router.config import Rule, WeightedTarget
from setpoint.clouds.local.router.table import Choice, Table

RULES = tuple(
    Rule((WeightedTarget(name),), host, path)
    for name, host, path in (
        ("any", "", "/"),
        ("any-shop", "", "/shop/"),
        ("any-deep", "", "/shop/deep"),
        ("wild", "*.example.com", "/"),
        ("wilder", "*.a.example.com", "/"),
        ("exact", "www.Example.com", "/"),
        ("exact-shop", "www.example.com", "/shop"),
    )
)


@pytest.mark.parametrize(
    ("host", "path", "taker"),
    (
        ("else", "/", "any"),
        ("", "/x", "any"),
        ("else:8080", "/shop", "any-shop"),
        ("else", "/shop/", "any-shop"),
        ("else", "/shopping", "any"),
        ("else", "/shop/deep/er", "any-deep"),
        ("b.example.com", "/shop", "wild"),
        ("x.a.example.com:1", "/", "wilder"),
        ("example.com", "/", "any"),
        ("WWW.example.COM", "/", "exact"),
        ("www.example.com:80", "/shop/cart", "exact-shop"),
        ("[::1]:80", "/", "any"),
    ),
)
def test_the_most_particular_rule_takes_it(host: str, path: str, taker: str) -> None:
    choice = Table(RULES).match(host, path)
    assert choice is not None
    assert choice.next(lambda _url: True) == taker


def test_without_a_rule_nobody_takes_it() -> None:
    assert Table(RULES[3:]).match("else", "/") is None


def choice(**weights: int) -> Choice:
    return Choice(Rule(tuple(WeightedTarget(url, weight) for url, weight in weights.items())))


def test_shares_are_exact_and_smooth() -> None:
    five_to_one = choice(a=5, b=1, never=0)
    turns = [five_to_one.next(lambda _url: True) for _ in range(12)]
    assert turns == ["a", "a", "a", "b", "a", "a"] * 2


def test_what_cannot_be_used_leaves_its_share_to_the_others() -> None:
    chosen = choice(a=2, b=1, c=1)
    assert Counter(chosen.next(lambda url: url != "a") for _ in range(10)) == {"b": 5, "c": 5}
    assert chosen.next(lambda _url: False) is None
