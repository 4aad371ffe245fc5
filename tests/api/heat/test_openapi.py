"""The description of the API: it is valid, whole, the same wherever one reads it, and true of what is served."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from typing import Any

import schemathesis

from setpoint.api.heat.openapi import document
from setpoint.api.heat.routes import OPEN, PREFIX, routes
from tests.api.serving import serving
from tests.house.sources import ROOT


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document()["paths"].items():
        for one in methods.values():
            yield path, one


def test_it_is_valid() -> None:
    schemathesis.openapi.from_dict(document()).validate()
    ids = [one["operationId"] for _path, one in operations()]
    assert len(set(ids)) == len(ids)
    for path, one in operations():
        told = {each["name"] for each in one["parameters"] if each["in"] == "path"}
        assert told == set(re.findall(r"{(\w+)}", path)), path
    for ref in re.findall(r'"\$ref": "#/components/(\w+)/(\w+)"', json.dumps(document())):
        assert ref[1] in document()["components"][ref[0]], ref


def test_every_route_is_in_it() -> None:
    def same(path: str) -> str:
        return re.sub(r"{[^}]*}", "{}", path)

    told = {(method, same(path)) for path, ways in document()["paths"].items() for method in ways}
    table = {(one.method.lower(), same(PREFIX + one.path)) for one in routes()}
    table |= {(one.method.lower(), same(one.path)) for one in OPEN}
    assert told == {*table, ("get", "/openapi.json")}


def test_what_a_handler_takes_and_gives_is_told() -> None:
    create = document()["paths"]["/v1/{tenant_id}/stacks"]["post"]
    assert create["x-policy-rule"] == "stacks:create"
    sent = create["requestBody"]["content"]["application/json"]["schema"]
    assert sent["required"] == ["stack_name"]
    assert sent["$ref"] == "#/components/schemas/NewStackBody"
    assert "timeout_mins" in document()["components"]["schemas"]["NewStackBody"]["properties"]
    assert "Location" in create["responses"]["201"]["headers"]
    listed = document()["paths"]["/v1/{tenant_id}/stacks"]["get"]
    limit = next(one for one in listed["parameters"] if one["name"] == "limit")
    assert limit["schema"] == {"type": "integer", "minimum": 0}


def test_it_is_served_to_everybody_and_stands_among_the_documents() -> None:
    with serving() as service, urllib.request.urlopen(f"{service.root}/openapi.json", timeout=20) as told:
        assert json.load(told) == document()
    written = ROOT / "docs" / "reference" / "openapi.json"
    assert json.loads(written.read_text()) == document()
