"""Which files a template names, and under which names they are handed over.

A name is relative to the folder of the template that says it, as it would be on a disk; names with a scheme
(``file://``, ``https://``) are taken as they are. The stack's own template stands in the folder ``""``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterable, Iterator
from urllib.parse import urljoin

from setpoint.model.diagnostic import Findings
from setpoint.model.place import Place
from setpoint.model.stack import Source
from setpoint.templates.environment import understand
from setpoint.templates.formats import read_template
from setpoint.templates.registry import Branch, Entry, is_template
from setpoint.templates.tree import Document


def handed_over(written: str, folder: str, files: Container[str]) -> str:
    """The name in ``files`` of what a template in ``folder`` calls ``written``; ``written`` itself when it is none."""
    relative = beside(written, folder)
    return relative if relative in files else written


def beside(written: str, folder: str) -> str:
    """The name of ``written`` as seen from the stack's own template."""
    if "://" in written:
        return written
    if "://" in folder:
        return urljoin(f"{folder}/", written)
    return posixpath.normpath(posixpath.join(folder, written))


def files_of(source: Source) -> dict[str, Place | None]:
    """The files that ``source`` names and does not hold yet, with where.

    Whoever collects files adds what it found and asks again, until nothing is missing: templates name more files.
    Problems are left for the compiler to tell.
    """
    missing: dict[str, Place | None] = {}
    for entry in _provided(source):
        if is_template(entry.target) and entry.target not in source.files:
            missing.setdefault(entry.target, entry.place)
    texts = {name: text for name, text in source.files.items() if is_template(name)}
    for name, text in (("", source.template), *texts.items()):
        for written, place in _named_in(
            name or source.template_name, text, source.format if not name else ""
        ):
            if handed_over(written, posixpath.dirname(name), source.files) not in source.files:
                missing.setdefault(beside(written, posixpath.dirname(name)), place)
    return missing


def _named_in(name: str, text: str, format_name: str) -> Iterator[tuple[str, Place]]:
    template = read_template(Document(name, text), Findings(), format_name)
    yield from template.files().items() if template else ()


def _provided(source: Source) -> Iterator[Entry]:
    registry = understand(source.environment, Findings()).registry
    yield from registry.entries
    yield from _within(registry.resources.values())


def _within(branches: Iterable[Branch]) -> Iterator[Entry]:
    for branch in branches:
        yield from branch.entries
        yield from _within(branch.within.values())
