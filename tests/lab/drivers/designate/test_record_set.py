"""``OS::Designate::RecordSet`` on a real Designate."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.clouds.driver import Facts
from setpoint.model.errors import ResourceError
from setpoint.model.observation import Gone, Ready
from tests.lab.drivers.designate.ground import Names, is_at_rest
from tests.lab.drivers.neutron.ground import drift, repair

pytestmark = pytest.mark.lab


async def test_its_life(names: Names) -> None:
    zone_id = await names.zone()
    driver = names.cloud.driver("OS::Designate::RecordSet")
    assert driver is not None
    records = {"zone": names.name, "name": f"www.{names.name}", "type": "A"}
    await certify_driver(
        driver,
        Examples(
            wanted={**records, "records": ["10.0.0.1"], "description": "mine", "ttl": 300},
            changed={**records, "records": ["10.0.0.2", "10.0.0.1", "10.0.0.2"]},
            replaced={**records, "zone": zone_id, "records": ["10.0.0.1"]},
            refused=({**records, "records": ["10.0.0.1"], "type": "LOC"}, records),
            failing={**records, "records": ["here"]},
            patience=120,
            pause=0.3,
        ),
    )


KINDS: dict[str, list[Any]] = {
    "AAAA": ["2001:DB8:0::1", "2001:db8::2"],
    "CAA": ["0 issue ca.example.org"],
    "CNAME": ["Elsewhere.example.org."],
    "MX": ["10 mail.example.org.", "20 other.example.org."],
    "NAPTR": ['0 0 "S" "SIP+D2U" "!^.*$!sip:me@example.org!" _sip._udp.example.org.'],
    "NS": ["ns.example.org."],
    "PTR": ["host.example.org."],
    "SPF": ['"v=spf1 -all"'],
    "SRV": ["0 5 5060 sip.example.org."],
    "SSHFP": ["1 1 123456789abcdef67890123456789abcdef67890"],
    "TXT": ['"v=spf1 -all"', '"B"', '"A"'],
}


async def test_records_of_every_kind_are_seen_at_once_as_they_are_wanted(names: Names) -> None:
    await names.zone()
    name = f"_sip._tcp.{{}}.{names.name}"
    ones = [
        names.lead("RecordSet", zone=names.name, name=name.format(kind.lower()), type=kind, records=records)
        for kind, records in KINDS.items()
    ]
    await asyncio.gather(*(one.make() for one in ones))
    before = names.cloud.region.connection.transport.sent
    found = await ones[0].driver.observe([one.subject for one in ones], Facts(0))
    assert names.cloud.region.connection.transport.sent == before + 1
    for one in ones:
        seen = found[one.token]
        assert isinstance(seen, Ready)
        wanted = one.want.properties
        assert {name: value for name, value in seen.seen.items() if value != wanted[name]} == {}
        assert seen.seen.keys() == {"zone", "name", "type", "records"}


async def test_what_was_changed_behind_our_back_is_seen_and_mended(names: Names) -> None:
    zone_id = await names.zone()
    told = {"zone": zone_id, "name": f"www.{names.name}", "type": "A", "ttl": 60, "description": "x" * 160}
    one = await names.lead("RecordSet", **told, records=["10.0.0.1", "10.0.0.2"]).make()
    address = f"zones/{zone_id}/recordsets/{one.physical_id}"
    assert (await names.dns.get(address))["description"] == "x" * 160
    await names.dns.put(address, {"records": ["10.0.0.9", "10.0.0.2"], "ttl": 61, "description": "theirs"})
    await one.until(is_at_rest)
    assert await drift(one) == {"records": ["10.0.0.2", "10.0.0.9"], "ttl": 61, "description": "theirs"}
    await repair(one)
    await one.change(ttl=None, description=None)
    shown = await names.dns.get(address)
    assert (shown["ttl"], shown["description"]) == (None, None)
    await names.dns.delete(address)
    assert await one.until(lambda seen: not isinstance(seen, Ready) and is_at_rest(seen)) == Gone()


async def test_what_is_not_there(names: Names) -> None:
    told = {"name": f"a.{names.name}", "type": "A", "records": ["10.0.0.1"]}
    with pytest.raises(ResourceError, match=rf"there is no DNS zone '{names.name}'"):
        await names.lead("RecordSet", zone=names.name, **told).make()


async def test_a_name_is_made_up_within_the_zone_and_goes_with_it(names: Names) -> None:
    zone_id = await names.zone()
    told = {"type": "TXT", "records": ['"x"']}
    ones = [names.lead("RecordSet", zone=zone, **told) for zone in (names.name, zone_id, zone_id)]
    await asyncio.gather(*(one.make() for one in ones))
    found = await ones[0].driver.observe([one.subject for one in ones], Facts(0))
    for one in ones:
        seen = found[one.token]
        assert isinstance(seen, Ready)
        assert seen.attributes["show"]["name"] == f"{one.want.name}.{names.name}"
    await names.dns.delete(f"zones/{zone_id}")
    assert await ones[0].until(lambda seen: isinstance(seen, Gone)) == Gone()
    found = await ones[0].driver.observe([one.subject for one in ones], Facts(0))
    assert set(map(type, found.values())) == {Gone}
