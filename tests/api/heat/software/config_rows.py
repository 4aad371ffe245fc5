"""Software configurations are made, looked at and removed; and what is no configuration."""

from __future__ import annotations

from tests.api.heat.asking import Differs, Row
from tests.api.heat.software.words import (
    A_BUG,
    BROKEN,
    CONFIGS,
    MALFORMED,
    NOT_ALLOWED,
    ONE,
    TWO,
    VAGUE,
    a_config,
    in_list,
    made,
    no_config,
    refused,
    wrong,
)

ROWS = [
    made(
        "one",
        {
            "name": "zz",
            "group": "script",
            "config": "echo",
            "inputs": [{"name": "a"}, {"name": "b", "type": "Number", "default": 3}],
            "outputs": [{"name": "o", "type": "String"}],
            "options": {"x": 1},
        },
        name="zz",
        group="script",
        config="echo",
        inputs=ONE["inputs"],
        outputs=ONE["outputs"],
        options={"x": 1},
    ),
    made(
        "two",
        {"name": "aa", "config": {"a": [1, None]}, "group": "component", "tenant": "x", "id": "y"},
        name="aa",
        config={"a": [1, None]},
        group="component",
    ),
    made("three", {}),
    made("four", {"inputs": None, "outputs": {}, "options": ""}),
    made("five", {"config": "", "name": "", "options": [1]}, config="", name="", options=[1]),
    Row("GET", f"{CONFIGS}/{{one}}", None, (200, ONE)),
    Row(
        "GET",
        CONFIGS,
        None,
        (
            200,
            sorted(
                [
                    in_list(ONE),
                    in_list(TWO),
                    in_list(a_config("three")),
                    in_list(a_config("four")),
                    in_list(a_config("five", name="")),
                ],
                key=lambda one: str(one["id"]),
            ),
        ),
    ),
    Row("GET", f"{CONFIGS}?limit=0", None, (200, [])),
    Row("GET", f"{CONFIGS}?limit=0&marker=nothing&other=x", None, (200, [])),
    Row(
        "GET",
        f"{CONFIGS}?limit=-1",
        None,
        (
            400,
            (
                "HTTPBadRequest",
                "Value '-1' is invalid for 'limit' which only accepts non-negative integer.",
            ),
        ),
    ),
    Row(
        "GET", f"{CONFIGS}?limit=x", None, (400, ("HTTPBadRequest", "Only integer is acceptable by 'limit'."))
    ),
    Row(
        "GET",
        f"{CONFIGS}?global_tenant=true",
        None,
        (403, ("Forbidden", "You are not authorized to use software_configs:global_index.")),
    ),
    Row("GET", f"{CONFIGS}/nothing", None, no_config("nothing")),
    Row("DELETE", f"{CONFIGS}/nothing", None, no_config("nothing")),
    Row("PUT", f"{CONFIGS}/nothing", {}, NOT_ALLOWED),
    Row("PATCH", CONFIGS, {}, NOT_ALLOWED),
    Row("DELETE", CONFIGS, None, NOT_ALLOWED),
    Row("POST", f"{CONFIGS}/{{one}}", {}, NOT_ALLOWED),
    refused(
        b"[]",
        Differs((400, ("HTTPBadRequest", "The body must be a JSON object, not list")), VAGUE),
        MALFORMED,
    ),
    refused(
        b"{",
        Differs((400, ("HTTPBadRequest", "The body is no JSON: Input data was truncated")), "another parser"),
        (
            400,
            (
                "HTTPBadRequest",
                "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
            ),
        ),
    ),
    refused(
        b"",
        Differs((400, ("HTTPBadRequest", "The body is no JSON: Input data was truncated")), VAGUE),
        MALFORMED,
    ),
    refused({"inputs": "x"}, wrong("property inputs must be a list", VAGUE), MALFORMED),
    refused({"inputs": [1]}, wrong("property inputs[0] must be a map", VAGUE), MALFORMED),
    refused({"outputs": {"a": 1}}, wrong("property outputs must be a list", VAGUE), MALFORMED),
    refused(
        {"name": "x" * 256}, wrong("property name must have a length of at most 255, not 256", A_BUG), BROKEN
    ),
    refused(
        {"group": "x" * 256},
        wrong("property group must have a length of at most 255, not 256", A_BUG),
        BROKEN,
    ),
    refused({"name": {"a": 1}}, wrong("property name must be a string", A_BUG), BROKEN),
    made(
        "named",
        {"name": 5},
        Differs(
            (200, a_config("named", name="5")), "here a name is a text at once; Heat's is when it is read"
        ),
        name=5,
    ),
]
