"""Tokens travel, are found again, and are nobody else's business."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.rest.carrier import Carrier, Description, Extra, Metadata, Name, Tag

TOKEN = "0b2c1a9e-0000-4000-8000-00000000c0de"
OTHER = "0b2c1a9e-0000-4000-8000-00000000beef"
LONG = "x" * 240


@pytest.mark.parametrize("carrier", (Description(), Extra(), Name(), Tag(), Metadata()))
@pytest.mark.parametrize("properties", ({}, {"description": "mine"}, {"description": LONG}))
def test_what_bears_it_is_told_from_what_does_not(carrier: Carrier, properties: dict[str, Any]) -> None:
    want = Want(properties, "name")
    body: dict[str, Any] = {"name": "name", **properties}
    plain = dict(body)
    carrier.mark(body, TOKEN, want)
    assert carrier.bears(body, TOKEN, want)
    assert not carrier.bears(body, OTHER, want)
    assert not carrier.bears(plain, TOKEN, want)


@pytest.mark.parametrize("told", ("", "mine", "about setpoint: a tool"))
def test_a_description_is_shown_without_it(told: str) -> None:
    want, body = Want({"description": told}, "name"), {"description": told}
    carrier = Description()
    carrier.mark(body, TOKEN, want)
    assert not carrier.leaves(want)
    assert carrier.query(TOKEN, want) == body
    assert carrier.hide(body) == {"description": told}


def test_a_description_that_leaves_no_room_is_for_later() -> None:
    want, body = Want({"description": LONG}, "name"), {"description": LONG}
    carrier = Description()
    carrier.mark(body, TOKEN, want)
    assert carrier.leaves(want)
    assert body == {"description": f"setpoint:{TOKEN}"}


def test_a_description_among_value_specs_is_one() -> None:
    body: dict[str, Any] = {}
    Description().mark(body, TOKEN, Want({"value_specs": {"description": "mine"}}, "name"))
    assert body == {"description": f"mine (setpoint:{TOKEN})"}


def test_a_key_of_its_own_is_looked_for_by_what_lists_can_be_asked_for() -> None:
    carrier, want, body = Extra("name", "type"), Want({"type": "shop"}, "made-up"), {"name": "made-up"}
    carrier.mark(body, TOKEN, want)
    assert carrier.query(TOKEN, want) == {"name": "made-up", "type": "shop"}
    assert carrier.hide(body) == {"name": "made-up"}
