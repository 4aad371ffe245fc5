"""Many bad days, and those on which something went wrong once."""

from __future__ import annotations

import pytest

from tests.lifecycle.soak import CHANGES, soak

REMEMBERED = [
    ("routed", 1),  # a subnet that grew overlapped with the one that it replaced
    ("routed", 3),  # an attachment went with its server, which went first
    ("routed", 5),  # a port kept its subnet from going
    ("routed", 7),  # a member that was removed used what went first
    ("routed", 18),  # a group was planned on the way, and nobody looked at its members
    ("routed", 28),  # two subnets of one router overlapped
    ("routed", 31),  # a floating IP kept a router interface from going
    ("nested", 18),
    ("nested", 30),  # what two nested stacks need of each other's past could not be ordered
    ("tiers", 1),  # whether something went first waited for what was to come after it
    ("tiers", 3),  # the cloud put a look off, and so nothing was found to do
    ("tiers", 8),
    ("tiers", 11),  # servers kept a subnet from going
]
"""Stacks and seeds with which an earlier planner did not come to the wanted end."""


@pytest.mark.parametrize(("name", "seed"), REMEMBERED)
def test_a_day_on_which_something_went_wrong_once(name: str, seed: int) -> None:
    soak(CHANGES[name](), seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("name", CHANGES)
def test_a_bad_day_is_lived_through(name: str, seed: int) -> None:
    soak(CHANGES[name](), seed)
