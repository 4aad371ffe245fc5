"""``OS::Heat::SwiftSignal`` and its handle on a real Swift: what is put at the address counts, and nothing is left."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.certify.led import Led
from setpoint.clouds.driver import Facts
from setpoint.clouds.openstack.drivers.swift.container import OBJECT_STORE
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.observation import Accepted, Broken, Done, Observation, Pending, Ready
from tests.lab.drivers.ground import Ground

pytestmark = pytest.mark.lab

HANDLE, SIGNAL = "OS::Heat::SwiftSignalHandle", "OS::Heat::SwiftSignal"


async def put(handle: Led, body: object = None, method: str = "PUT", url: str = "") -> int:
    """What whoever has the address does, without a token."""
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url or str(handle.attributes["endpoint"]), data, method=method)

    def send() -> int:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            return refusal.code

    return await asyncio.to_thread(send)


async def begun(ground: Ground, handle: Led, **properties: object) -> Led:
    """One that waits for a handle."""
    given = {"handle": str(handle.attributes["endpoint"]), "timeout": 600, **properties}
    one = ground.lead(SIGNAL, **given)
    outcome = await one.driver.create(one.want, one.token)
    assert isinstance(outcome, Accepted)
    one.physical_id, one.since = outcome.physical_id, time.time()
    return one


async def look(one: Led, later: float = 0) -> Observation:
    return (await one.driver.observe([one.subject], Facts(time.time() + later)))[one.token]


async def test_a_handles_life(ground: Ground) -> None:
    driver = ground.cloud.driver(HANDLE)
    assert driver is not None
    await certify_driver(driver, Examples(wanted={}, refused=[{"name": "x"}], pause=0.2))


async def test_all_that_is_put_counts_and_is_told(ground: Ground) -> None:
    handle = await ground.lead(HANDLE).make()
    one = await begun(ground, handle, count=3)
    first = await look(one)
    assert isinstance(first, Pending)
    assert first.why == "0 of 3 received"
    assert first.look_at is not None
    assert first.look_at - time.time() < 2
    assert await put(handle) == 201
    for number in (1, 2):
        assert await put(handle, {"id": "q", "data": number}) == 201
    seen = await one.until(lambda seen: "2 of 3" in getattr(seen, "why", ""))
    assert isinstance(seen, Pending)
    assert await put(handle, {"data": {"last": True}}) == 201
    seen = await one.until(lambda seen: isinstance(seen, Ready))
    assert isinstance(seen, Ready)
    assert json.loads(str(seen.attributes["data"])) == {"1": None, "q": 2, "4": {"last": True}}
    one.attributes, one.since = seen.attributes, 0
    await put(handle, {"status": "FAILURE"})
    assert await look(one) == seen, "at rest nothing moves it any more"
    assert await handle.look() == Ready(handle.attributes)
    assert isinstance(await handle.driver.delete(handle.subject), Done)
    with pytest.raises(NotFound):
        await ground.service(OBJECT_STORE).send("HEAD", handle.physical_id)
    assert await look(one) == seen


@pytest.mark.parametrize(
    ("body", "broken"),
    (
        ({"status": "FAILURE", "reason": "no disk"}, Broken("no disk", error="WaitConditionFailure")),
        ({"status": "DONE"}, Broken("Unknown status: DONE")),
        (b"nonsense", Broken("Failed to parse JSON data: nonsense")),
    ),
)
async def test_what_is_put_can_fail_it(ground: Ground, body: object, broken: Broken) -> None:
    handle = await ground.lead(HANDLE).make()
    one = await begun(ground, handle)
    assert await put(handle, body) == 201
    assert await one.until(lambda seen: not isinstance(seen, Pending)) == broken


async def test_time_is_up_when_it_is_up(ground: Ground) -> None:
    handle = await ground.lead(HANDLE).make()
    one = await begun(ground, handle, count=2, timeout=60)
    await put(handle, {"reason": "half"})
    await one.until(lambda seen: "1 of 2" in getattr(seen, "why", ""))
    assert await look(one, later=61) == Broken("1 of 2 received - half", error="WaitConditionTimeout")


async def test_an_address_is_good_for_putting_one_object_and_nothing_else(ground: Ground) -> None:
    handle, other = await ground.lead(HANDLE).make(), await ground.lead(HANDLE).make()
    url = str(handle.attributes["endpoint"])
    assert await put(handle, method="DELETE") == 401
    assert await put(handle, url=f"{url}1") == 401
    assert await put(handle, url=url.replace(f"{handle.physical_id}?", "other?")) == 401
    assert await put(handle, url=url.replace(handle.physical_id, other.physical_id)) == 401
    strange = ground.lead(
        SIGNAL, handle=f"{url.partition('/v1/')[0]}/v1/AUTH_x/c/o?temp_url_sig=1", timeout=60
    )
    with pytest.raises(ResourceError, match="not a valid SwiftSignalHandle"):
        await strange.driver.create(strange.want, strange.token)


async def test_a_handle_whose_answer_was_lost_is_found_with_the_address_that_it_has(ground: Ground) -> None:
    one = ground.lead(HANDLE)
    lost = await one.driver.create(one.want, one.token)
    assert isinstance(lost, Done)
    assert await one.driver.find(one.token, one.want) == lost
    await one.settle(await one.driver.create(one.want, one.token))
    assert one.attributes == lost.attributes
