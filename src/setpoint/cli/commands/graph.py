"""``setpoint graph``: a picture of what there is, and of what stands on what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from setpoint.cli.options import input_options, json_option
from setpoint.cli.stacks import name_option

if TYPE_CHECKING:
    from setpoint.model.graph import Graph

FORMATS = ("dot", "svg", "json")


@click.command
@click.argument("template", required=False, type=click.Path(), metavar="[TEMPLATE]")
@name_option
@input_options
@click.option("--format", "form", type=click.Choice(FORMATS), help="By default as --out says, else dot.")
@click.option("-o", "--out", metavar="FILE", help="Write to FILE instead of stdout.")
@json_option
def command(
    template: str | None, *, stack: str | None, form: str | None, out: str | None, **given: tuple[str, ...]
) -> None:
    """Draw TEMPLATE as it would be made, or the stack NAME as it is. Arrows point to what a resource stands on.

    dot is for Graphviz; svg is a picture by itself, coloured by status; json holds nodes, edges and containers.
    """
    from setpoint.cli import show
    from setpoint.cli.options import wants_json

    if template and stack:
        raise click.UsageError("TEMPLATE and --stack cannot be used together")
    form = "json" if wants_json() else form or _by_name(out)
    graph = _of_template(template, given) if template else _of_stack(stack, given)
    if form == "json" and not out:
        show.json(_json(graph))
        return
    text = _text(graph, form)
    if out:
        _write(out, text)
    else:
        click.echo(text, nl=False)


def _by_name(out: str | None) -> str:
    suffix = out.rpartition(".")[2].lower() if out else ""
    return {"gv": "dot"}.get(suffix, suffix if suffix in FORMATS else "dot")


def _of_template(template: str, given: dict[str, tuple[str, ...]]) -> Graph:
    from setpoint.cli.naming import stack_name
    from setpoint.cli.opening import PROJECT
    from setpoint.cli.reading import STDIN
    from setpoint.cli.sources import Given, read_source
    from setpoint.engine.requests.graph import NOBODYS, template_graph
    from setpoint.model.stack import Stack, StackId

    source = read_source(Given(template, **given))
    name = stack_name("stack" if template == STDIN else "", template)
    return template_graph(source, Stack(StackId(NOBODYS), name, PROJECT, ""))


def _of_stack(name: str | None, given: dict[str, tuple[str, ...]]) -> Graph:
    from setpoint.cli.opening import opened_engine, run
    from setpoint.cli.stacks import the_stack
    from setpoint.engine.requests.graph import stack_graph

    if any(given.values()):
        raise click.UsageError("environments and parameters go with a TEMPLATE")

    async def asked() -> Graph:
        async with opened_engine() as engine:
            return stack_graph(engine, the_stack(engine.records, name).id)

    return run(asked())


def _text(graph: Graph, form: str) -> str:
    if form == "svg":
        from setpoint.cli.drawing.svg import svg

        return svg(graph)
    if form == "json":
        import msgspec

        return msgspec.json.format(msgspec.json.encode(_json(graph)), indent=2).decode() + "\n"
    from setpoint.cli.drawing.dot import dot

    return dot(graph)


def _write(path: str, text: str) -> None:
    from pathlib import Path

    from setpoint.model.errors import InvalidInput

    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidInput.because(f"cannot write '{path}'", detail=error.strerror or str(error)) from error


def _json(graph: Graph) -> dict[str, Any]:
    from setpoint.model.address import container_of, name_of

    members = graph.members()
    return {
        "stack_name": graph.name,
        "nodes": [
            {
                "resource_name": name_of(node.address),
                "resource_type": node.type,
                "resource_status": node.status,
                "address": node.address,
                "container": container_of(node.address),
            }
            for node in graph.nodes
        ],
        "edges": [{"from": edge.source, "to": edge.target} for edge in graph.edges],
        "containers": [
            {"address": address, "members": [node.address for node in inside]}
            for address, inside in members.items()
            if address
        ],
    }
