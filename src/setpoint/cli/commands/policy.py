"""``setpoint policy``: what each may ask of the service, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from setpoint.cli.options import json_option
from setpoint.cli.verbs import Verbs

if TYPE_CHECKING:
    from setpoint.api.policy import Policy, Rule
    from setpoint.api.policy.reasons import Decision
    from setpoint.cli.exits import Exit

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@click.group(cls=Verbs)
def command() -> None:
    """Look up who may ask what of the service: the rules of its API, under Heat's names."""


def _file_option(decorated: Decorated) -> Decorated:
    return click.option(
        "--file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A policy file (YAML or JSON, as oslo.policy reads it): its rules count in place of the built-in ones.",
    )(decorated)


@command.command("list")
@click.argument("name", required=False, metavar="[NAME]")
@_file_option
@json_option
def list_(name: str | None, *, file: Path | None) -> None:
    """List the rules that count, with what must hold and where it is said; only those that begin with NAME."""
    from setpoint.cli import show
    from setpoint.cli.options import wants_json
    from setpoint.model.errors import InvalidInput
    from setpoint.model.nearest import did_you_mean

    rules = _policy(file).rules()
    found = [rule for _, rule in sorted(rules.items()) if not name or rule.name.startswith(name)]
    if not found:
        advice = did_you_mean(name or "", rules, "`setpoint policy list` lists all")
        raise InvalidInput.because(f"no rule is called '{name}', or begins so", advice=advice)
    if wants_json():
        show.json([_rule_json(rule) for rule in found])
        return
    rows = [(rule.name, rule.tree, ", ".join(rule.scopes) or "any", _source(rule)) for rule in found]
    show.table(("rule", "what must hold", "tokens of", "said in"), rows)


@command.command
@click.argument("rule")
@click.option(
    "--role", "roles", multiple=True, metavar="ROLE", help="A role of the caller. Several may be given."
)
@click.option("--project", default="", metavar="ID", help="The project that the caller's token is for.")
@click.option("--user", default="", metavar="ID", help="The caller's user.")
@click.option(
    "--domain", default="", metavar="ID", help="The domain that the token is for, in place of a project."
)
@click.option("--system", is_flag=True, help="The token is for the whole system, in place of a project.")
@click.option(
    "--credential",
    "credentials",
    multiple=True,
    metavar="KEY=VALUE",
    help="What the token says besides: user_domain_id, is_admin_project, ...",
)
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="KEY=VALUE",
    help="What the thing has that is asked for; by default `project_id`, the caller's own.",
)
@_file_option
@json_option
def check(
    rule: str,
    *,
    roles: tuple[str, ...],
    project: str,
    user: str,
    domain: str,
    system: bool,
    credentials: tuple[str, ...],
    targets: tuple[str, ...],
    file: Path | None,
) -> Exit:
    """Say whether a caller may do what RULE names, and which checks decide that. Exit code 0 for yes, 1 for no.

    Roles are taken as given: Keystone tells a service of the roles that others imply (admin: member, reader), and so
    must you.
    """
    from setpoint.api.caller import Caller
    from setpoint.api.policy.reasons import decide
    from setpoint.cli.exits import Exit
    from setpoint.model.errors import InvalidInput
    from setpoint.model.nearest import did_you_mean
    from setpoint.model.stack import ProjectId

    policy = _policy(file)
    if rule not in policy.rules():
        advice = did_you_mean(rule, policy.rules(), "`setpoint policy list` lists all")
        raise InvalidInput.because(f"there is no rule '{rule}'", advice=advice)
    if sum(map(bool, (project, domain, system))) > 1:
        raise InvalidInput.because(
            "a token is for a project, a domain or the system",
            advice="give one of --project, --domain and --system",
        )
    caller = Caller(
        project=ProjectId(project),
        user=user,
        roles=frozenset(role.lower() for role in roles),
        system="all" if system else "",
        credentials=_pairs(credentials, "--credential") | ({"domain_id": domain} if domain else {}),
    )
    target = {"project_id": project} if project else {}
    decision = decide(policy, rule, caller, target | _pairs(targets, "--target"))
    _tell(policy.rules()[rule], decision)
    return Exit.DONE if decision.allowed else Exit.FAILED


def _policy(file: Path | None) -> Policy:
    from setpoint.api.policy import read_policy
    from setpoint.cli import show

    policy, warnings = read_policy(file)
    show.diagnostics(warnings)
    return policy


def _pairs(told: Iterable[str], option: str) -> dict[str, str]:
    from setpoint.model.errors import InvalidInput

    pairs = [one.partition("=") for one in told]
    for key, sign, value in pairs:
        if not key or not sign:
            raise InvalidInput.because(f"{option} wants KEY=VALUE, not '{key}{value}'")
    return {key: value for key, _, value in pairs}


def _tell(rule: Rule, decision: Decision) -> None:
    from setpoint.cli import show
    from setpoint.cli.options import wants_json

    if wants_json():
        show.json(
            {
                "rule": rule.name,
                "allowed": decision.allowed,
                "wrong_scope": decision.wrong_scope,
                "reasons": [
                    {"check": one.check, "holds": one.holds, "rule": one.rule, "said_in": _place(one.place)}
                    for one in decision.reasons
                ],
            }
        )
        return
    show.text(f"{rule.name}: {'allowed' if decision.allowed else 'refused'}")
    if decision.wrong_scope:
        show.text(
            f"  it takes a token of a {' or '.join(rule.scopes)}; this one is of the {decision.wrong_scope}"
        )
    for one in decision.reasons:
        verb = "holds" if one.holds else "does not hold"
        show.text(show.one_line(f"  {one.check} {verb} ({one.rule}, {_place(one.place)})"))


def _rule_json(rule: Rule) -> Mapping[str, Any]:
    return {
        "rule": rule.name,
        "check": str(rule.tree),
        "scopes": list(rule.scopes),
        "said_in": _source(rule),
    }


def _source(rule: Rule) -> str:
    return _place(rule.place)


def _place(place: object) -> str:
    return str(place) if place else "built in"
