"""``template show``: what a stack was made from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from setpoint.cli.options import json_option
from setpoint.cli.stacks import name_argument

if TYPE_CHECKING:
    from setpoint.model.stack import Source, Stack
    from setpoint.store.records import Records

PARTS = ("template", "parameters", "environment", "files", "resources")


@click.command
@name_argument
@click.option("--part", type=click.Choice(PARTS), default="template", show_default=True, help="What to show.")
@click.option("--revision", type=click.IntRange(1), help="Of an earlier revision.")
@json_option
def show(name: str | None, *, part: str, revision: int | None) -> None:
    """Show what the stack NAME was made from. Secrets are masked, also in the template's own text.

    \b
    template     its text
    parameters   every parameter with its value, given or default, and the pseudo-parameters
    environment  the environments as merged
    files        the files that were handed over, and their sizes
    resources    each resource as compiled: its type after the registry was asked, and what it depends on
    """  # noqa: D301 - \\b is click's mark of lines to be left as they are
    from setpoint.cli import show as shown
    from setpoint.cli.opening import opened_records
    from setpoint.cli.options import wants_json
    from setpoint.cli.stacks import the_stack

    with opened_records() as records:
        stack = the_stack(records, name)
        source = _source(records, stack, revision)
    found = _SHOWN[part](stack, source)
    if wants_json():
        shown.json({part: found})
    elif part == "template":
        click.echo(found, nl=not found.endswith("\n"))
    elif isinstance(found, dict):
        shown.record((key, _value(value)) for key, value in found.items())
    elif found:
        shown.table([title.replace("_", " ") for title in found[0]], [[*one.values()] for one in found])


def _source(records: Records, stack: Stack, number: int | None) -> Source:
    from setpoint.model.errors import InvalidInput

    revision = records.revision(stack.id, number or stack.revision)
    if revision is None:
        raise InvalidInput.because(
            f"stack {stack.name} has no revision {number or stack.revision}",
            advice=f"it is at revision {stack.revision}" if number else "",
        )
    if revision.source is None:
        raise InvalidInput.because(f"revision {revision.number} of stack {stack.name} wants nothing")
    return revision.source


def _template(_stack: Stack, source: Source) -> str:
    from setpoint.templates.veiled import veiled

    return veiled(source)


def _parameters(stack: Stack, source: Source) -> dict[str, Any]:
    from setpoint.engine.desired import desired
    from setpoint.model.value import masked

    found: dict[str, Any] = masked(dict(desired(source, stack).root.parameters))
    return found


def _environment(_stack: Stack, source: Source) -> dict[str, Any]:
    from setpoint.model.value import masked

    given = {**source.environment.get("parameters", {}), **source.parameters}
    found: dict[str, Any] = masked({**source.environment, **({"parameters": given} if given else {})})
    return found


def _files(_stack: Stack, source: Source) -> list[dict[str, Any]]:
    return [{"file": name, "bytes": len(text.encode())} for name, text in source.files.items()]


def _resources(stack: Stack, source: Source) -> list[dict[str, Any]]:
    from setpoint.engine.desired import desired

    tree = desired(source, stack).tree
    return [
        {
            "address": one.address,
            "resource_type": one.kind.name,
            "written_as": one.type,
            "place": str(one.place or ""),
            "depends_on": ", ".join(tree.dependencies(one.address)),
        }
        for one in tree.definitions.values()
    ]


_SHOWN: dict[str, Callable[[Stack, Source], Any]] = {
    "template": _template,
    "parameters": _parameters,
    "environment": _environment,
    "files": _files,
    "resources": _resources,
}


def _value(value: object) -> str:
    from setpoint.model.shortened import in_full

    return value if isinstance(value, str) else in_full(value)


VERBS = (show,)
