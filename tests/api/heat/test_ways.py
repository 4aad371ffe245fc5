"""Paths that there are not, and versions that are wrong or missing in them."""

from __future__ import annotations

from collections.abc import Iterator

import aiohttp
import pytest

from tests.api.serving import PROJECTS, Service, serving

NAMED = "application/vnd.openstack.orchestration-"


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as found:
        yield found


@pytest.mark.parametrize(
    ("path", "accept", "status", "has"),
    (
        ("/", "", 300, "versions"),
        ("/v2/stacks", "", 300, "versions"),
        ("/{project}/build_info", f"{NAMED}v9.9", 300, "versions"),
        ("/{project}/build_info", f"{NAMED}v1.0", 200, "api"),
        ("/v1/{project}/build_info", f"{NAMED}v9.9", 200, "api"),
        ("/{project}/build_info", "", 404, "error"),
        ("/v1", "", 404, "error"),
        ("/v1/{project}/nothing", f"{NAMED}v1.0", 404, "error"),
        ("/nothing", "text/html", 404, "error"),
    ),
)
async def test_a_path(service: Service, path: str, accept: str, status: int, has: str) -> None:
    headers = {"X-Auth-Token": "one"} | ({"Accept": accept} if accept else {})
    address = service.root + path.format(project=PROJECTS["one"])
    async with aiohttp.ClientSession() as http, http.get(address, headers=headers) as answer:
        body = await answer.json()
    assert answer.status == status
    assert has in body
    if status == 404:
        assert (body["code"], body["title"], body["error"]["type"]) == (404, "Not Found", "HTTPNotFound")


async def test_who_has_no_token_is_told_who_gives_them(service: Service) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{service.url()}/stacks") as answer:
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Keystone")
