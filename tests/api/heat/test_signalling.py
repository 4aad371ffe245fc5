"""Signals at Heat's door: whoever has the means may signal one handle, and is told what Heat would tell."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from setpoint.api.heat.refusals import Refused
from setpoint.api.heat.signalling import Signed, Told, by_token, signal, signal_signed
from setpoint.certify.virtual_time import clock
from setpoint.engine.engine import Engine
from setpoint.engine.requests.hearing import take_down_signals
from setpoint.engine.requests.signalling import Room
from setpoint.model.address import Address
from setpoint.model.presigned import presigned
from setpoint.model.stack import ProjectId
from tests.lifecycle.kit import PROJECT, Life, complete, live

TEMPLATE = """
resources:
  token: {type: OS::Heat::WaitConditionHandle}
  signed: {type: OS::Heat::WaitConditionHandle, properties: {signal_transport: CFN_SIGNAL}}
  aws: {type: AWS::CloudFormation::WaitConditionHandle}
  plain: {type: OS::Heat::RandomString}
  group:
    type: OS::Heat::ResourceGroup
    properties: {count: 1, resource_def: {type: AWS::CloudFormation::WaitConditionHandle}}
outputs:
  aws: {value: {get_resource: aws}}
  inner: {value: {get_attr: [group, refs, 0]}}
"""
WHOLE = {"Status": "SUCCESS", "Reason": "done", "Data": {"a": 1}, "UniqueId": "x"}


async def made(text: str = TEMPLATE, endpoint: str = "http://heat.example:8004") -> Life:
    life = Life(options={"endpoint": endpoint})
    complete(await life.up(text))
    return life


def signed(url: str, method: str = "PUT", **other: str) -> Signed:
    parts = urlsplit(url)
    path = unquote(parts.path)
    arn = path.partition("/v1/")[2].partition("/")[2]
    return Signed(**{"method": method, "arn": arn, "path": path, "query": parts.query, **other})


async def put(life: Life, url: str, body: Any = WHOLE, method: str = "PUT", **more: Any) -> Told:
    def engine(project: ProjectId) -> Engine:
        assert project == PROJECT
        return life.engine

    return await signal_signed(engine, signed(url, method), body, **more)


def url_of(life: Life, address: str) -> str:
    attributes = life.attributes(address)
    if "url" in attributes:
        return str(attributes["url"].reveal())
    return str(json.loads(attributes["signal"].reveal())["alarm_url"])


def refused(problem: pytest.ExceptionInfo[Refused]) -> tuple[int, str]:
    return problem.value.status, problem.value.type


def test_whoever_has_the_address_signals_and_is_told_all_that_came() -> None:
    async def scenario() -> None:
        life = await made()
        url = url_of(life, "aws")
        assert life.stack().outputs["aws"]["value"] == url
        assert await put(life, url) == {
            "resource": "aws",
            "metadata": {"x": {"Status": "SUCCESS", "Reason": "done", "Data": {"a": 1}}},
        }
        again = await put(life, url, {**WHOLE, "UniqueId": 7, "Data": None, "Status": "FAILURE"})
        assert again["metadata"]["7"] == {"Status": "FAILURE", "Reason": "done", "Data": None}
        assert set(life.one("aws").signals) == {"x", "7"}
        own = await put(life, url_of(life, "signed"), {"id": "a"})
        assert own["metadata"] == {"a": {"status": "SUCCESS", "reason": "Signal 1 received", "data": None}}
        assert (await put(life, url_of(life, "group/0")))["resource"] == "0"
        assert life.stack().outputs["inner"]["value"] == url_of(life, "group/0")

    live(scenario())


def test_an_address_is_good_for_its_own_handle_and_method_only() -> None:
    async def scenario() -> None:
        life = await made()
        aws, other = url_of(life, "aws"), url_of(life, "signed")
        stolen = f"{aws.partition('?')[0]}?{other.partition('?')[2]}"
        guessed = presigned(aws.partition("?")[0], "PUT", life.one("aws").keys["access_key"], "")
        for url, method in (
            (aws, "POST"),
            (stolen, "PUT"),
            (guessed, "PUT"),
            (aws.replace("resources/aws", "resources/token"), "PUT"),
            (aws.replace("resources/aws", "resources/nobody"), "PUT"),
            (aws.replace(life.stack().id, "00000000-0000-4000-8000-00000000dead"), "PUT"),
            (aws.replace("AWSAccessKeyId=", "AWSAccessKeyId=0"), "PUT"),
        ):
            with pytest.raises(Refused) as problem:
                await put(life, url, method=method)
            assert refused(problem) == (403, "SignatureDoesNotMatch"), url
        for url in (aws.partition("?")[0], aws.replace("arn%3A", "nra%3A")):
            with pytest.raises(Refused) as problem:
                await put(life, url)
            assert refused(problem) == (400, "IncompleteSignature")
        assert not any(one.signals for one in life.recorded)

    live(scenario())


def test_an_address_can_be_too_old() -> None:
    async def scenario() -> None:
        life = await made()
        url = url_of(life, "aws")
        await put(life, url, lifetime=900)
        await asyncio.sleep(1000)
        assert clock() > 900
        with pytest.raises(Refused) as problem:
            await put(life, url, lifetime=900)
        assert refused(problem) == (403, "SignatureDoesNotMatch")
        await put(life, url)

    live(scenario())


def test_an_address_ends_with_its_handle() -> None:
    async def scenario() -> None:
        update = "resources:\n  aws: {type: OS::Heat::UpdateWaitConditionHandle}\n"
        life = await made(update)
        old = url_of(life, "aws")
        complete(await life.up(update))
        new = url_of(life, "aws")
        with pytest.raises(Refused) as problem:
            await put(life, old)
        assert refused(problem) == (403, "SignatureDoesNotMatch")
        await put(life, new)

    live(scenario())


@pytest.mark.parametrize(
    "body",
    (
        {**WHOLE, "Status": "BAD"},
        {**WHOLE, "More": 1},
        {"Status": "SUCCESS"},
        {"status": "SUCCESS"},
        {},
        None,
        [1],
        "text",
    ),
)
def test_a_body_that_means_nothing_to_an_aws_handle_is_refused(body: Any) -> None:
    async def scenario() -> None:
        life = await made()
        with pytest.raises(Refused) as problem:
            await put(life, url_of(life, "aws"), body)
        assert refused(problem) == (400, "InvalidParameterValue")
        assert not life.one("aws").signals

    live(scenario())


def test_who_may_signals_and_is_refused_in_heats_words() -> None:
    async def scenario() -> None:
        life = await made()
        stack = life.stack()
        await signal(life.engine, stack, Address("token"), {"data": "x"})
        await signal(life.engine, stack, Address("token"), None)
        assert [one.data for one in life.one("token").signals.values()] == ["x", None]
        await signal(life.engine, stack, Address("aws"), None)
        assert not life.one("aws").signals
        for address, body, told in (
            ("plain", {}, (400, "ResourceActionNotSupported")),
            ("group", {}, (400, "ResourceActionNotSupported")),
            ("nobody", {}, (404, "ResourceNotFound")),
            ("token", {"status": "BAD"}, (400, "HTTPBadRequest")),
            ("token", [1, 2], (400, "HTTPBadRequest")),
            ("token", "text", (400, "HTTPBadRequest")),
        ):
            with pytest.raises(Refused) as problem:
                await signal(life.engine, stack, Address(address), body)
            assert refused(problem) == told

    live(scenario())


def test_a_token_is_good_for_its_own_handle_only() -> None:
    async def scenario() -> None:
        life = await made(
            f"{TEMPLATE}".replace("  plain:", "  other: {type: OS::Heat::WaitConditionHandle}\n  plain:")
        )
        token = life.attributes("token")["token"].reveal()
        stack = life.stack()
        for address in ("token", "other", "signed", "aws", "plain", "group", "nobody"):
            found = by_token(life.engine, stack, Address(address), token)
            assert found == (life.one("token") if address == "token" else None)
        for wrong in ("", token[:-1], f"{token}x", "é"):
            assert by_token(life.engine, stack, Address("token"), wrong) is None

    live(scenario())


def test_without_a_service_no_address_is_good() -> None:
    async def scenario() -> None:
        life = await made(endpoint="")
        one = life.one("aws")
        path = f"http://heat.example:8004/v1/waitcondition/arn%3Aopenstack%3Aheat%3A%3A{PROJECT}%3Astacks/app/{life.stack().id}/resources/aws"
        with pytest.raises(Refused) as problem:
            await put(life, presigned(path, "PUT", one.keys["access_key"], one.keys["secret"].reveal()))
        assert refused(problem) == (403, "SignatureDoesNotMatch")

    live(scenario())


def test_no_more_wait_to_be_recorded_than_a_resource_may_have() -> None:
    async def scenario() -> None:
        life = await made()
        stack, room = life.stack(), Room(count=2)
        lease = life.engine.records.lease(stack.id)
        assert lease is not None
        for _again in range(2):
            await signal(life.engine, stack, Address("token"), {"id": "a"}, room=room)
        with pytest.raises(Refused) as problem:
            await signal(life.engine, stack, Address("token"), {"id": "a"}, room=room)
        assert refused(problem) == (400, "RequestLimitExceeded")
        lease.release()
        await take_down_signals(life.engine, stack.id)
        await signal(life.engine, stack, Address("token"), {"id": "a"}, room=room)
        assert set(life.one("token").signals) == {"a"}

    live(scenario())
