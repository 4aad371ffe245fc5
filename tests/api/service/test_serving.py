"""A service that is up: what it says of itself, what it answers before any door, and what it tells of requests."""

from __future__ import annotations

import asyncio
import io
import re
from typing import Any

import aiohttp
import pytest

from tests.api.service.conftest import Serve

REQUEST_ID = re.compile(r"req-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}")
GLOBAL_ID = "req-01234567-89ab-cdef-0123-456789abcdef"

pytestmark = pytest.mark.slow


async def fault(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """The body of a refusal, in Heat's form."""
    body: dict[str, Any] = await response.json()
    assert set(body) == {"code", "title", "explanation", "error"}
    assert set(body["error"]) == {"type", "message", "traceback"}
    assert body["code"] == response.status
    assert body["error"]["traceback"] is None
    assert response.headers["x-openstack-request-id"]
    return body


async def test_it_says_where_it_is_and_how_to_get_in(serve: Serve) -> None:
    service = serve("", module="setpoint")
    lines = (service.root, service.out.read_text())[1].splitlines()
    assert lines[0] == f"Setpoint listens on {service.root} (cloud local)"
    assert f"  export OS_ENDPOINT={service.root}/v1/local" in lines


async def test_versions_and_health_are_told_as_heat_tells_them(
    serve: Serve, client: aiohttp.ClientSession
) -> None:
    service = serve("", module="setpoint")
    for path in ("/", "/versions"):
        async with client.get(service.root + path) as response:
            assert response.status == 300
            (version,) = (await response.json())["versions"]
            link = {"rel": "self", "href": f"{service.root}/v1/"}
            assert version == {"id": "v1.0", "status": "CURRENT", "links": [link]}
    url = f"{service.root}/healthcheck"
    async with client.get(url) as response:
        assert (response.status, await response.text(), response.content_type) == (200, "", "text/plain")
    async with client.get(url, headers={"Accept": "application/json"}) as response:
        assert await response.json() == {"detailed": False, "reasons": []}
    async with client.head(url) as response:
        assert response.status == 204


async def test_a_request_is_named_and_logged_without_secrets(
    serve: Serve, client: aiohttp.ClientSession
) -> None:
    service = serve()
    headers = {"X-Auth-Token": "hidden-token", "X-Openstack-Request-Id": GLOBAL_ID}
    url = f"{service.root}/v1/p1/stacks/web/s1?Signature=hidden-signature"
    async with client.put(url, headers=headers, data=b"hidden-body") as response:
        name = response.headers["x-openstack-request-id"]
    assert REQUEST_ID.fullmatch(name)
    line = service.will_log(event="request", request_id=name)
    assert line["global_request_id"] == GLOBAL_ID
    assert (line["method"], line["path"], line["status"]) == ("PUT", "/v1/p1/stacks/web/s1", 202)
    assert (line["project"], line["user"], line["client"]) == ("p1", "u1", "127.0.0.1")
    assert 0 < line["seconds"] < 10
    assert "hidden" not in service.err.read_text()


async def test_a_global_id_of_another_form_is_passed_over(
    serve: Serve, client: aiohttp.ClientSession
) -> None:
    service = serve()
    async with client.get(f"{service.root}/who", headers={"X-Openstack-Request-Id": "req-x\tname=1"}):
        pass
    assert "global_request_id" not in service.will_log(event="request")


async def test_what_changes_something_is_audited(serve: Serve, client: aiohttp.ClientSession) -> None:
    service = serve("[logs]\nlevel = 'error'\n")
    url = f"{service.root}/v1/p1/stacks/web/s1"
    for method, rule in (
        ("GET", "stacks:show"),
        ("PUT", "stacks:preview_update"),
        ("PUT", "stacks:update"),
        ("POST", "actions:suspend"),
    ):
        async with client.request(method, url, params={"rule": rule}, headers={"User-Agent": "a client"}):
            pass
    async with client.post(f"{service.root}/nowhere"):
        pass
    service.will_log(action="create", outcome="failure")
    update, suspend, nowhere = service.logged(event="audit")
    assert update["typeURI"] == "http://schemas.dmtf.org/cloud/audit/1.0/event"
    assert update["eventType"] == "activity"
    assert update["action"] == "update"
    assert update["target"] == {"typeURI": "service/orchestration/stacks", "id": "s1"}
    assert update["reason"] == {"reasonType": "HTTP", "reasonCode": "202"}
    who = update["initiator"]
    assert (who["id"], who["name"], who["project_id"]) == ("u1", "ada", "p1")
    assert who["host"] == {"address": "127.0.0.1", "agent": "a client"}
    assert who["request_id"] == update["request_id"]
    assert suspend["action"] == "update/suspend"
    assert (nowhere["outcome"], nowhere["initiator"]["id"]) == ("failure", "unknown")
    assert not service.logged(event="request")


async def test_a_bug_is_answered_in_heats_form_and_told_to_the_log_only(
    serve: Serve, client: aiohttp.ClientSession
) -> None:
    service = serve()
    async with client.get(f"{service.root}/bug") as response:
        assert response.status == 500
        body = await fault(response)
        name = response.headers["x-openstack-request-id"]
        assert name in body["error"]["message"]
        assert "only the log" not in await response.text()
    line = service.will_log(event="a request ran into a bug", request_id=name)
    assert "ZeroDivisionError: what only the log may tell" in line["exception"]
    async with client.get(f"{service.root}/healthcheck") as response:
        assert response.status == 200


# --- bounds

LIMITED = "[limits]\nmax_json_body_size = 2048\n[service]\nrequest_timeout = 0.3\n"


async def test_a_body_that_is_too_large_is_refused(serve: Serve, client: aiohttp.ClientSession) -> None:
    service = serve(LIMITED)
    url = f"{service.root}/echo"
    async with client.post(url, data=bytes(2048)) as response:
        assert await response.json() == {"bytes": 2048}
    async with client.post(url, data=io.BytesIO(bytes(4_000_000))) as response:
        assert response.status == 413
        body = await fault(response)
        assert body["error"]["type"] == "RequestLimitExceeded"
        assert body["error"]["message"] == (
            "JSON body size (of 4000000 bytes) exceeds maximum allowed size (2048 bytes)."
        )


async def test_a_body_in_chunks_is_measured_as_it_comes(serve: Serve, client: aiohttp.ClientSession) -> None:
    service = serve(LIMITED)

    async def chunks(count: int) -> Any:
        for _ in range(count):
            yield bytes(1024)

    async with client.post(f"{service.root}/echo", data=chunks(2)) as response:
        assert await response.json() == {"bytes": 2048}
    async with client.post(f"{service.root}/echo", data=chunks(64)) as response:
        assert response.status == 413
        await fault(response)


async def test_a_body_that_does_not_come_is_not_waited_for(serve: Serve) -> None:
    service = serve(LIMITED)
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    writer.write(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf of it")
    answer = await asyncio.wait_for(reader.read(), 20)  # to the end: the connection is closed
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"type":"RequestTimeout"' in answer
    writer.close()


async def test_an_answer_that_does_not_come_is_not_waited_for(
    serve: Serve, client: aiohttp.ClientSession
) -> None:
    service = serve(LIMITED)
    async with client.get(f"{service.root}/forever") as response:
        assert response.status == 504
        await fault(response)


async def test_a_head_that_is_too_large_is_refused(serve: Serve) -> None:
    service = serve()
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Large: ")
    writer.write(bytes(b"x" * 400_000))
    assert (await asyncio.wait_for(reader.readline(), 20)).startswith(b"HTTP/1.1 400 ")
    writer.close()
    async with aiohttp.ClientSession() as client:
        for size, status in ((40_000, 200), (40_000, 200)):
            async with client.get(f"{service.root}/who", headers={"X-Large": "x" * size}) as response:
                assert response.status == status


async def test_who_asks_too_often_is_told_when_to_come_again(
    serve: Serve, client: aiohttp.ClientSession
) -> None:
    service = serve("[service]\nrate_per_client = 0.01\nrate_burst = 2\n")
    found = []
    for _ in range(3):
        async with client.get(f"{service.root}/who") as response:
            found.append(response.status)
            if response.status == 429:
                await fault(response)
    assert found == [200, 200, 429]
    assert 1 <= int(response.headers["Retry-After"]) <= 100


# --- who is told what


async def test_pages_of_allowed_origins_may_call(serve: Serve, client: aiohttp.ClientSession) -> None:
    service = serve("[service]\nallowed_origins = ['https://dashboard.example.org']\n")
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "X-Auth-Token"}
    for origin, status, allowed in (
        ("https://dashboard.example.org", 200, "https://dashboard.example.org"),
        ("https://elsewhere.example.org", 400, None),
    ):
        async with client.options(f"{service.root}/who", headers={"Origin": origin, **asked}) as response:
            assert response.status == status
            assert response.headers.get("Access-Control-Allow-Origin") == allowed
        async with client.get(f"{service.root}/bug", headers={"Origin": origin}) as response:
            assert response.status == 500
            assert response.headers.get("Access-Control-Allow-Origin") == allowed


async def test_a_proxy_is_believed_only_where_it_is_trusted(
    serve: Serve, client: aiohttp.ClientSession
) -> None:
    headers = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    for text, scheme, address in (
        ("", "http", "127.0.0.1"),
        ("[service]\ntrusted_proxies = ['127.0.0.0/8']\n", "https", "192.0.2.7"),
    ):
        service = serve(text)
        async with client.get(service.root, headers=headers) as response:
            link = (await response.json())["versions"][0]["links"][0]["href"]
        assert link.startswith(f"{scheme}://127.0.0.1:")
        assert service.will_log(event="request")["client"] == address


async def test_links_begin_with_the_public_endpoint(serve: Serve, client: aiohttp.ClientSession) -> None:
    service = serve("[service]\npublic_endpoint = 'https://heat.example.org/orchestration/'\n")
    async with client.get(service.root) as response:
        link = (await response.json())["versions"][0]["links"][0]["href"]
    assert link == "https://heat.example.org/orchestration/v1/"

    assert "export OS_ENDPOINT=https://heat.example.org/orchestration/v1/local" in service.out.read_text()
