"""Deeds that take time: told as pending until then, from when they were accepted, also after a crash."""

import pytest

from setpoint.clouds.builtin.drivers.delay import Delay
from setpoint.clouds.driver import Subject
from setpoint.model.observation import Accepted, Broken, Done, Gone, Pending, Ready
from tests.clouds.builtin.living import TOKEN, driver, look, under_way, want


async def test_a_create_waits_and_goes_on() -> None:
    resource = driver("TestResource")
    wanted = want(resource, {"value": "a", "wait_secs": 10})
    subject = under_way(await resource.create(wanted, TOKEN), since=100)
    seen = await look(resource, subject, 109.9)
    assert isinstance(seen, Pending)
    assert seen.look_at == 110
    assert await look(resource, subject, 110) == Ready()
    assert await resource.go_on(subject, wanted) == Done(wanted.name, {"output": "a"})


@pytest.mark.parametrize(
    ("properties", "seconds"),
    (
        ({"wait_secs": 3}, {"create": 3, "update": 3, "delete": 3}),
        (
            {"wait_secs": 3, "action_wait_secs": {"update": 0, "delete": 7}},
            {"create": 3, "update": 0, "delete": 7},
        ),
        ({"action_wait_secs": {"create": 5}}, {"create": 5, "update": 0, "delete": 0}),
    ),
)
async def test_each_action_has_a_time_of_its_own(
    properties: dict[str, object], seconds: dict[str, float]
) -> None:
    resource = driver("TestResource")
    new = want(resource, {**properties, "value": "new"})
    old = want(resource, {**properties, "value": "old"})
    subject = Subject("id", TOKEN, new.properties)
    outcomes = {
        "create": await resource.create(new, TOKEN),
        "update": await resource.update(subject, old.properties, new.properties),
        "delete": await resource.delete(subject),
    }
    told = {
        action: outcome.cursor["seconds"] if isinstance(outcome, Accepted) else 0
        for action, outcome in outcomes.items()
    }
    assert told == seconds


async def test_an_update_that_keeps_the_value_takes_no_time() -> None:
    resource = driver("TestResource")
    new = want(resource, {"value": "a", "wait_secs": 5}).properties
    old = want(resource, {"value": "a"}).properties
    assert await resource.update(Subject("id", TOKEN), old, new) == Done("id", {"output": "a"})


async def test_a_delete_ends_with_nothing_there() -> None:
    resource = driver("TestResource")
    properties = want(resource, {"action_wait_secs": {"delete": 10}, "fail": True}).properties
    subject = under_way(
        await resource.delete(Subject("id", TOKEN, properties)), since=100, properties=properties
    )
    assert isinstance(await look(resource, subject, 109), Pending)
    assert await look(resource, subject, 110) == Gone()


async def test_failing_takes_its_time_too() -> None:
    resource = driver("TestResource")
    outcome = await resource.create(want(resource, {"fail": True, "wait_secs": 10}), TOKEN)
    subject = under_way(outcome, since=100)
    assert isinstance(await look(resource, subject, 109), Pending)
    assert isinstance(await look(resource, subject, 110), Broken)


async def test_failing_needs_no_wait() -> None:
    resource = driver("TestResource")
    old = want(resource, {"value": "a"}).properties
    new = want(resource, {"value": "a", "fail": True}).properties
    subject = under_way(await resource.update(Subject("id", TOKEN, old), old, new), since=100)
    assert isinstance(await look(resource, subject, 100), Broken)
    fresh = under_way(await resource.create(want(resource, {"fail": True}), TOKEN), since=100)
    assert isinstance(await look(resource, fresh, 100), Broken)


async def test_what_failed_and_is_at_rest_is_broken() -> None:
    resource = driver("TestResource")
    properties = want(resource, {"fail": True}).properties
    assert isinstance(await look(resource, Subject("id", TOKEN, properties), 100), Broken)


async def test_waiting_for_ever() -> None:
    resource = driver("TestResource")
    subject = under_way(await resource.create(want(resource, {"wait_secs": -1}), TOKEN), since=100)
    seen = await look(resource, subject, 10**9)
    assert isinstance(seen, Pending)
    assert seen.look_at is not None
    assert seen.look_at > 10**9


async def test_a_delay_waits_for_the_actions_that_it_names() -> None:
    delay = driver("Delay")
    wanted = want(delay, {"min_wait": 5, "actions": ["DELETE", "RESUME"]})
    subject = Subject("id", TOKEN, wanted.properties)
    assert isinstance(delay, Delay)
    assert isinstance(await delay.create(wanted, TOKEN), Done)
    assert isinstance(await delay.suspend(subject), Done)
    assert await delay.resume(subject) == Accepted("id", {"seconds": 5, "fails": "", "goes": False})
    assert await delay.delete(subject) == Accepted("id", {"seconds": 5, "fails": "", "goes": True})


async def test_jitter_lies_between_nothing_and_all_of_it() -> None:
    delay = driver("Delay", seed=1)
    wanted = want(delay, {"min_wait": 10, "max_jitter": 3, "jitter_multiplier": 2})
    seconds = set()
    for number in range(50):
        outcome = await delay.create(wanted, f"token {number}")
        assert isinstance(outcome, Accepted)
        seconds.add(outcome.cursor["seconds"])
    assert len(seconds) == 50
    assert 10 <= min(seconds) < 11
    assert 15 < max(seconds) <= 16
