"""What waits is signalled over HTTP: by Heat's own client, with a handle's token, and at its signed address."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from heatclient import exc
from heatclient.v1.client import Client

from setpoint.api.settings import Config
from setpoint.api.settings.limits import Limits
from setpoint.api.settings.service import Service
from tests.api.serving import PROJECTS, serving

TEMPLATE = {
    "heat_template_version": "2018-08-31",
    "resources": {
        "handle": {"type": "OS::Heat::WaitConditionHandle"},
        "wait": {
            "type": "OS::Heat::WaitCondition",
            "properties": {"handle": {"get_resource": "handle"}, "timeout": 60, "count": 2},
        },
        "aws": {"type": "AWS::CloudFormation::WaitConditionHandle"},
        "aws_wait": {
            "type": "AWS::CloudFormation::WaitCondition",
            "properties": {"Handle": {"get_resource": "aws"}, "Timeout": 60},
        },
        "group": {
            "type": "OS::Heat::ResourceGroup",
            "properties": {"count": 1, "resource_def": {"type": "OS::Heat::WaitConditionHandle"}},
        },
        "word": {"type": "OS::Heat::RandomString"},
    },
    "outputs": {"data": {"value": {"get_attr": ["wait", "data"]}}},
}
WHOLE = {"Status": "SUCCESS", "Reason": "done", "Data": "d", "UniqueId": "x"}


@pytest.fixture
def heat() -> Iterator[Client]:
    with serving() as service:
        yield Client(endpoint=service.url(), token="one")


def until(happened: Any) -> Any:
    end = time.monotonic() + 20
    while not (found := happened()):
        assert time.monotonic() < end, "it does not come about"
    return found


def made(heat: Client) -> None:
    heat.stacks.create(stack_name="app", template=TEMPLATE)
    names = {"handle", "wait", "aws", "aws_wait"}
    until(lambda: names <= {one.resource_name for one in heat.resources.list("app") if _is_on_its_way(one)})


def _is_on_its_way(one: Any) -> bool:
    waits = "wait" in one.resource_name
    return bool(one.resource_status == ("CREATE_IN_PROGRESS" if waits else "CREATE_COMPLETE"))


def send(url: str, body: Any, method: str = "POST", token: str = "") -> tuple[int, str]:
    headers = {"Content-Type": "application/json", **({"X-Auth-Token": token} if token else {})}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def means(heat: Client, name: str, stack: str = "app") -> dict[str, Any]:
    """What whoever is to signal a handle is told."""
    found: dict[str, Any] = heat.resources.get(stack, name).attributes
    return found


def test_a_stack_goes_on_when_it_is_signalled_in_every_way(heat: Client) -> None:
    made(heat)
    heat.resources.signal("app", "handle", data={"id": "a", "data": "from heat's client"})
    handle = means(heat, "handle")
    assert send(handle["endpoint"], {"id": "b", "data": 2}, token=handle["token"]) == (200, "null")
    assert send(handle["endpoint"], {"id": "b", "data": 3}, token=handle["token"]) == (200, "null")
    status, told = send(means(heat, "aws")["url"], WHOLE, "PUT")
    assert (status, json.loads(told)) == (
        200,
        {"resource": "aws", "metadata": {"x": {"Status": "SUCCESS", "Reason": "done", "Data": "d"}}},
    )
    until(lambda: heat.stacks.get("app").stack_status == "CREATE_COMPLETE")
    assert json.loads(heat.stacks.output_show("app", "data")["output"]["output_value"]) == {
        "a": "from heat's client",
        "b": 3,
    }
    came = heat.resources.metadata("app", "handle")
    assert came["b"] == {"status": "SUCCESS", "reason": "Signal 3 received", "data": 3}
    events = [one for one in heat.events.list("app", "handle") if one.resource_status == "SIGNAL_COMPLETE"]
    assert sorted(one.resource_status_reason for one in events) == [
        "Signal: status:SUCCESS reason:Signal 1 received",
        "Signal: status:SUCCESS reason:Signal 2 received",
        "Signal: status:SUCCESS reason:Signal 3 received",
    ]


def test_log_and_audit_know_who_signals() -> None:
    with serving() as service:
        heat = Client(endpoint=service.url(), token="one")
        made(heat)
        handle, signed = means(heat, "handle"), means(heat, "aws")["url"]
        before = len(service.believed)
        assert send(handle["endpoint"], {"id": "a"}, token=handle["token"])[0] == 200
        assert send(signed, WHOLE, "PUT")[0] == 200
        assert send(signed + "0", WHOLE, "PUT")[0] == 403
        by_token, by_address = service.believed[before:]
    for name, (rule, who) in (("handle", by_token), ("aws", by_address)):
        assert rule == "resource:signal"
        assert (who.project, who.user_name, who.roles) == (PROJECTS["one"], f"app/{name}", frozenset())


def test_a_handle_in_a_nested_stack_has_an_address_that_works(heat: Client) -> None:
    made(heat)
    until(lambda: [one for one in heat.resources.list("app", nested_depth=1) if one.resource_name == "0"])
    inner = means(heat, "0", heat.resources.get("app", "group").physical_resource_id)
    assert "/resources/group/0/signal" in inner["endpoint"]
    assert send(inner["endpoint"], {"data": "inner"}, token=inner["token"]) == (200, "null")


def test_what_is_not_allowed_is_refused(heat: Client) -> None:
    made(heat)
    handle = means(heat, "handle")
    for url, token, status in (
        (handle["endpoint"], "setpoint-signal-guessed", 401),
        (handle["endpoint"].replace("/handle/", "/aws/"), handle["token"], 401),
        (handle["endpoint"].replace("/p1/", "/p2/"), handle["token"], 401),
        (handle["endpoint"].replace("/resources/handle/signal", "/actions"), handle["token"], 401),
        (handle["endpoint"], "two", 403),
    ):
        assert send(url, {}, token=token)[0] == status, url
    aws = means(heat, "aws")["url"]
    assert send(aws, WHOLE)[0] == 405
    for url, status, code in (
        (aws.partition("?")[0], 400, "IncompleteSignature"),
        (f"{aws}x", 403, "SignatureDoesNotMatch"),
        (aws.replace("waitcondition", "signal"), 403, "SignatureDoesNotMatch"),
    ):
        method = "POST" if "/signal/" in url else "PUT"
        assert send(url, WHOLE, method)[0] == status
        assert f"<Code>{code}</Code>" in send(url, WHOLE, method)[1]
    for body in ({**WHOLE, "Status": "BAD"}, b"{", b""):
        status, told = send(aws, body, "PUT")
        assert (status, "<Code>InvalidParameterValue</Code>" in told) == (400, True), body
    for name, body in (("word", {}), ("handle", {"status": "BAD"})):
        with pytest.raises(exc.HTTPBadRequest):
            heat.resources.signal("app", name, data=body)
    with pytest.raises(exc.HTTPNotFound):
        heat.resources.signal("app", "nobody", data={})
    assert heat.resources.metadata("app", "handle") == {}


def test_a_signed_address_is_good_as_long_as_the_operator_says() -> None:
    with serving() as service:
        heat = Client(endpoint=service.url(), token="one")
        made(heat)
        url = means(heat, "aws")["url"]
        for lifetime, status in ((3600.0, 200), (1e-6, 403), (0.0, 200)):
            told = Service(signed_url_lifetime=lifetime)
            service.current.exchange(Config(service=told))
            assert send(url, WHOLE, "PUT")[0] == status, lifetime
        service.current.exchange(Config(service=Service(signed_url_lifetime=3600.0)))
        older = re.sub(r"Timestamp=\d{4}", "Timestamp=2001", url)
        assert older != url
        for other in (older, re.sub(r"&Timestamp=[^&]*", "", url)):
            assert send(other, WHOLE, "PUT")[0] == 403


def test_a_resource_keeps_no_more_signals_than_it_may() -> None:
    with serving(limits=Limits(max_signals_per_resource=2)) as service:
        heat = Client(endpoint=service.url(), token="one")
        made(heat)
        aws = means(heat, "aws")["url"]
        until(lambda: list(heat.resources.list("app", nested_depth=1, filters={"name": "0"})))
        inner = means(heat, "0", heat.resources.get("app", "group").physical_resource_id)
        ids = ("a", "b", "a", "c", "b")
        for name, status in zip(ids, (200, 200, 200, 400, 200), strict=True):
            told = send(aws, {**WHOLE, "UniqueId": name}, "PUT")
            assert told[0] == status, name
            assert ("<Code>RequestLimitExceeded</Code>" in told[1]) == (status == 400)
            told = send(inner["endpoint"], {"id": name}, token=inner["token"])
            assert told[0] == status, name
            if status == 400:
                assert json.loads(told[1])["error"] == {
                    "type": "RequestLimitExceeded",
                    "message": "Request limit exceeded: You have reached the maximum signals per resource, 2.",
                    "traceback": None,
                }
        with pytest.raises(exc.HTTPBadRequest, match="maximum signals per resource, 2"):
            heat.resources.signal("app", "aws", data={**WHOLE, "UniqueId": "c"})
        assert set(heat.resources.metadata("app", "aws")) == {"a", "b"}
        service.current.exchange(Config(limits=Limits(max_signals_per_resource=1)))
        assert send(aws, {**WHOLE, "UniqueId": "b"}, "PUT")[0] == 200
        service.current.exchange(Config(limits=Limits(max_signals_per_resource=-1)))
        assert send(aws, {**WHOLE, "UniqueId": "c"}, "PUT")[0] == 200


def test_signals_of_a_resource_are_together_no_larger_than_a_body() -> None:
    with serving(limits=Limits(max_json_body_size=1024)) as service:
        heat = Client(endpoint=service.url(), token="one")
        made(heat)
        aws = means(heat, "aws")["url"]

        def signal(name: str, size: int) -> int:
            return send(aws, {**WHOLE, "UniqueId": name, "Data": "x" * size}, "PUT")[0]

        assert [signal(name, 400) for name in ("a", "b", "c", "a", "b")] == [200, 200, 400, 200, 200]
        assert signal("b", 600) == 400
        assert signal("b", 100) == 200
        assert signal("c", 200) == 200


def test_an_event_tells_as_much_of_a_signal_as_heats(heat: Client) -> None:
    made(heat)
    send(means(heat, "aws")["url"], {**WHOLE, "Reason": "x" * 1000}, "PUT")
    (event,) = (one for one in heat.events.list("app", "aws") if one.resource_status == "SIGNAL_COMPLETE")
    assert event.resource_status_reason == "Signal: status:SUCCESS reason:".ljust(255, "x")
    assert heat.resources.metadata("app", "aws")["x"]["Reason"] == "x" * 1000
