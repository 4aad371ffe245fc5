"""Pages of lists, newest first, turned forwards and back, and filtered by what a person types: as dashboards ask."""

from __future__ import annotations

from typing import Any

import pytest
from heatclient.v1.client import Client

from tests.api.heat.test_stacks import settled

WORD = {"heat_template_version": "2021-04-16", "resources": {"word": {"type": "OS::Heat::RandomString"}}}


@pytest.fixture
def heat(heat: Client) -> Client:
    """Five stacks are there, each made when the one before was complete."""
    for name in ("one", "two", "three", "four", "five"):
        heat.stacks.create(stack_name=name, template=WORD)
        settled(heat, name)
    return heat


def names(heat: Client, **asked: Any) -> list[str]:
    return [one.stack_name for one in heat.stacks.list(sort_key="created_at", limit=3, **asked)]


def test_pages_of_stacks_are_turned_forwards_and_back(heat: Client) -> None:
    ids = {one.stack_name: one.id for one in heat.stacks.list()}
    assert names(heat, sort_dir="desc") == ["five", "four", "three"]
    assert names(heat, sort_dir="desc", marker=ids["three"]) == ["two", "one"]
    assert names(heat, sort_dir="asc", marker=ids["two"]) == ["three", "four", "five"]


def test_stacks_are_found_by_what_is_typed(heat: Client) -> None:
    two = heat.stacks.get("two").id
    assert names(heat, name="two") == names(heat, id=two) == ["two"]
    assert names(heat, status="COMPLETE", sort_dir="asc") == ["one", "two", "three"]
    assert names(heat, status="FAILED") == names(heat, name="nobody") == names(heat, id="nobody") == []


def test_pages_of_events_are_turned_forwards_and_back(heat: Client) -> None:
    stack = f"one/{heat.stacks.get('one').id}"

    def page(**asked: Any) -> list[tuple[str, str]]:
        found = heat.events.list(stack, sort_key="event_time", limit=3, **asked)
        return [(one.resource_name, one.resource_status) for one in found]

    stages = (("one", "IN_PROGRESS"), ("word", "IN_PROGRESS"), ("word", "COMPLETE"), ("one", "COMPLETE"))
    made = [(name, f"CREATE_{status}") for name, status in stages]
    ids = [one.id for one in heat.events.list(stack, sort_dir="asc")]
    assert page(sort_dir="asc") == made[:3]
    assert page(sort_dir="asc", marker=ids[2]) == made[3:]
    assert page(sort_dir="desc") == made[:0:-1]


def test_types_are_found_by_a_part_of_their_name(heat: Client) -> None:
    found = [one.resource_type for one in heat.resource_types.list(filters={"name": ".*Random"})]
    assert found == ["OS::Heat::RandomString"]
