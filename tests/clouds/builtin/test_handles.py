"""Handles: by what means they are signalled, with a service and without one; and that these are secrets."""

import json
import shlex
import sys
from typing import Any
from urllib.parse import unquote, urlsplit

from setpoint.clouds.builtin import cloud
from setpoint.clouds.builtin.recorded import Recorded
from setpoint.clouds.cloud import CloudSettings
from setpoint.model.arn import read_arn
from setpoint.model.observation import Done
from setpoint.model.presigned import access_key_of, is_genuine
from setpoint.model.value import Sensitive, is_sensitive, reveal
from tests.clouds.builtin.living import TOKEN, made

LABELS = {"stack": "315d0192-ec4c-428e-9f76-7bea487f7a54", "stack_name": "web", "address": "group/0/h"}
SERVED = "https://setpoint.example:8004"


async def handle(type_name: str, endpoint: str = SERVED, **properties: Any) -> Done:
    settings = CloudSettings("builtin", "demo", "/var/lib/setpoint", {"endpoint": endpoint})
    driver = cloud(settings).driver(type_name)
    assert isinstance(driver, Recorded)
    done = await made(driver, properties, labels=LABELS, at=1795848307.0)
    recorded = driver.kind.shield({}, done.attributes)
    return Done(done.physical_id, recorded, done.seen, done.keys)


def opens(url: str, done: Done) -> bool:
    parts = urlsplit(url)
    assert access_key_of(parts.query) == done.keys["access_key"]
    return is_genuine(
        done.keys["secret"].reveal(),
        method="PUT",
        host=parts.netloc,
        path=unquote(parts.path),
        query=parts.query,
    )


async def test_one_is_signalled_with_a_token_of_its_own() -> None:
    done = await handle("OS::Heat::WaitConditionHandle")
    offered = done.attributes
    endpoint = f"{SERVED}/v1/demo/stacks/web/{LABELS['stack']}/resources/group/0/h/signal"
    token = offered["token"].reveal()
    assert offered["endpoint"] == endpoint
    assert shlex.split(offered["curl_cli"].reveal()) == [
        *("curl", "-i", "-X", "POST", "-H", f"X-Auth-Token: {token}"),
        *("-H", "Content-Type: application/json", "-H", "Accept: application/json", endpoint),
    ]
    assert offered["signal"].reveal() == "null"
    assert len(token) > 64
    other = await handle("OS::Heat::WaitConditionHandle")
    assert other.attributes["token"] != offered["token"]
    assert other.keys["secret"] != done.keys["secret"]


async def test_one_is_signalled_at_a_signed_address() -> None:
    done = await handle("OS::Heat::WaitConditionHandle", signal_transport="CFN_SIGNAL")
    offered = done.attributes
    assert (offered["endpoint"], *map(reveal, (offered["token"], offered["curl_cli"]))) == (None, None, None)
    url = json.loads(offered["signal"].reveal())["alarm_url"]
    assert opens(url, done)
    arn = read_arn(unquote(urlsplit(url).path).removeprefix("/v1/waitcondition/"))
    assert arn is not None
    assert (arn.project, arn.stack_name, arn.stack, arn.address) == (
        *("demo", "web"),
        *(LABELS["stack"], "group/0/h"),
    )


async def test_one_that_nobody_is_to_signal_offers_no_means() -> None:
    done = await handle("OS::Heat::WaitConditionHandle", signal_transport="NO_SIGNAL")
    assert {name: reveal(value) for name, value in done.attributes.items()} == {
        **dict.fromkeys(("token", "endpoint", "curl_cli")),
        "signal": "{}",
    }


async def test_an_aws_handle_is_its_address() -> None:
    done = await handle("AWS::CloudFormation::WaitConditionHandle")
    assert list(done.attributes) == ["url"]
    assert is_sensitive(done.attributes["url"])
    assert opens(done.attributes["url"].reveal(), done)


async def test_without_a_service_a_command_signals_it() -> None:
    done = await handle("OS::Heat::WaitConditionHandle", "")
    assert done.attributes["endpoint"] == ""
    assert shlex.split(done.attributes["curl_cli"].reveal()) == [
        *("env", "SETPOINT_HOME=/var/lib/setpoint", sys.executable, "-m", "setpoint"),
        *("resource", "signal", LABELS["stack"], "group/0/h"),
    ]
    assert (await handle("AWS::CloudFormation::WaitConditionHandle", "")).attributes == {}


async def test_its_keys_are_secret_and_the_same_for_the_same_chance() -> None:
    driver = cloud(CloudSettings("builtin", "demo", "", {"seed": 1})).driver("OS::Heat::WaitConditionHandle")
    assert isinstance(driver, Recorded)
    first, again = await made(driver, {}, labels=LABELS), await made(driver, {}, labels=LABELS)
    assert first == again
    assert isinstance(first.keys["secret"], Sensitive)
    assert first.keys["access_key"] == TOKEN.replace("-", "")
