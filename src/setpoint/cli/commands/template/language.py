"""``template versions`` and ``template functions``."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import click

from setpoint.cli.options import json_option

if TYPE_CHECKING:
    from setpoint.templates.hot.versions import Version


@click.command
@json_option
def versions() -> None:
    """List the versions of the template language, oldest first, with what each brought."""
    from setpoint.cli import show
    from setpoint.cli.options import wants_json
    from setpoint.templates.hot.versions import VERSIONS

    found = list(VERSIONS.values())
    if wants_json():
        show.json([_json(one) for one in found])
        return
    before = [None, *found]
    rows = [(one.name, one.alias or "-", _news(one, old)) for one, old in zip(found, before, strict=False)]
    show.table(("version", "release", "functions"), rows)


def _json(one: Version) -> dict[str, object]:
    """As Heat's API lists them."""
    name = "heat_template_version"
    return {
        "version": f"{name}.{one.name}",
        "type": "hot",
        "aliases": [f"{name}.{one.alias}"] if one.alias else [],
        "functions": sorted(one.functions),
        "condition_functions": sorted(one.condition_functions),
    }


def _news(one: Version, old: Version | None) -> str:
    before = old.functions if old else frozenset()
    added = [f"+{name}" for name in sorted(one.functions - before)]
    removed = [f"-{name}" for name in sorted(before - one.functions)]
    return " ".join(added + removed) or "as before"


@click.command
@click.argument("version", required=False, metavar="[VERSION]")
@json_option
def functions(version: str | None) -> None:
    """List the functions of VERSION (a date or a release; the newest by default), with what each is for."""
    from setpoint.cli import show
    from setpoint.cli.options import wants_json

    found = _version(version)
    rows = [
        (name, "yes" if name in found.condition_functions else "no", _told(name))
        for name in sorted(found.functions | found.condition_functions)
    ]
    if wants_json():
        show.json(
            [
                {"functions": name, "description": told, "condition": cond == "yes"}
                for name, cond, told in rows
            ]
        )
    else:
        show.table(("function", "in conditions", "what for"), rows)


def _version(name: str | None) -> Version:
    from setpoint.model.errors import InvalidInput
    from setpoint.model.nearest import did_you_mean
    from setpoint.templates.hot.versions import ALIASES, NEWEST, VERSIONS, version_named

    found = version_named(name) if name else NEWEST
    if found is None:
        advice = did_you_mean(name or "", [*VERSIONS, *ALIASES], "`setpoint template versions` lists them")
        raise InvalidInput.because(f"there is no version '{name}'", advice=advice)
    return found


def _told(name: str) -> str:
    """The first sentence of a function's documentation, without its name and where it is specified."""
    from setpoint.templates.functions import functions as known

    told = inspect.getdoc(known().get(name)) or ""
    first = told.partition("\n")[0].removeprefix(f"``{name}``: ")
    return first.partition(" (HOT guide")[0].rstrip(".").replace("``", "`")


VERBS = (versions, functions)
