"""A decision says which checks were decisive, and in which rule."""

import pytest

from setpoint.api.policy import Policy
from setpoint.api.policy.language import parse
from setpoint.api.policy.reasons import Decision, decide
from setpoint.api.policy.rule import Rule
from tests.api.policy.people import HERE, PEOPLE

POLICY = Policy()


def told(rule: str, letter: str) -> tuple[bool, list[tuple[str, str, bool]]]:
    found = decide(POLICY, rule, PEOPLE[letter], HERE)
    return found.allowed, [(one.rule, one.check, one.holds) for one in found.reasons]


def test_what_must_all_hold() -> None:
    here = ("stacks:create", "project_id:%(project_id)s")
    assert told("stacks:create", "m") == (True, [("stacks:create", "role:member", True), (*here, True)])
    assert told("stacks:create", "r") == (False, [("stacks:create", "role:member", False)])
    assert told("stacks:create", "M") == (False, [(*here, False)])


def test_the_rule_that_is_referred_to() -> None:
    assert told("stacks:update_no_change", "r") == (False, [("stacks:update_patch", "role:member", False)])
    assert told("stacks:global_index", "a") == (False, [("deny_everybody", "!", False)])
    assert told("allow_everybody", "n") == (True, [("allow_everybody", "@", True)])


def test_one_of_several() -> None:
    allowed, reasons = told("stacks:lookup", "u")
    assert allowed
    assert reasons[0] == ("stacks:lookup", "role:heat_stack_user", True)
    refused, reasons = told("stacks:lookup", "n")
    assert not refused
    assert [check for _, check, _ in reasons] == ["role:reader", "role:heat_stack_user"]


def test_what_must_not_hold() -> None:
    assert told("deny_stack_user", "u") == (False, [("deny_stack_user", "role:heat_stack_user", True)])


def test_the_scope() -> None:
    assert decide(POLICY, "stacks:show", PEOPLE["S"], HERE) == Decision(allowed=False, wrong_scope="system")
    assert decide(POLICY, "stacks:show", PEOPLE["D"], HERE).wrong_scope == "domain"


@pytest.mark.parametrize("letter", PEOPLE)
def test_it_agrees_with_the_decision(letter: str) -> None:
    policy = Policy(
        [Rule("stacks:global_index", parse("is_admin:True and not rule:nothing or roles:manager"))]
    )
    for name in policy.rules():
        found = decide(policy, name, PEOPLE[letter], HERE)
        assert found.allowed == policy.allows(name, PEOPLE[letter], HERE)
        assert found.wrong_scope or found.reasons
