"""What no client's library would send: bytes in lines, headers and signed addresses that break who believes them."""

from __future__ import annotations

import itertools
import json
import socket
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from tests.api.heat.attacking import Belongings, Client
from tests.api.serving import Service, serving


class World(NamedTuple):
    """A service, and where a stack of project one is in it; where one of its resources is signalled."""

    service: Service
    at: bytes
    signed: bytes


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with serving() as service, Client(service, "one") as client:
        own = Belongings(service, client)
        address = urlsplit(own.address)
        yield World(
            service, f"/v1/p1/stacks/app/{own.id}".encode(), f"{address.path}?{address.query}".encode()
        )


def sent(
    world: World,
    method: bytes,
    path: bytes,
    *headers: bytes,
    host: bytes = b"h",
    token: bytes = b"one",
    body: bytes = b"",
) -> int:
    """The status of the answer; the connection is closed then."""
    lines = [method + b" " + path + b" HTTP/1.1", b"Host: " + host, b"X-Auth-Token: " + token, *headers]
    lines += [b"Connection: close", b"Content-Length: %d" % len(body)]
    with socket.create_connection(("127.0.0.1", world.service.port), timeout=20) as connection:
        connection.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return int(answer.split(maxsplit=2)[1]) if answer else 0


def check(world: World, several: Iterable[tuple[Any, int]]) -> None:
    """All are answered, and none by a bug."""
    wrong = [asked for asked, status in several if not 200 <= status < 500]
    assert not wrong
    assert not world.service.bugs


HOSTS = (
    b"",
    b"[",
    b"]",
    b"[::1",
    b"a b",
    b"\xff",
    b"h:99999",
    b"h:abc",
    b"x" * 5_000,
    b"a/b",
    b"a?b",
    b"a@b",
    b"%00",
)
PATHS = (
    b"/",
    b"/versions",
    b"/openapi.json",
    b"/nowhere",
    b"/v1/p1/stacks",
    b"/v1/p1/stacks/app",
    b"/in-server/v3",
    b"/in-server/cfn/v1/?Action=DescribeStackResource&AWSAccessKeyId=p1-x",
)


def test_whatever_host_is_named(world: World) -> None:
    paths = (*PATHS, world.at, world.at + b"/resources")
    check(
        world,
        (
            ((host, path), sent(world, b"GET", path, host=host))
            for host, path in itertools.product(HOSTS, paths)
        ),
    )


WORDS = (
    b"%00",
    b"%ff",
    b"%ed%a0%80",
    b"%0d",
    b"%0a",
    b"%2f",
    b"\xff",
    b"\xe2\x82\xac",
    b"%E2%82%AC",
    b"x" * 9_000,
)
METHODS = (b"GET", b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS", b"PROPFIND")
PARTS = (
    b"stacks/",
    b"stacks?a=",
    b"software_configs/",
    b"software_deployments/",
    b"software_deployments/metadata/",
    b"resource_types/",
    b"template_versions/",
    b"stacks/arn:openstack:heat::",
)


def test_whatever_is_named_in_a_path(world: World) -> None:
    of_stack = (b"/resources/", b"/events/", b"/outputs/", b"/snapshots/", b"/resources/x/")
    arn = b"/v1/p1/stacks/arn:openstack:heat::p1:stacks" + world.at.removeprefix(b"/v1/p1/stacks") + b"/"
    before = (*(b"/v1/p1/" + part for part in PARTS), *(world.at + part for part in of_stack), arn, b"/v1/")
    asked = itertools.product(METHODS, before, WORDS)
    check(world, (((method, path, word), sent(world, method, path + word)) for method, path, word in asked))


TOKENS = (
    b"",
    b"\xff",
    b"\xc3\xa9",
    b"x" * 40_000,
    *(b"setpoint-signal-" + one for one in (b"\xff", b"in-server-\xb2.x")),
)
HEADERS = (
    b"Content-Type: \xff",
    b"Content-Type: application/json; charset=utf-16",
    b"Content-Encoding: gzip",
    b"Accept: \xff",
    b"Accept: */*;q=abc",
    b"Expect: nonsense",
    b"X-OpenStack-Request-ID: \xff",
    b"X-Service-Token: \xff",
    b"X-Forwarded-Proto: javascript",
    b"Forwarded: host=[",
    b"Upgrade: websocket",
)


def test_whatever_stands_in_headers(world: World) -> None:
    paths = (b"/", b"/v1/p1/stacks", world.at + b"/resources/of_one_handle/metadata")
    check(
        world,
        (((one, at), sent(world, b"GET", at, token=one)) for one, at in itertools.product(TOKENS, paths)),
    )
    body = b'{"stack_name": ""}'
    check(world, ((one, sent(world, b"POST", b"/v1/p1/stacks", one, body=body)) for one in HEADERS))
    check(world, ((one, sent(world, b"GET", b"/", one)) for one in HEADERS))


SIGNALS = (
    b"",
    b"{",
    b"\xff",
    b"[]",
    b'{"Status": [], "Reason": {}, "Data": 1e999, "UniqueId": null}',
    b'{"Status": "SUCCESS", "Reason": [1], "Data": 1e308, "UniqueId": {"a": 1}}',
    b'{"Status": "SUCCESS", "Reason": "\\u0000", "Data": 123456789012345678901234567890, "UniqueId": "\\u0000"}',
    b'{"Status": "SUCCESS", "Reason": "\\ud800", "Data": "", "UniqueId": ""}',
)


def test_whatever_is_signalled_at_whatever_signed_address(world: World) -> None:
    signed = world.signed
    addresses = (
        signed,
        signed + b"&a=%ff",
        signed + b"&" * 3_000,
        signed.replace(b"AWSAccessKeyId=", b"AWSAccessKeyId=%ff"),
        signed.replace(b"Signature=", b"Signature=%ed%a0%80"),
        signed.replace(b"of_one_address", b"%00"),
        signed.replace(b"p1", b"%00"),
    )
    asked = itertools.product(addresses, SIGNALS)
    check(world, (((url[-60:], body), sent(world, b"PUT", url, body=body)) for url, body in asked))
    check(world, [("metadata", sent(world, b"GET", world.at + b"/resources/of_one_address/metadata"))])


def test_whoever_signs_in_or_asks_from_within_a_server(world: World) -> None:
    users: tuple[dict[str, str], ...] = (
        {},
        {"id": "\x00", "password": "\x00"},
        {"id": "{" + "0" * 32 + "}", "password": "é"},
        {"name": "x"},
    )
    for project, user in itertools.product(
        ({}, {"id": "\x00"}, {"id": "p1"}, {"name": "p1"}, {"id": "x" * 9_999}), users
    ):
        auth = {"identity": {"password": {"user": user}}, "scope": {"project": project}}
        body = json.dumps({"auth": auth}).encode()
        check(world, [(auth, sent(world, b"POST", b"/in-server/v3/auth/tokens", body=body))])
    for key in (b"%ff-%ff", b"-" + b"0" * 32, b"p1-%00", b"%00-" + b"0" * 32):
        path = b"/in-server/cfn/v1/?Action=DescribeStackResource&Signature=%ff&AWSAccessKeyId=" + key
        check(world, [(path, sent(world, b"GET", path))])
    for queue, method in itertools.product(
        (b"%00", b"setpoint-%ff", b"setpoint-" + b"0" * 32), (b"GET", b"POST")
    ):
        path = b"/in-server/messaging/p1/v2/queues/" + queue + b"/messages"
        body = b'{"messages": [{"body": 1}]}' if method == b"POST" else b""
        check(world, [(path, sent(world, method, path, token=b"setpoint-signal-in-server-1.x", body=body))])
