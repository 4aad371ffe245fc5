"""Who may what: all rules together, compiled once, asked at every request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from setpoint.api.caller import Caller
from setpoint.api.policy.checks import Admin, Target, Test, compiled
from setpoint.api.policy.defaults import IS_ADMIN, TYPES, defaults
from setpoint.api.policy.rule import DOMAIN, PROJECT, SYSTEM, Rule, in_order

NOTHING: Target = {}


class Policy:
    """The built-in rules, and an operator's in place of those of the same names.

    A rule that there is not refuses, and so it does within another. A policy never changes: when an operator's file is
    read again, there is another one.
    """

    def __init__(self, own: Iterable[Rule] = ()) -> None:
        """Let ``own`` rules count. None of them may refer to itself, over however many others."""
        rules = {rule.name: rule for rule in defaults()}
        for rule in own:
            scopes = rules[rule.name].scopes if rule.name in rules else _scopes_of_new(rule.name)
            rules[rule.name] = Rule(rule.name, rule.tree, scopes, rule.place)
        order = in_order(rules)
        # While it is decided who is an administrator, nobody is known to be one.
        decides = _tests(rules, order, lambda _caller: "None")[IS_ADMIN]
        self._is_admin = decides
        tests = _tests(rules, order, lambda caller: str(decides(caller, NOTHING)))
        self._rules = rules
        self._tests = {name: _scoped(rule.scopes, tests[name]) for name, rule in rules.items()}

    def allows(self, rule: str, caller: Caller, target: Target = NOTHING) -> bool:
        """Whether ``caller`` may do what ``rule`` names to what ``target`` describes. No for a rule there is not."""
        test = self._tests.get(rule)
        return test is not None and test(caller, target)

    def allows_type(self, type: str, caller: Caller, target: Target = NOTHING) -> bool:
        """Whether ``caller`` may have resources of ``type``: everybody, where no rule names it, or all of its kind."""
        names = f"{TYPES}:{type}", f"{TYPES}:{type.rpartition('::')[0]}::*"
        return all(self.allows(name, caller, target) for name in names if name in self._tests)

    def is_admin(self, caller: Caller) -> bool:
        """Whether ``caller`` may work in any project: what ``is_admin:True`` asks."""
        return self._is_admin(caller, NOTHING)

    def rules(self) -> Mapping[str, Rule]:
        """All of them, by name."""
        return self._rules


def scope_of(caller: Caller) -> str:
    """What the caller's token is good for, as oslo.policy sees it."""
    if caller.system:
        return SYSTEM
    return DOMAIN if "domain_id" in caller.credentials else PROJECT


def _scopes_of_new(name: str) -> tuple[str, ...]:
    return (PROJECT,) if name.startswith(f"{TYPES}:") else ()


def _tests(rules: Mapping[str, Rule], order: Iterable[str], is_admin: Admin) -> Mapping[str, Test]:
    done: dict[str, Test] = {}
    for name in order:
        if name in rules:
            done[name] = compiled(rules[name].tree, done, is_admin)
    return done


def _scoped(scopes: tuple[str, ...], test: Test) -> Test:
    return (lambda caller, target: scope_of(caller) in scopes and test(caller, target)) if scopes else test
