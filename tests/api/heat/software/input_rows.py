"""Inputs and outputs of software configurations: their normal form, and what is none."""

from __future__ import annotations

from typing import Any

from tests.api.heat.asking import Differs, Row
from tests.api.heat.software.words import (
    NULL,
    SILENT,
    UNREADABLE,
    a_config,
    made,
    refused,
    wrong,
)


def put(id: str, given: dict[str, Any], shown: dict[str, Any] | None, differs: Differs | None = None) -> Row:
    """An input is given; what is shown of it besides a name and a type, or (None) it is refused."""
    body = {"inputs": [{"name": "a", **given}]}
    if shown is None:
        return refused(body, differs)
    return made(id, body, differs, inputs=[{"name": "a", "type": "String", **shown}])


def here(id: str, because: str, **shown: Any) -> Differs:
    """What is shown of it by Setpoint."""
    return Differs((200, a_config(id, inputs=[{"name": "a", "type": "String", **shown}])), because)


def default(id: str, kind: str, given_and_shown: tuple[Any, Any], differs: Differs | None = None) -> Row:
    """A default of a type; where none is shown, it is refused."""
    given, shown = given_and_shown
    told = None if shown is None else {"type": kind, "default": shown}
    return put(id, {"type": kind, "default": given}, told, differs)


NOT_LISTED = "must be a list, or items with commas between them"
NOT_MAPPED = "must be a map, a list, or a text that is one in JSON"


def bad_default(why: str, because: str = SILENT) -> Differs:
    return wrong(f"property inputs[0].default {why}", because)


ROWS = [
    made(
        "i-twice",
        {"inputs": [{"name": "a"}, {"name": "a"}]},
        inputs=[{"name": "a", "type": "String"}, {"name": "a", "type": "String"}],
    ),
    put("i-reserved", {"name": "deploy_server_id"}, {"name": "deploy_server_id"}),
    put("i-number", {"name": 1}, {"name": "1"}),
    put("i-empty", {"name": ""}, {"name": ""}),
    put("i-value", {"value": {"a": [1, None]}}, {"value": {"a": [1, None]}}),
    put("i-null", {"value": None}, {"value": None}),
    put("i-other", {"type": "Number", "value": "v"}, {"type": "Number", "value": "v"}),
    put(
        "i-whole",
        {"description": "d", "replace_on_change": True},
        {"description": "d", "replace_on_change": True},
    ),
    put("i-word", {"replace_on_change": "true"}, {"replace_on_change": True}),
    put("i-no", {"replace_on_change": False}, {}),
    put("i-raw", {"default": {"a": 1}}, {"default": {"a": 1}}),
    put("i-no-default", {"default": None}, {}),
    put("i-no-type", {"type": None}, {}),
    put("i-described", {"description": None}, {"description": ""}, here("i-described", NULL)),
    put(
        "i-x",
        {"name": None},
        {"name": ""},
        wrong("property inputs[0].name is required: a software configuration needs it", NULL),
    ),
    put("i-x", {"name": {"a": 1}}, None, wrong("property inputs[0].name must be a string")),
    put(
        "i-x",
        {"name": 5.5},
        None,
        wrong("property inputs[0].name must be a string: put the number in quotes"),
    ),
    put("i-x", {"description": {"a": 1}}, None, wrong("property inputs[0].description must be a string")),
    put(
        "i-x",
        {"replace_on_change": "x"},
        None,
        wrong("property inputs[0].replace_on_change must be true or false"),
    ),
    put(
        "i-x",
        {"replace_on_change": 1},
        None,
        wrong("property inputs[0].replace_on_change must be true or false"),
    ),
    put(
        "i-x",
        {"type": "string"},
        None,
        wrong("property inputs[0].type must be one of String, Number, CommaDelimitedList, Json, Boolean"),
    ),
    put(
        "i-x",
        {"bogus": 1},
        None,
        wrong(
            "property inputs[0] has no property bogus (it has default, description, name, replace_on_change, type)"
        ),
    ),
    refused(
        {"inputs": [{"type": "String"}]},
        wrong("property inputs[0].name is required: a software configuration needs it"),
    ),
    refused(
        {"inputs": [{"name": "a", "type": None, "default": 5}]},
        Differs((200, a_config("i-null-type", inputs=[{"name": "a", "type": "String", "default": 5}])), NULL),
        (400, ("InvalidSchemaError", "Invalid type (None)")),
    )._replace(name="i-null-type"),
    default("s-text", "String", ("x", "x")),
    default("s-number", "String", (1, "1")),
    default("s-flag", "String", (True, "True")),
    default("s-x", "String", (1.5, None), bad_default("must be a string: put the number in quotes")),
    default("s-x", "String", ({"a": 1}, None), bad_default("must be a string")),
    default("s-null", "String", (None, ""), here("s-null", NULL)),
    default("n-number", "Number", (1.5, 1.5)),
    default("n-text", "Number", (" 3 ", 3)),
    default("n-power", "Number", ("1e3", 1000.0)),
    default("n-empty", "Number", ("", "")),
    default("n-x", "Number", ("x", None), bad_default("must be a number")),
    default("n-x", "Number", ([1], None), bad_default("must be a number")),
    default("n-x", "Number", (True, True), bad_default("must be a number", "true is no number")),
    default(
        "n-x",
        "Number",
        (10**30, 10**30),
        wrong("property inputs[0] must hold finite numbers of at most 64 bits", UNREADABLE),
    ),
    default("n-null", "Number", (None, 0), here("n-null", NULL, type="Number")),
    default("b-yes", "Boolean", ("TRUE", True)),
    default("b-no", "Boolean", (False, False)),
    default("b-empty", "Boolean", ("", "")),
    default("b-x", "Boolean", ("yes", None), bad_default("must be true or false")),
    default("b-x", "Boolean", (1, None), bad_default("must be true or false")),
    default("b-null", "Boolean", (None, False), here("b-null", NULL, type="Boolean")),
    default("l-list", "CommaDelimitedList", ([1, "a"], [1, "a"])),
    default("l-text", "CommaDelimitedList", ("a, b", ["a", " b"])),
    default("l-one", "CommaDelimitedList", ("a", ["a"])),
    default("l-empty", "CommaDelimitedList", ("", "")),
    default("l-x", "CommaDelimitedList", (5, None), bad_default(NOT_LISTED)),
    default("l-x", "CommaDelimitedList", ({"a": 1}, None), bad_default(NOT_LISTED)),
    default("l-null", "CommaDelimitedList", (None, []), here("l-null", NULL, type="CommaDelimitedList")),
    default("j-map", "Json", ({"a": 1}, {"a": 1})),
    default("j-text", "Json", ('{"a": 1}', '{"a": 1}')),
    default("j-any", "Json", ("no json", "no json")),
    default("j-empty", "Json", ("", "")),
    default(
        "j-list",
        "Json",
        ([1, 2], "[1, 2]"),
        here("j-list", "Heat makes a text of a list, and none of a map", type="Json", default=[1, 2]),
    ),
    default("j-x", "Json", (5, None), bad_default(NOT_MAPPED)),
    default("j-x", "Json", (True, None), bad_default(NOT_MAPPED)),
    default("j-null", "Json", (None, {}), here("j-null", NULL, type="Json")),
    made(
        "o-twice",
        {"outputs": [{"name": "a"}, {"name": "a", "error_output": "true", "type": "Json"}]},
        outputs=[
            {"name": "a", "type": "String", "error_output": False},
            {"name": "a", "type": "Json", "error_output": True},
        ],
    ),
    refused(
        {"outputs": [{"name": "a", "error_output": "x"}]},
        wrong("property outputs[0].error_output must be true or false"),
    ),
    refused(
        {"outputs": [{"name": "a", "value": "v"}]},
        wrong("property outputs[0] has no property value (it has description, error_output, name, type)"),
    ),
    refused(
        {"outputs": [{"type": "Json"}]},
        wrong("property outputs[0].name is required: a software configuration needs it"),
    ),
]
