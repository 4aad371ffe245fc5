"""A graph as an SVG picture: a box a resource, a frame a nested stack or group, arrows to what is stood on.

Text is monospaced, because only of such text is the width known without asking a font: 0.6 of its size a character.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from setpoint.cli.drawing.colours import PLAIN, tone
from setpoint.model.address import name_of
from setpoint.model.graph import Graph, Node
from setpoint.model.layout.arrange import Block, Line, Size
from setpoint.model.layout.picture import Box, Picture, lay_out

MARGIN = 24
HEADING = 30
NAME = 13
SMALL = 10.5
ADVANCE = 0.602
"""Width of a character, as a part of the font's size."""
LONGEST = 34
"""Characters of a name or type that are shown; the whole of it is in the tooltip."""
SIDE = 12
"""Room beside text, on either side."""

_STYLE = f"""
text {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: {SMALL}px; }}
.name {{ font-size: {NAME}px; font-weight: 600; }}
.line {{ fill: none; stroke: #6e7781; stroke-width: 1.3; }}
.box {{ stroke-width: 1.4; }}
.block {{ fill: #f6f8fa; fill-opacity: 0.6; stroke: #8c959f; stroke-width: 1; stroke-dasharray: 1 3; }}
.frame {{ stroke-width: 1.4; stroke-dasharray: 5 3; fill-opacity: 0.35; }}
"""


def svg(graph: Graph) -> str:
    """The whole picture, a document that stands alone."""
    return "".join(_document(graph, lay_out(graph, _size)))


def _size(node: Node) -> Size:
    texts = [(name_of(node.address), NAME), (node.type, SMALL), (node.status, SMALL)]
    wide = max(min(len(text), LONGEST) * size * ADVANCE for text, size in texts)
    return Size(round(wide) + 2 * SIDE, 58 if node.status else 44)


def _document(graph: Graph, picture: Picture) -> Iterator[str]:
    width = max(picture.size.width, len(graph.name) * NAME * ADVANCE) + 2 * MARGIN
    height = picture.size.height + 2 * MARGIN + HEADING
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}">\n<title>{escape(graph.name)}</title>\n<style>{_STYLE}</style>\n'
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M0 0.5 8 4 0 7.5Z" fill="#6e7781"/></marker></defs>\n'
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n'
        f'<text class="name" x="{MARGIN}" y="{MARGIN + NAME}" fill="{PLAIN.text}">{escape(graph.name)}</text>\n'
        f'<g transform="translate({MARGIN} {MARGIN + HEADING})">\n'
    )
    yield from (_frame(box) for box in picture.boxes if box.is_frame)
    yield from map(_block, picture.blocks)
    yield from map(_line, picture.lines)
    yield from (_box(box) for box in picture.boxes if not box.is_frame)
    yield "</g>\n</svg>\n"


def _frame(box: Box) -> str:
    return _group(box, "frame", dashes=True)


def _box(box: Box) -> str:
    return _group(box, "box")


def _group(box: Box, looks: str, *, dashes: bool = False) -> str:
    node, (width, height) = box.node, box.size
    colours = tone(node.status)
    texts = [
        f'<text x="{SIDE}" y="{at}"{kind}>{escape(_cut(text))}</text>'
        for text, at, kind in (
            (name_of(node.address), 19, ' class="name"'),
            (node.type, 34, ""),
            (node.status, 49, ""),
        )
        if text
    ]
    radius = 10 if dashes else 6
    return (
        f'<g transform="translate({box.left:.1f} {box.top:.1f})" fill="{colours.text}">'
        f"<title>{escape(_told(node))}</title>"
        f'<rect class={quoteattr(looks)} width="{width:.1f}" height="{height:.1f}" rx="{radius}" '
        f'fill="{colours.fill}" stroke="{colours.line}"/>{"".join(texts)}</g>\n'
    )


def _block(block: Block) -> str:
    (width, height), at = block.size, f'x="{block.left:.1f}" y="{block.top:.1f}"'
    return f'<rect class="block" {at} width="{width:.1f}" height="{height:.1f}" rx="8"/>\n'


def _told(node: Node) -> str:
    return " ".join(filter(None, (node.address, node.type, node.status)))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _line(line: Line) -> str:
    end = ' marker-end="url(#head)"' if line.head in {"down", "both"} else ""
    start = ' marker-start="url(#head)"' if line.head in {"up", "both"} else ""
    return f'<path class="line" d="{_path(line.points)}"{end}{start}/>\n'


def _path(points: Sequence[tuple[float, float]]) -> str:
    """A curve that leaves and arrives upright, from point to point; straight where it goes straight down."""
    (x, y), *_ = points
    parts = [f"M{x:.1f} {y:.1f}"]
    for (left, top), (right, bottom) in pairwise(points):
        if top == bottom:
            continue
        bend = (top + bottom) / 2
        if abs(left - right) < 0.5:
            parts.append(f"V{bottom:.1f}")
        else:
            parts.append(f"C{left:.1f} {bend:.1f} {right:.1f} {bend:.1f} {right:.1f} {bottom:.1f}")
    return "".join(parts)
