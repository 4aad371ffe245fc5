"""``OS::Swift::Container`` on a real Swift."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.certify.led import Led
from setpoint.clouds.driver import Facts, Telling
from setpoint.clouds.openstack.client.service import Service
from setpoint.clouds.openstack.drivers.swift.container import OBJECT_STORE
from setpoint.clouds.openstack.drivers.swift.purge import Purge
from setpoint.model.errors import Conflict, Retry
from setpoint.model.observation import Done, Gone, Ready
from tests.lab.drivers.ground import Ground, patiently
from tests.lab.drivers.neutron.ground import drift, refused, repair

pytestmark = pytest.mark.lab

CONTAINER = "OS::Swift::Container"


async def test_its_life(ground: Ground) -> None:
    driver = ground.cloud.driver(CONTAINER)
    assert driver is not None
    name = f"{ground.mark} ä?x"
    await certify_driver(
        driver,
        Examples(
            wanted={
                "name": name,
                "X-Container-Read": ".referrer:*, .rlistings",
                "X-Container-Write": "a:b",
                "X-Container-Meta": {"Web-Index": "index.html", "Number": 5, "Flag": True, "Empty": ""},
                "X-Account-Meta": {f"Of-{ground.mark}": "one"},
            },
            changed={
                "name": name,
                "X-Container-Write": "c:d",
                "X-Container-Meta": {"web-index": "other.html"},
                "PurgeOnDelete": True,
            },
            replaced={"name": f"{name}2"},
            refused=({"name": "a/b"}, {"PurgeOnDelete": "perhaps"}),
            failing={"name": f"{ground.mark}-x", "X-Container-Read": ".unknown:x"},
        ),
    )
    account = await ground.service(OBJECT_STORE).send("HEAD", "")
    assert f"x-account-meta-of-{ground.mark}" not in account.headers


async def test_what_it_is(ground: Ground) -> None:
    one = await ground.lead(CONTAINER, **{"X-Container-Meta": {"Color": "red"}}).make()
    service, driver = ground.service(OBJECT_STORE), one.driver
    root = await service.root()
    seen = await one.look()
    assert isinstance(seen, Ready)
    assert one.physical_id == one.want.name
    assert {**seen.attributes, "show": 0} == {
        "DomainName": "127.0.0.1",
        "RootURL": root,
        "WebsiteURL": f"{root}/{one.physical_id}",
        "show": 0,
    }
    await put(service, one, "a", b"12345")
    assert isinstance(driver, Telling)
    assert await driver.tell(one.subject, ("ObjectCount",)) == 1
    assert await driver.tell(one.subject, ("BytesUsed",)) == 5
    told = await driver.tell(one.subject, ("HeadContainer",))
    assert told["x-container-meta-color"] == "red"
    assert not [name for name in told if "setpoint" in name or name == "date"]
    assert await driver.tell(one.subject, ("HeadContainer", "x-container-meta-color")) == "red"

    headers = {"X-Container-Meta-Color": "blue", "X-Container-Read": ".r:*"}
    await service.send("POST", one.physical_id, headers=headers)
    assert await drift(one) == {"X-Container-Meta": {"Color": "blue"}, "X-Container-Read": ".r:*"}
    await repair(one)
    await one.change(**{"X-Container-Read": ".r:*", "X-Container-Meta": {"Size": "xl"}})
    shown = (await service.send("HEAD", one.physical_id)).headers
    assert shown["x-container-meta-size"] == "xl"
    assert "x-container-meta-color" not in shown
    await one.change(**{"X-Container-Read": None})
    assert "x-container-read" not in (await service.send("HEAD", one.physical_id)).headers

    await refused(one.driver.delete(one.subject), "not empty", "PurgeOnDelete")
    await one.change(PurgeOnDelete=True)


async def test_all_that_is_in_it_goes_with_it(ground: Ground) -> None:
    service = ground.service(OBJECT_STORE)
    one = await ground.lead(CONTAINER, name=ground.mark, PurgeOnDelete=True).make()
    for name in ("a", "b c", "d/e", "ä%41", "?f", "/g"):
        await put(service, one, name, b"x")
    with pytest.raises(Retry, match="more objects"):
        await Purge(service, one.physical_id, has_versions=False, page=4, rounds=1).run()
    assert await one.driver.tell(one.subject, ("ObjectCount",)) == 2  # type: ignore[attr-defined]
    for number in range(20):
        await put(service, one, f"{number}", b"x")
    before = ground.cloud.region.connection.transport.sent
    await one.driver.delete(one.subject)
    calls = ground.cloud.region.connection.transport.sent - before
    assert calls == 5, f"looked at, listed, emptied, listed, removed: {calls} calls"
    assert isinstance(await one.look(), Gone)


async def test_older_versions_go_as_well(ground: Ground) -> None:
    service = ground.service(OBJECT_STORE)
    one = await ground.lead(CONTAINER, name=ground.mark, PurgeOnDelete=True).make()
    await service.send("POST", one.physical_id, headers={"X-Versions-Enabled": "true"})
    for content in (b"first", b"second"):
        await put(service, one, "a", content)
    await service.delete(f"{one.physical_id}/a")
    await one.driver.delete(one.subject)
    assert isinstance(await one.look(), Gone)


async def test_somebody_elses_is_left_alone(ground: Ground) -> None:
    service, name = ground.service(OBJECT_STORE), ground.mark
    await service.send("PUT", name, headers={"X-Container-Meta-Color": "red"})
    ground.later.push_async_callback(patiently, lambda: service.delete(name))
    one = ground.lead(CONTAINER, name=name)
    with pytest.raises(Conflict, match="already"):
        await one.driver.create(one.want, one.token)
    assert await one.driver.find(one.token, one.want) is None
    assert "x-container-meta-setpoint" not in (await service.send("HEAD", name)).headers
    await service.delete(name)

    await one.driver.create(one.want, one.token)  # and its answer is lost
    found = await one.driver.find(one.token, one.want)
    assert isinstance(found, Done)
    assert found.physical_id == name
    await one.driver.create(one.want, one.token)
    one.physical_id = name


async def test_many(ground: Ground) -> None:
    ones = [await ground.lead(CONTAINER, name=f"{ground.mark}-{number}").make() for number in range(3)]
    await ones[0].remove()
    seen = await ones[0].driver.observe([one.subject for one in ones], Facts(0))
    assert [type(seen[one.token]) for one in ones] == [Gone, Ready, Ready]


async def put(service: Service, one: Led, name: str, content: bytes) -> None:
    path = f"{one.physical_id}/{quote(name, safe='')}"
    await service.send("PUT", path, content=content, headers={"Content-Type": "text/plain"})
