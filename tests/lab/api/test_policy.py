"""Policies decide as oslo.policy does with Heat's own rules: the one that is installed in the lab is asked as well."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from setpoint.api.caller import Caller
from setpoint.api.policy import Policy
from setpoint.api.policy.language import parse
from setpoint.api.policy.rule import Rule
from tests.api.policy.people import HERE, PEOPLE, caller, credentials
from tests.lab.conftest import RunningLab

pytestmark = pytest.mark.lab

ASK = Path(__file__).with_name("oslo.py")
TARGETS: Sequence[Mapping[str, str]] = (
    HERE,
    {},
    {"project_id": "elsewhere", "user_id": "somebody", "wanted": "reader", "flag": "True"},
)
CALLERS = (
    *PEOPLE.values(),
    caller("reader", "auditor", user_domain_id="default", project_domain_id="d1"),
)


def theirs(
    lab: RunningLab, callers: Sequence[Caller], targets: Sequence[Mapping[str, str]], **more: Any
) -> Any:
    asked = {"callers": [credentials(one) for one in callers], "targets": targets, **more}
    ran = subprocess.run(
        [lab.settings.python, ASK],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return json.loads(ran.stdout)


def ours(
    policy: Policy, rules: Sequence[str], callers: Sequence[Caller], targets: Sequence[Mapping[str, str]]
) -> list[list[bool]]:
    return [[policy.allows(rule, one, target) for one in callers for target in targets] for rule in rules]


def test_heats_rules_their_scopes_and_every_decision(lab: RunningLab) -> None:
    told = theirs(lab, CALLERS, TARGETS)
    policy = Policy()
    names = told["names"]
    assert set(names) == set(policy.rules())
    assert {name: list(rule.scopes) for name, rule in policy.rules().items()} == {
        name: scopes or [] for name, scopes in told["scopes"].items()
    }
    found = dict(zip(names, ours(policy, names, CALLERS, TARGETS), strict=True))
    assert found == dict(zip(names, told["decisions"], strict=True))


CHECKS = (
    "@",
    "!",
    "role:member",
    "role:READER",
    "role:%(wanted)s",
    "project_id:%(project_id)s",
    "tenant:here",
    "user_id:%(user_id)s",
    "domain_id:default",
    "domain_id:None",
    "system_scope:all",
    "system:all",
    "is_admin:True",
    "is_admin:%(flag)s",
    "is_admin_project:True",
    "user_domain_id:default",
    "project_domain_id:%(nothing)s",
    "roles:manager",
    "rule:stacks:create",
    "rule:context_is_admin",
    "rule:deny_stack_user",
    "rule:own0",
    "rule:nothing",
    "nothing:here",
    "'reader':%(wanted)s",
    "True:%(flag)s",
    "'50%':50%%",
)


def written(chance: Random, depth: int) -> str:
    """A rule by chance, in all the ways in which one may be written."""
    kind = chance.randrange(5) if depth else 4
    if kind == 0:
        return f"not {written(chance, 0)}"
    if kind == 1:
        return f"({written(chance, depth - 1)})"
    if kind in (2, 3):
        words = (" and ", " or ", " AND ", "  or\t")
        parts = [written(chance, depth - 1) for _ in range(chance.randrange(2, 4))]
        return "".join(part + chance.choice(words) for part in parts[:-1]) + parts[-1]
    return chance.choice(CHECKS)


def listed(chance: Random) -> list[Any]:
    """A rule in the older form."""
    items = [[chance.choice(CHECKS) for _ in range(chance.randrange(3))] for _ in range(chance.randrange(4))]
    return [chance.choice([item, chance.choice(CHECKS)]) for item in items]


def test_rules_that_operators_may_write(lab: RunningLab) -> None:
    chance = Random(4)
    own: dict[str, Any] = {"own0": "role:manager or system_scope:all"}
    own |= {f"text{number}": written(chance, 4) for number in range(400)}
    own |= {f"list{number}": listed(chance) for number in range(100)}
    names = list(own)
    policy = Policy(Rule(name, parse(rule)) for name, rule in own.items())
    told = theirs(lab, CALLERS, TARGETS, own=own, rules=names)
    decisions = ours(policy, names, CALLERS, TARGETS)
    other = {
        name: own[name]
        for name, mine, other in zip(names, decisions, told["decisions"], strict=True)
        if mine != other
    }
    assert not other
    assert len({tuple(one) for one in decisions}) > 50
