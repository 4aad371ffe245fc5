"""An operator's own rules: ``policy.yaml``, YAML or JSON as oslo.policy reads it, with a place for every problem.

A file that works with Heat works here. What oslo.policy only logs, and then refuses everybody, stops the reading: a
rule that cannot be understood, rules that refer to each other in a circle. What has no effect is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from setpoint.api.policy.checks import CREDENTIALS, ROLE
from setpoint.api.policy.defaults import TYPES, defaults
from setpoint.api.policy.language import Malformed, literal, parse
from setpoint.api.policy.policy import Policy
from setpoint.api.policy.rule import MAX_DEPTH, Rule, circle, too_deep
from setpoint.api.policy.tree import RULE, checks
from setpoint.model.diagnostic import Diagnostic, Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.nearest import did_you_mean
from setpoint.model.place import Place
from setpoint.templates import yaml
from setpoint.templates.reading import Reading
from setpoint.templates.tree import Document
from setpoint.types import catalogue

MAX_BYTES = 1024 * 1024
"""Of the file."""


def read_policy(path: Path | None) -> tuple[Policy, tuple[Diagnostic, ...]]:
    """The policy with the rules in the file at ``path`` (None: the built-in ones alone), and warnings about them.

    Raises InvalidInput with every problem, for a file that cannot be used, or read.
    """
    if path is None:
        return Policy(), ()
    findings = Findings()
    own = _rules(Document(str(path), _text(path)), findings)
    known = {rule.name: rule for rule in defaults()} | own
    if not findings.has_errors:
        _refuse_circle(known, findings)
    if not findings.has_errors:
        _refuse_depth(known, findings)
    if findings.has_errors:
        raise InvalidInput(findings.in_order())
    for rule in own.values():
        _warn(rule, known, findings)
    _warn_of_idle(own, findings)
    return Policy(own.values()), findings.in_order()


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        text = content.decode()
    except OSError as problem:
        raise InvalidInput.because(
            f"the policy file {path} cannot be read", detail=problem.strerror or str(problem)
        ) from None
    except UnicodeDecodeError:
        raise InvalidInput([Diagnostic("this is no UTF-8 text", place=Place(str(path)))]) from None
    if len(content) > MAX_BYTES:
        what = f"a policy file of more than {MAX_BYTES:,} bytes"
        raise InvalidInput([Diagnostic(what, place=Place(str(path)))])
    return text


def _rules(document: Document, findings: Findings) -> dict[str, Rule]:
    tree: Any = yaml.read(document, findings)
    reading = Reading(document, findings)
    if tree is None or not reading.is_map(tree, "a policy file", document.whole):
        return {}
    found: dict[str, Rule] = {}
    for name, said in tree.items():
        try:
            found[name] = Rule(name, parse(said), place=reading.at_key(tree, name))
        except Malformed as problem:
            reading.error(f"{problem.what}, in '{name}'", reading.at(tree, name), advice=problem.advice)
    return found


def _refuse_circle(rules: Mapping[str, Rule], findings: Findings) -> None:
    names = circle(rules)
    if names:
        findings.error(
            f"the rule '{names[0]}' refers to itself",
            place=next((rules[name].place for name in names if rules[name].place), None),
            detail=" -> ".join(names),
            advice="let one of them say what must hold",
        )


def _refuse_depth(rules: Mapping[str, Rule], findings: Findings) -> None:
    name = too_deep(rules)
    if name:
        findings.error(
            f"in the rule '{name}' more than {MAX_DEPTH} checks stand within each other",
            place=rules[name].place,
            detail="counting those in the rules that it refers to",
        )


# --- what has no effect


def _warn(rule: Rule, known: Mapping[str, Rule], findings: Findings) -> None:
    for name in rule.refers_to:
        if name not in known:
            findings.warning(
                f"there is no rule '{name}', so '{rule.name}' can never hold by it",
                place=rule.place,
                advice=did_you_mean(name, known),
            )
    for kind in _strange(rule):
        findings.warning(
            f"no caller has a credential '{kind}', so '{rule.name}' can never hold by it",
            place=rule.place,
            advice=did_you_mean(
                kind, (*CREDENTIALS, ROLE, RULE), "put quotes around a text that is meant as such"
            ),
        )


def _strange(rule: Rule) -> Iterator[str]:
    known = CREDENTIALS | {ROLE, RULE}
    kinds = dict.fromkeys(check.kind for check in checks(rule.tree))
    return (kind for kind in kinds if kind not in known and literal(kind) is None)


def _warn_of_idle(own: Mapping[str, Rule], findings: Findings) -> None:
    """Rules that nothing here asks for: neither the API nor, over however many others, a rule that it asks for."""
    built_in = {rule.name for rule in defaults()}
    used = {name for rule in own.values() for name in rule.refers_to if name != rule.name}
    for rule in own.values():
        if rule.name in built_in or rule.name in used or _is_about_a_type(rule.name):
            continue
        findings.warning(
            f"nothing asks for the rule '{rule.name}'",
            place=rule.place,
            detail="neither the API nor another rule in this file",
            advice=did_you_mean(rule.name, built_in, "`setpoint policy list` has the names of all"),
        )


def _is_about_a_type(name: str) -> bool:
    group, _, kind = name.partition(":")
    return group == TYPES and (kind.endswith("::*") or catalogue.find(kind) is not None)
