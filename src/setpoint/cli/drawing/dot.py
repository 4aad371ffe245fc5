"""A graph in the DOT language of Graphviz: nested stacks and groups are clusters, arrows point to what is stood on.

An edge cannot end at a cluster, so each has an invisible point to end at; ``lhead`` and ``ltail`` cut the arrow off at
the frame (Graphviz, attribute ``compound``).
"""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.cli.drawing.colours import tone
from setpoint.model.address import ROOT, Address, name_of
from setpoint.model.graph import Edge, Graph, Node


def dot(graph: Graph) -> str:
    """The text, ready for ``dot -Tsvg``."""
    return "\n".join(_lines(graph)) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    members = graph.members()
    yield f"digraph {_quoted(graph.name)} {{"
    yield "  compound=true; rankdir=TB; ranksep=0.6;"
    yield '  node [shape=box, style="rounded,filled", fontname="monospace", fontsize=11];'
    yield '  edge [color="#57606a", arrowsize=0.7];'
    yield from _members(ROOT, members, "  ")
    for edge in graph.edges:
        yield f"  {_edge(edge, members)}"
    yield "}"


def _members(container: Address, members: dict[Address, list[Node]], indent: str) -> Iterator[str]:
    for node in members[container]:
        if node.address not in members:
            yield f"{indent}{_node(node)}"
            continue
        yield f"{indent}subgraph {_quoted(_cluster(node.address))} {{"
        yield f'{indent}  label={_quoted(_label(node))}; style=rounded; color="{tone(node.status).line}";'
        yield f"{indent}  {_quoted(node.address)} [shape=point, style=invis];"
        yield from _members(node.address, members, f"{indent}  ")
        yield f"{indent}}}"


def _node(node: Node) -> str:
    colours = tone(node.status)
    looks = f'fillcolor="{colours.fill}", color="{colours.line}", fontcolor="{colours.text}"'
    return f"{_quoted(node.address)} [label={_quoted(_label(node))}, {looks}];"


def _label(node: Node) -> str:
    return "\n".join(filter(None, (name_of(node.address), node.type, node.status)))


def _edge(edge: Edge, members: dict[Address, list[Node]]) -> str:
    ends = {"ltail": edge.source, "lhead": edge.target}
    cut = [f"{key}={_quoted(_cluster(end))}" for key, end in ends.items() if end in members]
    cuts = f" [{', '.join(cut)}]" if cut else ""
    return f"{_quoted(edge.source)} -> {_quoted(edge.target)}{cuts};"


def _cluster(address: Address) -> str:
    return f"cluster_{address}"


def _quoted(text: str) -> str:
    """A DOT string: only quotes and backslashes are special, and a line break is written as one."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
