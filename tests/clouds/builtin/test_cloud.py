"""The builtin cloud: which types it drives, and what is left of them after a crash."""

from setpoint.clouds.builtin import cloud
from setpoint.clouds.cloud import CloudSettings
from setpoint.clouds.driver import Driver, Subject, Suspendable
from setpoint.model.observation import Ready
from setpoint.model.value import Sensitive
from tests.clouds.builtin.living import TOKEN, driver, look, want

CLOUD = cloud(CloudSettings("builtin", "local", ""))


def test_it_drives_the_types_that_need_no_cloud() -> None:
    found = CLOUD.driver("OS::Heat::RandomString")
    assert isinstance(found, Driver)
    assert found.kind.name == "OS::Heat::RandomString"
    assert CLOUD.driver("OS::Heat::RandomString") is found


def test_it_drives_no_others() -> None:
    for name in (
        "OS::Heat::ResourceGroup",
        "OS::Heat::Stack",
        "OS::Nova::Server",
        "OS::Heat::randomString",
        "OS::Heat::random_string",
        "OS::Heat::",
        "",
    ):
        assert CLOUD.driver(name) is None, name


def test_only_a_delay_can_be_put_to_sleep() -> None:
    assert isinstance(CLOUD.driver("OS::Heat::Delay"), Suspendable)
    assert not isinstance(CLOUD.driver("OS::Heat::TestResource"), Suspendable)


async def test_nothing_is_left_over_by_a_create_that_was_cut_off() -> None:
    strings = driver("RandomString")
    wanted = want(strings, {})
    await strings.create(wanted, TOKEN)
    assert strings.is_findable
    assert await strings.find(TOKEN, wanted) is None


async def test_what_is_recorded_is_what_is_there() -> None:
    attributes = {"value": Sensitive("abc")}
    seen = await look(driver("RandomString"), Subject("id", TOKEN, attributes=attributes), 100)
    assert seen == Ready(attributes)
