"""Addresses of message buses, as people write them."""

from __future__ import annotations

import pytest

from setpoint.clouds.openstack.bus import HEARTBEAT, address
from setpoint.model.errors import InvalidInput


def test_a_bus_is_to_show_signs_of_life() -> None:
    assert address("amqp://me:secret@bus:5672/one").query == {"heartbeat": str(HEARTBEAT)}
    assert address("amqps://bus/?heartbeat=60").query["heartbeat"] == "60"


@pytest.mark.parametrize(
    "told", ("", "the usual one", "http://bus:5672/", "amqp:///one", "amqp://bus:many/", 5672, ["amqp://bus"])
)
def test_what_is_no_address_of_a_bus(told: object) -> None:
    with pytest.raises(InvalidInput) as refusal:
        address(told)
    assert "is no address of a message bus" in refusal.value.diagnostics[0].summary
    assert "amqp://USER:PASSWORD@HOST" in refusal.value.diagnostics[0].advice


def test_a_password_in_it_is_not_told() -> None:
    with pytest.raises(InvalidInput) as refusal:
        address("http://me:open-sesame@bus/")
    assert "open-sesame" not in str(refusal.value)
