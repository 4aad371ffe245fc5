"""``setpoint validate``: everything that can be known of a template without a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from setpoint.cli.options import input_options, json_option, template_argument

if TYPE_CHECKING:
    from setpoint.engine.desired import Desired
    from setpoint.model.stack import Source


@click.command
@template_argument
@input_options
@json_option
def command(template: str, **given: tuple[str, ...]) -> None:
    """Check a template and all that it names.

    Nothing is made, and no cloud is asked: what only a cloud can say (is there such an image?) is told not to have been
    checked. Every problem is told at once, each with its file, line and column.
    TEMPLATE is a file, a URL, "-" for standard input, or a folder that holds one.
    """
    from setpoint.cli import show
    from setpoint.cli.naming import default_name
    from setpoint.cli.options import wants_json
    from setpoint.cli.reading import STDIN
    from setpoint.cli.sources import Given, read_source
    from setpoint.engine.desired import desired
    from setpoint.model.stack import ProjectId, Stack, StackId

    source = read_source(Given(template, **given))
    name = "stack" if template == STDIN else default_name(template)
    found = desired(source, Stack(StackId(""), name, ProjectId("local"), ""))
    show.diagnostics(found.warnings)
    if wants_json():
        show.json(_as_heat_answers(source, found))
    else:
        show.text(f"{source.template_name} is in order: {_counted(found)}")
        unchecked = _unchecked(found)
        if unchecked:
            show.note(f"not checked, for no cloud was asked: {', '.join(unchecked)}; `setpoint plan` asks")


def _counted(found: Desired) -> str:
    counts = {"resource": len(found.root.definitions), "output": len(found.root.outputs)}
    return ", ".join(f"{count:,} {what}{'' if count == 1 else 's'}" for what, count in counts.items())


def _unchecked(found: Desired) -> list[str]:
    """The kinds of things that are named in clear, and whose parameters' constraints only a cloud can answer."""
    from setpoint.engine.requests.questions import asked_in
    from setpoint.types.resource_type import ResourceType

    asked = {one.question.kind for several in asked_in(found.tree).values() for one in several}
    for one in found.root.definitions.values():
        if isinstance(one.kind, ResourceType):
            asked.update(each.kind for each in one.kind.references(one.properties))
    return sorted(asked)


def _as_heat_answers(source: Source, found: Desired) -> dict[str, Any]:
    """What ``POST /validate`` of the Heat API answers, and the warnings."""
    from setpoint.cli.problems import diagnostic_json
    from setpoint.templates.compiler import parameters_of

    declared = parameters_of(source)
    return {
        "Description": declared.description,
        "Parameters": {name: _parameter(one) for name, one in declared.parameters.items()},
        "ParameterGroups": [
            {"label": one.label, "description": one.description, "parameters": list(one.parameters)}
            for one in declared.groups
        ],
        "diagnostics": [diagnostic_json(one) for one in found.warnings],
        "unchecked": _unchecked(found),
    }


_HEAT_TYPES = {
    "string": "String",
    "number": "Number",
    "comma_delimited_list": "CommaDelimitedList",
    "json": "Json",
    "boolean": "Boolean",
}


def _parameter(one: Any) -> dict[str, Any]:
    from setpoint.model.value import MASK

    shown: dict[str, Any] = {
        "Type": _HEAT_TYPES[one.type.value],
        "Description": one.description,
        "NoEcho": "true" if one.hidden else "false",
        "Label": one.label or one.name,
    }
    if one.default is not None:
        shown["Default"] = MASK if one.hidden else one.default
    return shown
