"""Zones and records on the simulated cloud: what it refuses as Designate does, and what stands on what."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.certify.simulated.timings import INSTANT
from setpoint.certify.virtual_time import run
from setpoint.clouds.driver import Subject
from setpoint.model.errors import Conflict, ResourceError
from setpoint.model.observation import Gone
from tests.certify.simulated.hand import Hand, hand, refusal

ZONE, RECORDS = "OS::Designate::Zone", "OS::Designate::RecordSet"


async def zone(me: Hand, name: str = "example.org.") -> Subject:
    return await me.make(ZONE, name=name, email="me@example.org")


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"name": "www.example.com."}, "www.example.com. is not in zone example.org."),
    ({"name": "wwwexample.org."}, "is not in zone"),
    ({"name": "a.below.example.org."}, "belongs into a zone below"),
    ({"name": "below.example.org."}, "belongs into a zone below"),
    ({"type": "SOA"}, "SOA record set is not allowed"),
    ({"type": "CNAME", "records": ["a.", "b."]}, "more than 1 record"),
    ({"type": "CNAME", "name": "taken.example.org.", "records": ["a."]}, "cannot be beside another"),
    ({"records": ["here"]}, "'here' is not a 'A' record"),
    ({"type": "AAAA"}, "'10.0.0.1' is not a 'AAAA' record"),
    ({"name": "TAKEN.example.org."}, "record set taken.example.org. A"),
]


@pytest.mark.parametrize(("wrong", "why"), REFUSED)
def test_records_are_refused_as_designate_does(wrong: dict[str, Any], why: str) -> None:
    async def main() -> None:
        me = hand(INSTANT)
        one = await zone(me)
        await zone(me, "below.example.org.")
        good: dict[str, Any] = {
            "zone": "example.org.",
            "name": "www.example.org.",
            "type": "A",
            "records": ["10.0.0.1"],
        }
        await me.make(RECORDS, **{**good, "name": "taken.example.org."})
        told = await refusal(me.make(RECORDS, **{**good, **wrong}))
        assert isinstance(told, ResourceError)
        assert why in str(told)
        await me.make(RECORDS, **good)
        assert len(me.world.bound_to(one.physical_id, RECORDS)) == 2

    run(main())


def test_a_zone_is_there_once() -> None:
    async def main() -> None:
        me = hand(INSTANT)
        await zone(me)
        assert isinstance(await refusal(zone(me, "EXAMPLE.org.")), Conflict)

    run(main())


@pytest.mark.parametrize("order", (("a.example.org.", "example.org."), ("example.org.", "a.example.org.")))
def test_a_zone_stays_as_long_as_one_is_below_it(order: tuple[str, str]) -> None:
    async def main() -> None:
        me = hand(INSTANT)
        made = {name: await zone(me, name) for name in order}
        assert isinstance(await refusal(me.remove(ZONE, made["example.org."])), Conflict)
        between = await zone(me, "b.a.example.org.")
        assert isinstance(await refusal(me.remove(ZONE, made["a.example.org."])), Conflict)
        for one in (between, made["a.example.org."], made["example.org."]):
            await me.remove(ZONE, one)

    run(main())


def test_records_go_with_their_zone_and_a_name_is_made_up_within_it() -> None:
    async def main() -> None:
        me = hand(INSTANT)
        one = await zone(me)
        records = await me.make(RECORDS, "it", zone=one.physical_id, type="TXT", records=['"x"'])
        assert me.thing(records).state["name"] == "it.example.org."
        before = (await me.attributes(ZONE, one))["serial"]
        changed = await me.change(ZONE, one, ttl=60)
        assert (await me.attributes(ZONE, changed))["serial"] > before
        await me.remove(ZONE, changed)
        assert await me.look(RECORDS, records) == Gone()

    run(main())
