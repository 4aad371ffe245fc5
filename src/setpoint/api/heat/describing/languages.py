"""The versions of the template languages, and the functions that each has (routes below ``/template_versions``)."""

from __future__ import annotations

import inspect
from typing import TypedDict

from setpoint.api.heat.refusals import no_version
from setpoint.templates.formats import versions
from setpoint.templates.functions import functions
from setpoint.templates.language.version import Version

KNOWN = {"get_file": "A function for including a file inline."}
"""What clients look for in the description of a function, word by word."""


class TemplateVersion(TypedDict):
    """A version of a language of templates."""

    version: str
    type: str
    aliases: list[str]


class TemplateVersions(TypedDict):
    """The versions of languages of templates."""

    template_versions: list[TemplateVersion]


class TemplateFunction(TypedDict):
    """A function of templates."""

    functions: str
    description: str


class TemplateFunctions(TypedDict):
    """The functions of a language of templates."""

    template_functions: list[TemplateFunction]


def template_versions() -> TemplateVersions:
    """Every version of each language, oldest first, with the other names it has."""
    return {
        "template_versions": [
            {"version": one.full_name, "type": language.name, "aliases": list(one.aliases)}
            for language, one in versions()
        ]
    }


def template_functions(version: str, *, with_conditions: bool = False) -> TemplateFunctions:
    """The functions of a version, by its full name; with those that only conditions have. Raises Refused."""
    found = _version(version)
    names = found.functions | found.condition_functions if with_conditions else found.functions
    return {
        "template_functions": [
            {"functions": name, "description": _description(name)} for name in sorted(names)
        ]
    }


def _version(name: str) -> Version:
    for _, one in versions():
        if name in (one.full_name, *one.aliases):
            return one
    raise no_version(name)


def _description(name: str) -> str:
    """What a function does: the first words of its documentation, without its name before and the sources behind."""
    first = (inspect.getdoc(functions()[name]) or "").partition("\n")[0].removeprefix(f"``{name}``: ")
    words = first.partition(" (HOT guide")[0].removesuffix(".").replace("``", "'")
    return KNOWN.get(name, f"{words[:1].upper()}{words[1:]}.")
