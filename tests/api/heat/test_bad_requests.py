"""Whatever is sent, to whatever route: it is refused in Heat's form, or done; it never breaks the service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from hypothesis import given, seed

from setpoint.api.heat.routes import routes
from setpoint.api.heat.signature import signature
from tests.api.heat.attacking import Answer, Attack, Belongings, Client, attacks
from tests.api.heat.nasty import NO_BODIES, ODD_BODIES, TEMPLATES, VALUES, only_generated, spoiled
from tests.api.serving import PROJECTS, serving

ONE = PROJECTS["one"]
TAKING = {one.rule for one in routes() if signature(one.handler).has_body}


class World(NamedTuple):
    """Who asks, and one request for each route of project one that takes a body, and for each that takes words."""

    client: Client
    sending: list[Attack]
    asking: list[Attack]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with serving() as service, Client(service, "one") as client:
        own = Belongings(service, client)
        mine = [one for one in attacks(own) if one.is_in(ONE)][::-1]  # of those alike, the first shall count
        sending = {
            (one.rule, one.method): one for one in mine if one.body is not None and "?" not in one.path
        }
        asking = {(one.rule, one.path.partition("?")[0]): one for one in mine if "?" in one.path}
        assert {one.rule for one in sending.values()} == TAKING
        yield World(client, list(sending.values()), list(asking.values()))


def check(asked: object, answer: Answer) -> None:
    assert answer.status < 500, f"{asked}: {answer}"
    if answer.status >= 400:
        told = answer.json
        assert told["code"] == answer.status, f"{asked}: {answer}"
        assert {"type", "message"} <= told["error"].keys(), f"{asked}: {answer}"


def test_what_is_no_body_is_refused(world: World) -> None:
    for asked in world.sending:
        for body in NO_BODIES:
            answer = world.client.ask(asked.method, asked.path, body)
            assert answer.status == 400, f"{asked} {body[:20]!r}: {answer}"
            check((asked, body[:20]), answer)
        for body in ODD_BODIES:
            check((asked, body[:20]), world.client.ask(asked.method, asked.path, body))


def test_what_is_no_template_is_refused(world: World) -> None:
    for asked in world.sending:
        if isinstance(asked.body, dict) and "template" in asked.body:
            for template in TEMPLATES:
                body = {**asked.body, "template": template}
                check((asked, template[:200]), world.client.ask(asked.method, asked.path, body))


def test_what_is_no_environment_and_no_nested_template_is_refused(world: World) -> None:
    asked = next(one for one in world.sending if one.rule == "stacks:validate_template")
    for text in TEMPLATES:
        for part in ({"environment": text}, {"files": {"nested.yaml": text}}):
            check((asked, part), world.client.ask(asked.method, asked.path, {**asked.body, **part}))


def test_what_is_wrong_somewhere_is_refused(world: World) -> None:
    spoil(world, 8)


@pytest.mark.slow
def test_what_is_wrong_somewhere_is_refused_wherever_that_is(world: World) -> None:
    spoil(world, 200)


def spoil(world: World, examples: int) -> None:
    for asked in world.sending:
        send_spoiled(world.client, asked, examples)


def send_spoiled(client: Client, asked: Attack, examples: int) -> None:
    @seed(2)
    @only_generated(examples)
    @given(spoiled(asked.body))
    def sent(body: Any) -> None:
        check((asked, body), client.ask(asked.method, asked.path, json.dumps(body).encode()))

    sent()


def test_every_query_is_answered(world: World) -> None:
    for asked in world.asking:
        path, _, query = asked.path.partition("?")
        name = query.partition("=")[0]
        for value in VALUES:
            if isinstance(value, (str, int, float)) and len(str(value)) < 9_000:
                word = quote(str(value).encode(errors="surrogatepass"))
                check((asked, value), world.client.ask(asked.method, f"{path}?{name}={word}", asked.body))
        for raw in ("%", "%ff%fe", "=", "&&&", "a=%00", "+" * 200, "&".join(f"x{n}=1" for n in range(2_000))):
            check((asked, raw), world.client.ask(asked.method, f"{path}?{raw}", asked.body))


@pytest.mark.parametrize("part", ("%00", "%0D", "%E2%82%AC", "resources/a%20b%3Fc%23d", "%FF"))
def test_the_way_to_a_part_is_told_as_it_was_asked_for(world: World, part: str) -> None:
    stack = world.client.ask("GET", f"/v1/{ONE}/stacks").json["stacks"][0]
    arn = f"arn:openstack:heat::{ONE}:stacks/{stack['stack_name']}/{stack['id']}/{part}"
    answer = world.client.ask("GET", f"/v1/{ONE}/stacks/{arn}")
    assert answer.status == 302
    assert answer.headers["location"].endswith(f"{stack['id']}/{part}".replace("%FF", "%EF%BF%BD"))
