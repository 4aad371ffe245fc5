"""``OS::Designate::Zone`` on a real Designate."""

from __future__ import annotations

import uuid

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.clouds.driver import Facts, Subject
from setpoint.clouds.openstack.drivers.designate.zone import Zone
from setpoint.clouds.openstack.rest.carrier import PREFIX
from setpoint.model.errors import Conflict
from setpoint.model.observation import Accepted, Gone, Pending, Ready
from tests.lab.drivers.designate.ground import Names, NameServer, is_at_rest
from tests.lab.drivers.neutron.ground import drift, repair

pytestmark = pytest.mark.lab


async def test_its_life(names: Names) -> None:
    driver = names.cloud.driver("OS::Designate::Zone")
    assert driver is not None
    zone = {"name": names.name, "email": "me@example.org", "attributes": {"tier": "gold"}}
    await certify_driver(
        driver,
        Examples(
            wanted={**zone, "description": "50 % * new", "ttl": 300},
            changed={**zone, "email": "you@example.org", "ttl": 600},
            replaced={**zone, "attributes": {"tier": "silver"}},
            refused=({"name": zone["name"]}, {**zone, "ttl": 0}, {**zone, "type": "CATALOG"}),
            failing={**zone, "email": "nobody"},
            patience=120,
            pause=0.3,
        ),
    )


async def test_several_are_seen_at_once_and_as_they_are(names: Names) -> None:
    told = {"name": names.name.upper(), "email": "Me@example.org", "description": "x" * 160}
    one = await names.lead("Zone", **told).make()
    address = f"zones/{one.physical_id}"
    shown = await names.dns.get(address)
    assert shown["description"] == "x" * 160  # a token that had no room beside it has made room
    with pytest.raises(Conflict, match=r"[Dd]uplicate"):
        await names.lead("Zone", **told).make()
    await names.dns.patch(address, {"email": "other@example.org", "ttl": 77})
    await one.until(is_at_rest)
    others = [Subject(str(uuid.uuid4()), token, one.want.properties) for token in "ab"]
    before = names.cloud.region.connection.transport.sent
    found = await one.driver.observe([one.subject, *others], Facts(0))
    assert names.cloud.region.connection.transport.sent == before + 1
    assert isinstance(found[one.token], Ready)
    assert found["a"] == found["b"] == Gone()
    assert await drift(one) == {"email": "other@example.org"}
    await repair(one)
    await one.change(description=None, ttl=60)
    shown = await names.dns.get(address)
    assert (shown["description"], shown["ttl"], shown["email"]) == (None, 60, "Me@example.org")
    assert one.attributes["serial"] == shown["serial"]
    assert PREFIX not in str(one.attributes)
    await one.change(ttl=None)  # which leaves it as it is: Designate cannot forget one


async def test_one_stays_as_long_as_another_is_below_it(names: Names) -> None:
    above = await names.lead("Zone", name=names.name, email="me@example.org").make()
    below = await names.lead("Zone", name=f"below.{names.name}", email="me@example.org").make()
    with pytest.raises(Conflict, match="subzones"):
        await above.driver.delete(above.subject)
    again = names.lead("Zone", name=names.name, email="me@example.org")
    assert await again.driver.find(again.token, again.want) is None, "one of that name is none of ours"
    await below.remove()


async def test_a_secondary_zone_is_copied_from_its_primary_servers(names: Names) -> None:
    """It stays PENDING: the lab's only name server does not answer when it is told of such a zone."""
    server = NameServer(names.name, 2_001)
    address = await server.open()
    names.later.push_async_callback(server.close)
    one = names.lead("Zone", name=names.name, type="SECONDARY", masters=[address], email="a@ignored.org")
    outcome = await one.driver.create(one.want, one.token)
    assert isinstance(outcome, Accepted)
    one.physical_id = outcome.physical_id
    found = await one.driver.find(one.token, one.want)
    assert found is not None
    assert found.physical_id == one.physical_id
    shown = await names.copied(one.physical_id)
    assert (shown["serial"], shown["masters"], server.asked) == (2_001, [address], 1)
    assert isinstance(await one.look(), Pending)
    new = one.wanting({**one.given, "masters": ["127.0.0.1:53", address]})
    await one.driver.update(one.subject, one.want.properties, new.properties)
    shown = await names.dns.get(f"zones/{one.physical_id}")
    assert sorted(shown["masters"]) == ["127.0.0.1", address]
    assert isinstance(one.driver, Zone)
    assert one.driver.seen(shown, new.properties) == {
        "name": names.name,
        "type": "SECONDARY",
        "primaries": ["127.0.0.1:53", address],
    }
