"""What programs are told of a problem: its kind, the names that it is about, and the way to its place."""

from typing import Any

import pytest

from setpoint.model.diagnostic import About, Problem
from setpoint.templates.tree import Document
from setpoint.templates.ways import ways_in
from tests.templates.world import problems

P = Problem
HEAD = "heat_template_version: 2021-04-16\n"
TWO = "resources:\n  a: {type: 'OS::Heat::Value', %s}\n  b: {type: 'OS::Heat::None'}\n"


def one_of_two(rest: str) -> str:
    return HEAD + TWO % rest


VALUE = ("resources", "a", "properties", "value")


@pytest.mark.parametrize(
    ("text", "about", "path"),
    (
        ("a: [", About(P.TEMPLATE), ()),
        ("", About(P.TEMPLATE), ()),
        ("- 1", About(P.TEMPLATE), ()),
        ("resources: {}", About(P.VERSION), ("resources",)),
        (
            "heat_template_version: 2000-01-01",
            About(P.VERSION, ("heat_template_version",)),
            ("heat_template_version",),
        ),
        (HEAD + "resource: {}", About(P.SECTION, ("resource",)), ("resource",)),
        (
            HEAD + "parameters:\n  p: {type: string}",
            About(P.MISSING_PARAMETER, ("p",)),
            ("parameters", "p", "type"),
        ),
        (
            one_of_two("properties: {value: {get_resource: c}}"),
            About(P.REFERENCE, ("c",)),
            (*VALUE, "get_resource"),
        ),
        (
            one_of_two("properties: {value: 1}, depends_on: c"),
            About(P.REFERENCE, ("c",)),
            ("resources", "a", "depends_on"),
        ),
        (
            one_of_two("properties: {value: {get_param: c}}"),
            About(P.PARAMETER, ("c",)),
            (*VALUE, "get_param"),
        ),
        (
            one_of_two("properties: {value: [0, {get_param: c}]}"),
            About(P.PARAMETER, ("c",)),
            (*VALUE, 1, "get_param"),
        ),
        (
            one_of_two("properties: {value: {get_attr: [b, c]}}").replace(
                "OS::Heat::None", "OS::Heat::Delay"
            ),
            About(P.ATTRIBUTE, ("b", "c")),
            (*VALUE, "get_attr", 1),
        ),
        (one_of_two("properties: {value: {get_file: c}}"), About(P.FILE, ("c",)), (*VALUE, "get_file")),
        (
            one_of_two("properties: {value: 1}, depends_on: a"),
            About(P.CIRCLE, ("a",)),
            ("resources", "a", "depends_on"),
        ),
        (
            one_of_two("properties: {value: 1, valu: 1}"),
            About(P.UNKNOWN_PROPERTY, ("valu",)),
            ("resources", "a", "properties", "valu"),
        ),
        (one_of_two("properties: {}"), About(P.MISSING_PROPERTY, ("value",)), ("resources", "a")),
        (
            one_of_two("properties: {value: 1, type: odd}"),
            About(P.WRONG_PROPERTY, ("type",)),
            ("resources", "a", "properties", "type"),
        ),
        (
            one_of_two("properties: {value: 1}").replace("OS::Heat::None", "OS::No::Such"),
            About(P.TYPE, ("OS::No::Such",)),
            ("resources", "b", "type"),
        ),
    ),
)
def test_a_problem_says_what_it_is_about_and_the_way_there(
    text: str, about: About, path: tuple[Any, ...]
) -> None:
    (one,) = problems(text)
    assert (one.about, one.path) == (about, path)


PARAMETER = HEAD + "parameters:\n  p: {type: number}\n"


@pytest.mark.parametrize(
    ("given", "about"),
    (
        ({"parameters": {"p": "x"}}, About(P.REFUSED_PARAMETER, ("p",))),
        ({"parameters": {"p": 1, "q": 1}}, About(P.UNDECLARED_PARAMETER, ("q",))),
        ({"parameters": {"p": 1}, "environment": {"parameter": {}}}, About(P.ENVIRONMENT)),
        ({"parameters": {"p": 1}, "environment": {"parameters": None}}, About(P.ENVIRONMENT)),
    ),
)
def test_so_does_a_problem_with_what_is_given(given: dict[str, Any], about: About) -> None:
    (one,) = problems(PARAMETER, **given)
    assert one.about == about


def test_the_inner_one_is_meant_where_two_things_stand_at_one_place() -> None:
    document = Document("text", "a:\n  b: 1\n  c: [x, {d: 2}]\n")
    ways = ways_in(document)
    assert ways[document.text.index("b:")] == ("a", "b")
    assert ways[document.text.index("c:")] == ("a", "c")
    assert ways[document.text.index("x")] == ("a", "c", 0)
    assert ways[document.text.index("2")] == ("a", "c", 1, "d")


def test_a_place_in_a_nested_template_has_its_way_there() -> None:
    nested = HEAD + "resources:\n  r: {type: 'OS::Heat::RandomString', properties: {length: x}}"
    text = HEAD + "resources:\n  n: {type: nested.yaml}"
    (one,) = problems(text, files={"nested.yaml": nested})
    assert one.place is not None
    assert one.place.file == "nested.yaml"
    assert one.address == "n/r"
    assert one.path == ("resources", "r", "properties", "length")
