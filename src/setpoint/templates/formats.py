"""The formats that templates may be written in, found and chosen by the text itself.

A package in this room with a ``FORMAT`` is one (:mod:`setpoint.templates.hot`); other distributions add theirs through
the entry point group ``setpoint.template_formats``. No list names them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import entry_points
from typing import Any, Protocol, cast

import msgspec

import setpoint.templates as room
from setpoint.model.diagnostic import About, Findings, Problem
from setpoint.model.nearest import did_you_mean, one_of
from setpoint.templates import yaml
from setpoint.templates.compiling import Template
from setpoint.templates.language.version import Version
from setpoint.templates.reading import named
from setpoint.templates.tree import Document

GROUP = "setpoint.template_formats"
"""Entry points of this group name an object that is a :class:`TemplateFormat`."""


class TemplateFormat(Protocol):
    """A language of templates."""

    @property
    def name(self) -> str:
        """What ``Source.format`` calls it: ``hot``."""
        ...

    @property
    def versions(self) -> Sequence[Version]:
        """Its versions, oldest first."""
        ...

    @property
    def opening(self) -> str:
        """How a template of this format may begin: what to add to one that no format recognises."""
        ...

    def recognises(self, tree: Mapping[str, Any]) -> bool:
        """Whether ``tree`` says of itself that it is of this format."""
        ...

    def read(self, document: Document, tree: Any, findings: Findings) -> Template:
        """Understand ``tree``, the map that ``document`` holds, as far as that needs no parameters."""
        ...


@cache
def formats() -> Mapping[str, TemplateFormat]:
    """Every format there is, by name. What ships here wins over what was added."""
    added: Iterator[TemplateFormat] = (entry.load() for entry in entry_points(group=GROUP))
    return {one.name: one for one in (*added, *_shipped())}


def versions() -> Iterator[tuple[TemplateFormat, Version]]:
    """Every version of every format."""
    for one in formats().values():
        for version in one.versions:
            yield one, version


def read_template(document: Document, findings: Findings, format_name: str = "") -> Template | None:
    """The template that ``document`` holds, in the format named or recognised. None after Diagnostics."""
    read = Findings()
    tree = yaml.read(document, read)
    findings.add(msgspec.structs.replace(one, about=_UNREADABLE) for one in read)
    if isinstance(tree, dict):
        found = _chosen(tree, document, findings, format_name)
        return found.read(document, tree, findings) if found else None
    if tree is None and not read.has_errors:
        findings.error("the template is empty", place=document.whole, advice=_beginnings(), about=_UNREADABLE)
    elif tree is not None:
        findings.error(
            f"a template must be a map, not {named(tree)}",
            place=document.place(0),
            advice=_beginnings(),
            about=_UNREADABLE,
        )
    return None


def _chosen(
    tree: Mapping[str, Any], document: Document, findings: Findings, format_name: str
) -> TemplateFormat | None:
    if format_name:
        if format_name not in formats():
            advice = did_you_mean(format_name, formats(), f"there are {one_of(formats())}")
            findings.error(f"unknown template format '{format_name}'", place=document.whole, advice=advice)
        return formats().get(format_name)
    found = [one for one in formats().values() if one.recognises(tree)]
    if len(found) == 1:
        return found[0]
    if found:
        names = tuple(one.name for one in found)
        findings.error(
            f"the template says that it is of several formats: {one_of(names)}",
            place=document.place(0),
            advice="leave the version of one",
            about=About(Problem.VERSION, names),
        )
        return None
    findings.error(
        "the template does not say which format it is written in",
        place=document.place(0),
        advice=_beginnings(),
        about=About(Problem.VERSION),
    )
    return None


_UNREADABLE = About(Problem.TEMPLATE)


def _beginnings() -> str:
    return "begin it with " + " or ".join(f"'{one.opening}'" for one in formats().values())


def _shipped() -> Iterator[TemplateFormat]:
    for found in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
        if found.ispkg:
            module = importlib.import_module(found.name)
            if hasattr(module, "FORMAT"):
                yield cast("TemplateFormat", module.FORMAT)
