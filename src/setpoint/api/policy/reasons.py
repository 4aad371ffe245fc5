"""Why a policy decides as it does: the checks that were decisive, and over which rules they were reached."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from setpoint.api.caller import Caller
from setpoint.api.policy.checks import Target, compiled
from setpoint.api.policy.policy import Policy, scope_of
from setpoint.api.policy.rule import Rule
from setpoint.api.policy.tree import RULE, And, Check, Everybody, Nobody, Not, Or, Tree
from setpoint.model.place import Place


class Reason(msgspec.Struct, frozen=True):
    """A check that was decisive: ``holds`` or not, in ``rule``, which an operator has said at ``place``, if one has."""

    check: str
    holds: bool
    rule: str
    place: Place | None = None


class Decision(msgspec.Struct, frozen=True):
    """Whether it is allowed, and by which checks. ``wrong_scope`` is the token's scope where that alone refuses."""

    allowed: bool
    reasons: tuple[Reason, ...] = ()
    wrong_scope: str = ""


def decide(policy: Policy, name: str, caller: Caller, target: Target) -> Decision:
    """What ``policy`` says to ``caller``, and why. The rule ``name`` must be one of its."""
    rule = policy.rules()[name]
    scope = scope_of(caller)
    if rule.scopes and scope not in rule.scopes:
        return Decision(allowed=False, wrong_scope=scope)
    asking = _Asking(policy, caller, target)
    reasons = tuple(dict.fromkeys(asking.decisive(rule, rule.tree)))
    return Decision(policy.allows(name, caller, target), reasons)


class _Asking:
    def __init__(self, policy: Policy, caller: Caller, target: Target) -> None:
        self._policy = policy
        self._caller = caller
        self._target = target
        self._rules = policy.rules()

    def _holds(self, tree: Tree) -> bool:
        match tree:
            case Check(kind, match) if kind == RULE:
                return match in self._rules and self._holds(self._rules[match].tree)
            case Not(inner):
                return not self._holds(inner)
            case And(parts):
                return all(map(self._holds, parts))
            case Or(parts):
                return any(map(self._holds, parts))
        test = compiled(tree, {}, lambda caller: str(self._policy.is_admin(caller)))
        return test(self._caller, self._target)

    def decisive(self, rule: Rule, tree: Tree) -> Iterator[Reason]:
        """Of what must all hold, the first that does not, or all; where one is enough, the first that does, or all."""
        holds = self._holds(tree)
        match tree:
            case Not(inner):
                yield from self.decisive(rule, inner)
            case And(parts) | Or(parts):
                settles = isinstance(tree, Or)
                deciding = [part for part in parts if self._holds(part) is settles]
                for part in deciding[:1] or parts:
                    yield from self.decisive(rule, part)
            case Check(kind, match) if kind == RULE and match in self._rules:
                yield from self.decisive(self._rules[match], self._rules[match].tree)
            case Everybody() | Nobody() | Check():
                yield Reason(str(tree), holds, rule.name, rule.place)
