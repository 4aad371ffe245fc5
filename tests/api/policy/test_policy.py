"""Heat's rules decide as Heat does, whoever asks; the table of decisions is oslo.policy's own."""

import timeit
from collections.abc import Mapping
from pathlib import Path

import pytest

from setpoint.api.policy import Policy
from setpoint.api.policy.language import parse
from setpoint.api.policy.rule import Rule
from tests.api.policy.people import HERE, PEOPLE

POLICY = Policy()


def table() -> Mapping[str, str]:
    """The letters of those whom each rule lets do it."""
    lines = (Path(__file__).parent / "decisions.txt").read_text().splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))


def test_the_rules_are_heats() -> None:
    assert set(POLICY.rules()) == set(table())


@pytest.mark.parametrize(("rule", "allowed"), table().items())
def test_who_may(rule: str, allowed: str) -> None:
    found = "".join(letter if POLICY.allows(rule, who, HERE) else "." for letter, who in PEOPLE.items())
    assert found == allowed


def test_who_works_in_any_project() -> None:
    assert {letter for letter, who in PEOPLE.items() if POLICY.is_admin(who)} == set("aASD")


def test_a_rule_that_there_is_not_lets_nobody() -> None:
    assert not any(POLICY.allows("stacks:no_such_rule", who, HERE) for who in PEOPLE.values())


@pytest.mark.parametrize(
    ("kind", "allowed"),
    (
        ("OS::Nova::Server", "rmgaRMGAsSDuUxn0"),
        ("OS::Nova::Flavor", "aAx"),
        ("OS::Keystone::Project", "aAx"),
        ("Custom", "rmgaRMGAsSDuUxn0"),
    ),
)
def test_types_are_for_all_but_those_of_administrators(kind: str, allowed: str) -> None:
    assert {letter for letter, who in PEOPLE.items() if POLICY.allows_type(kind, who)} == set(allowed)


def test_an_operator_closes_a_type_and_all_of_a_kind() -> None:
    policy = Policy(
        [
            Rule("resource_types:OS::Nova::Server", parse("role:admin")),
            Rule("resource_types:OS::Swift::*", parse("!")),
        ]
    )
    assert not policy.allows_type("OS::Nova::Server", PEOPLE["m"])
    assert policy.allows_type("OS::Nova::Server", PEOPLE["a"])
    assert not policy.allows_type("OS::Swift::Container", PEOPLE["a"])
    assert policy.allows_type("OS::Nova::KeyPair", PEOPLE["m"])


def test_an_operators_rule_keeps_the_scope_of_the_built_in_one() -> None:
    policy = Policy(
        [Rule("stacks:create", parse("@")), Rule("stacks:global_index", parse("system_scope:all"))]
    )
    assert {letter for letter, who in PEOPLE.items() if policy.allows("stacks:create", who)} == set(
        "rmgaRMGAuUxn0"
    )
    assert {letter for letter, who in PEOPLE.items() if policy.allows("stacks:global_index", who)} == set(
        "sS"
    )


def test_a_decision_is_quick() -> None:
    """Some microseconds, or a hundred at most on a machine that is busy: never what a request would notice."""
    once = min(timeit.repeat(lambda: POLICY.allows("stacks:lookup", PEOPLE["u"], HERE), number=1000)) / 1000
    assert once < 100e-6
