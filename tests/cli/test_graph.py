"""Graphs as text, data and pictures."""

from xml.etree import ElementTree as ET

import pytest

from setpoint.cli.drawing.colours import PLAIN, Tone, tone
from setpoint.cli.drawing.dot import dot
from setpoint.cli.drawing.svg import svg
from setpoint.cli.exits import Exit
from setpoint.model.address import Address
from setpoint.model.graph import Edge, Graph, Node
from tests.cli.shell import Shell

APP = """
parameters:
  count: {type: number, default: 2}
resources:
  net: {type: OS::Heat::RandomString}
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: {get_param: count}
      resource_def: {type: OS::Heat::TestResource, properties: {value: {get_attr: [net, value]}}}
  last: {type: OS::Heat::TestResource, depends_on: group}
"""
NAMES = {"s": "http://www.w3.org/2000/svg"}


@pytest.fixture
def app(shell: Shell) -> Shell:
    """Return a shell with the template ``app.yaml``."""
    shell.write("app.yaml", APP)
    return shell


def texts(picture: str) -> list[str]:
    return ["".join(one.itertext()) for one in ET.fromstring(picture).iterfind(".//s:text", NAMES)]


def test_a_template_as_dot(app: Shell) -> None:
    text = app.good("graph", "app.yaml").out
    assert text.startswith('digraph "app" {')
    assert '"group/0" [label="0\\nOS::Heat::TestResource"' in text
    assert 'subgraph "cluster_group" {' in text
    assert '"last" -> "group" [lhead="cluster_group"];' in text
    assert text.count("{") == text.count("}")
    assert app.stacks() == {}


def test_a_template_with_other_parameters(app: Shell) -> None:
    found = app.good("graph", "app.yaml", "-P", "count=4", "--json").json
    assert found["containers"] == [
        {"address": "group", "members": [f"group/{number}" for number in range(4)]}
    ]


def test_a_stack_as_json_with_its_statuses(app: Shell) -> None:
    app.good("up", "app.yaml", "--yes")
    found = app.good("graph", "--stack", "app", "--json").json
    assert {one["address"]: one["resource_status"] for one in found["nodes"]} == dict.fromkeys(
        ("net", "group", "group/0", "group/1", "last"), "CREATE_COMPLETE"
    )
    assert {"from": "group/1", "to": "net"} in found["edges"]
    assert found == app.good("graph", "--json").json


def test_a_picture_in_a_file(app: Shell) -> None:
    app.good("graph", "app.yaml", "-o", "app.svg")
    shown = texts((app.folder / "app.svg").read_text())
    assert shown[0] == "app"
    assert {"net", "group", "0", "1", "last", "OS::Heat::TestResource"} <= set(shown)


@pytest.mark.parametrize(
    ("words", "told"),
    (
        (["app.yaml", "--stack", "x"], "cannot be used together"),
        (["--stack", "x"], "there is no stack 'x'"),
        ([], "there are no stacks yet"),
        (["nothing.yaml"], "cannot read the template"),
        (["app.yaml", "-o", "no/such/folder.svg"], "cannot write 'no/such/folder.svg'"),
    ),
)
def test_what_cannot_be_drawn_is_told(app: Shell, words: list[str], told: str) -> None:
    ran = app.run("graph", *words)
    assert (ran.code, told in ran.err) == (Exit.BAD_INPUT, True), ran.err


# --- drawing


def graph(*nodes: Node, edges: tuple[tuple[str, str], ...] = ()) -> Graph:
    return Graph(
        'a "graph" & <more>', nodes, tuple(Edge(Address(one), Address(other)) for one, other in edges)
    )


def test_names_cannot_break_out_of_a_picture() -> None:
    bad = graph(Node(Address('a"b<c>&d'), 'T"<x>&', "CREATE_COMPLETE"))
    assert {'a "graph" & <more>', 'a"b<c>&d', 'T"<x>&'} <= set(texts(svg(bad)))
    assert 'label="a\\"b<c>&d\\nT\\"<x>&' in dot(bad)


def test_a_long_name_is_cut_and_whole_in_the_tooltip() -> None:
    name = "x" * 60
    root = ET.fromstring(svg(graph(Node(Address(name), "T"))))
    assert any("".join(one.itertext()).endswith("…") for one in root.iterfind(".//s:text", NAMES))
    assert f"{name} T" in [one.text for one in root.iterfind(".//s:g/s:title", NAMES)]


def test_text_stays_within_its_box() -> None:
    root = ET.fromstring(
        svg(graph(Node(Address("a_rather_long_name"), "OS::Heat::RandomString", "CREATE_FAILED")))
    )
    for group in root.iterfind(".//s:g[@fill]", NAMES):
        width = float(group.find("s:rect", NAMES).attrib["width"])  # type: ignore[union-attr]
        for text in group.iterfind("s:text", NAMES):
            size = 13 if text.get("class") == "name" else 10.5
            assert float(text.attrib["x"]) + len("".join(text.itertext())) * size * 0.602 <= width


def test_an_empty_graph_is_a_picture_too() -> None:
    assert texts(svg(graph())) == ['a "graph" & <more>']
    assert dot(graph()).endswith("}\n")


@pytest.mark.parametrize(
    "status", ("", "CREATE_COMPLETE", "UPDATE_FAILED", "CHECK_IN_PROGRESS", "SUSPEND_COMPLETE", "odd")
)
def test_text_stands_out_from_its_fill(status: str) -> None:
    """WCAG 2.1, success criterion 1.4.6: a contrast of at least 7 to 1."""
    colours: Tone = tone(status)
    light, dark = _luminance(colours.fill), _luminance(colours.text)
    assert (light + 0.05) / (dark + 0.05) >= 7


def test_statuses_differ_in_colour() -> None:
    known = [tone(status) for status in ("X_COMPLETE", "X_FAILED", "X_IN_PROGRESS", "SUSPEND_COMPLETE", "")]
    assert len(set(known)) == 5
    assert known[-1] is PLAIN


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
