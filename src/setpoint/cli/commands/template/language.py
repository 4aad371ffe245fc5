"""``template versions`` and ``template functions``."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import click

from setpoint.cli.options import json_option

if TYPE_CHECKING:
    from setpoint.templates.language.version import Version


@click.command
@json_option
def versions() -> None:
    """List the versions of the template languages, oldest first, with what each brought."""
    from setpoint.cli import show
    from setpoint.cli.options import wants_json
    from setpoint.templates.formats import formats

    if wants_json():
        show.json([_json(one, language.name) for language in formats().values() for one in language.versions])
        return
    rows = [
        (_short(one), one.alias or "-", _news(one, old))
        for language in formats().values()
        for one, old in zip(language.versions, (None, *language.versions), strict=False)
    ]
    show.table(("version", "release", "functions"), rows)


def _json(one: Version, language: str) -> dict[str, object]:
    """As Heat's API lists them."""
    return {
        "version": one.full_name,
        "type": language,
        "aliases": list(one.aliases),
        "functions": sorted(one.functions),
        "condition_functions": sorted(one.condition_functions),
    }


def _short(one: Version) -> str:
    """HOT's versions are known by their dates."""
    from setpoint.templates.hot.versions import VERSION_KEY

    return one.name if one.key == VERSION_KEY else one.full_name


def _news(one: Version, old: Version | None) -> str:
    before = old.functions if old else frozenset()
    added = [f"+{name}" for name in sorted(one.functions - before)]
    removed = [f"-{name}" for name in sorted(before - one.functions)]
    return " ".join(added + removed) or "as before"


@click.command
@click.argument("version", required=False, metavar="[VERSION]")
@json_option
def functions(version: str | None) -> None:
    """List the functions of VERSION (a date, a release or a whole name; by default HOT's newest), with what for."""
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
    from setpoint.templates.formats import versions
    from setpoint.templates.hot.versions import NEWEST

    if not name:
        return NEWEST
    known = {
        word: one for _, one in versions() for word in (one.full_name, *one.aliases, one.name, one.alias)
    }
    if name not in known:
        advice = did_you_mean(name, filter(None, known), "`setpoint template versions` lists them")
        raise InvalidInput.because(f"there is no version '{name}'", advice=advice)
    return known[name]


def _told(name: str) -> str:
    """The first sentence of a function's documentation, without its name and where it is specified."""
    from setpoint.templates.functions import functions as known

    told = inspect.getdoc(known().get(name)) or ""
    first = told.partition("\n")[0].removeprefix(f"``{name}``: ")
    return first.partition(" (HOT guide")[0].rstrip(".").replace("``", "`")


VERBS = (versions, functions)
