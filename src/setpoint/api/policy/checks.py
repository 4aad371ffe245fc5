"""Trees of rules compiled to functions: what can be decided beforehand is, and asking costs some calls.

As oslo.policy decides, with two differences on the safe side. A credential that a caller does not have equals only the
word ``None``, written out in the rule: never what a thing is said to have. And of roles, as there, case does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from setpoint.api.caller import Caller
from setpoint.api.policy.language import literal, pieces
from setpoint.api.policy.tree import RULE, And, Check, Everybody, Nobody, Not, Or, Tree

Target: TypeAlias = Mapping[str, str]
"""What the thing that is acted upon has, by name: ``project_id``."""

Test: TypeAlias = Callable[[Caller, Target], bool]
"""Whether a rule, or a part of one, holds."""

Admin: TypeAlias = Callable[[Caller], str]
"""Whether a caller is an administrator, as ``is_admin`` has it: True, False, or None while that is not known."""

ROLE, IS_ADMIN = "role", "is_admin"


def compiled(tree: Tree, rules: Mapping[str, Test], is_admin: Admin) -> Test:
    """The test of ``tree``, which may refer to ``rules``; to any other, it does not hold."""
    match tree:
        case Everybody():
            return _yes
        case Nobody():
            return _no
        case Not(inner):
            return _not(compiled(inner, rules, is_admin))
        case And(parts):
            return _and(tuple(compiled(part, rules, is_admin) for part in parts))
        case Or(parts):
            return _or(tuple(compiled(part, rules, is_admin) for part in parts))
        case Check(kind, match) if kind == RULE:
            return rules.get(match, _no)
        case Check(kind, match):
            return _check(kind, pieces(match), is_admin)


def _yes(_caller: Caller, _target: Target) -> bool:
    return True


def _no(_caller: Caller, _target: Target) -> bool:
    return False


def _not(inner: Test) -> Test:
    return lambda caller, target: not inner(caller, target)


def _and(parts: tuple[Test, ...]) -> Test:
    if len(parts) == 2:
        first, second = parts
        return lambda caller, target: first(caller, target) and second(caller, target)
    return lambda caller, target: all(part(caller, target) for part in parts)


def _or(parts: tuple[Test, ...]) -> Test:
    if len(parts) == 2:
        first, second = parts
        return lambda caller, target: first(caller, target) or second(caller, target)
    return lambda caller, target: any(part(caller, target) for part in parts)


def _check(kind: str, match: tuple[str, ...], is_admin: Admin) -> Test:
    if kind == ROLE:
        return _role(match)
    text = literal(kind)
    if text is not None:
        return _literal(text, match)
    if kind == IS_ADMIN:
        return lambda caller, target: _filled(match, target) == is_admin(caller)
    several = _SEVERAL.get(kind)
    if several is not None:
        return lambda caller, target: _filled(match, target) in several(caller)
    return _credential(_ONE.get(kind) or _other(kind), match)


def _role(match: tuple[str, ...]) -> Test:
    if len(match) == 1:
        role = match[0].lower()
        return lambda caller, _target: role in caller.roles

    def is_held(caller: Caller, target: Target) -> bool:
        wanted = _filled(match, target)
        return wanted is not None and wanted.lower() in caller.roles

    return is_held


def _literal(text: str, match: tuple[str, ...]) -> Test:
    if len(match) == 1:
        return _yes if text == match[0] else _no
    return lambda _caller, target: _filled(match, target) == text


def _credential(of: Callable[[Caller], str], match: tuple[str, ...]) -> Test:
    if len(match) == 1:
        wanted = match[0]
        return lambda caller, _target: (of(caller) or "None") == wanted
    if len(match) == 3 and not match[0] and not match[2]:
        name = match[1]
        return lambda caller, target: (has := of(caller)) != "" and target.get(name) == has
    return lambda caller, target: (has := of(caller)) != "" and _filled(match, target) == has


def _filled(match: tuple[str, ...], target: Target) -> str | None:
    """``match`` with what the target has in its place; None where it has not."""
    if len(match) == 1:
        return match[0]
    parts = [target.get(part) if at % 2 else part for at, part in enumerate(match)]
    return None if None in parts else "".join(str(part) for part in parts)


# --- credentials, by the names of oslo.context, and those that Heat adds

_ONE: Mapping[str, Callable[[Caller], str]] = {
    "project_id": lambda caller: caller.project,
    "tenant": lambda caller: caller.project,
    "user_id": lambda caller: caller.user,
    "user": lambda caller: caller.user,
    "system_scope": lambda caller: caller.system,
    "system": lambda caller: caller.system,
    "is_admin_project": lambda caller: caller.credentials.get("is_admin_project", "True"),
}
_SEVERAL: Mapping[str, Callable[[Caller], frozenset[str]]] = {
    "roles": lambda caller: caller.roles,
    "service_roles": lambda caller: caller.service_roles,
}
_OTHERS = frozenset(
    {
        "domain_id",
        "user_domain_id",
        "project_domain_id",
        "service_user_id",
        "service_user_domain_id",
        "service_project_id",
        "service_project_domain_id",
    }
)

CREDENTIALS = frozenset({*_ONE, *_SEVERAL, *_OTHERS, IS_ADMIN})
"""The credentials that a rule may ask for."""


def _other(name: str) -> Callable[[Caller], str]:
    return lambda caller: caller.credentials.get(name, "")
