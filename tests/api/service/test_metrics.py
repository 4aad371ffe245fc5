"""What is counted: by template of path, method and status, in one process and in several."""

from __future__ import annotations

import socket
from pathlib import Path

import aiohttp
import pytest

from tests.api.service.conftest import Serve
from tests.waiting import until_awaited

pytestmark = pytest.mark.slow


async def numbers(client: aiohttp.ClientSession, url: str) -> dict[str, float]:
    """What is counted, by name and labels."""
    async with client.get(url) as response:
        assert response.status == 200
        text = await response.text()
    lines = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in lines}


def requests(route: str, method: str, status: int) -> str:
    return f'setpoint_http_requests_total{{method="{method}",route="{route}",status="{status}"}}'


STACK = "/v1/{tenant_id}/stacks/{stack_name}/{stack_id}"


async def test_requests_are_counted_by_the_template_of_their_path(
    serve: Serve, client: aiohttp.ClientSession
) -> None:
    service = serve("[metrics]\nenabled = true\n")
    for number in range(5):
        async with client.get(f"{service.root}/v1/p1/stacks/web/id-{number}"):
            pass
    for path in ("/nowhere", "/id-of-nothing"):
        async with client.get(service.root + path):
            pass
    found = await numbers(client, f"{service.root}/metrics")
    assert found[requests(STACK, "GET", 202)] == 5
    assert found[requests("other", "GET", 404)] == 2
    assert found["setpoint_http_requests_in_flight"] == 1  # this one
    assert found["process_resident_memory_bytes"] > 0
    assert not any("id-" in name or "p1" in name for name in found)


async def test_numbers_are_offered_only_where_that_is_wanted(
    serve: Serve, client: aiohttp.ClientSession
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    apart = serve(f"[metrics]\nenabled = true\nlisten = '127.0.0.1:{port}'\npath = '/numbers'\n")
    for service in (apart, serve()):
        async with client.get(f"{service.root}/metrics") as response:
            assert response.status == 404
    assert await numbers(client, f"http://127.0.0.1:{port}/numbers")
    async with client.get(f"http://127.0.0.1:{port}/who") as response:
        assert response.status == 404


async def test_several_processes_count_together(serve: Serve) -> None:
    service = serve("[service]\nworkers = 2\n[metrics]\nenabled = true\n")
    root, pids = service.root, set[int]()
    asked = 0
    while len(pids) < 2 or asked < 20:
        async with aiohttp.ClientSession() as client, client.get(f"{root}/who") as response:
            pids.add((await response.json())["pid"])
            asked += 1

    async def counted() -> float:
        async with aiohttp.ClientSession() as client:
            found = await numbers(client, f"{root}/metrics")
        key = next(
            name for name in found if name.startswith("setpoint_http_requests_total") and "/who" in name
        )
        return found[key]

    assert await counted() == asked
    assert await counted() == asked


@pytest.mark.parametrize("workers", (1, 2))
async def test_what_the_engine_does_is_counted(
    serve: Serve, client: aiohttp.ClientSession, tmp_path: Path, workers: int
) -> None:
    text = f"[service]\nworkers = {workers}\ncloud = 'simulated'\n[metrics]\nenabled = true\n"
    service = serve(text, env={"SETPOINT_HOME": str(tmp_path / "home")}, module="setpoint")
    root = service.root
    waits = {
        "heat_template_version": "2018-08-31",
        "resources": {
            "net": {"type": "OS::Neutron::Net"},
            "handle": {"type": "OS::Heat::WaitConditionHandle"},
            "wait": {
                "type": "OS::Heat::WaitCondition",
                "properties": {"handle": {"get_resource": "handle"}, "timeout": 600},
            },
        },
    }
    headers = {"X-Auth-Token": (tmp_path / "home" / "token").read_text().strip()}
    body = {"stack_name": "app", "template": waits}
    async with client.post(f"{root}/v1/local/stacks", json=body, headers=headers) as response:
        assert response.status == 201

        path = response.headers["Location"]

    async def shows(**wanted: float) -> bool:
        found = await numbers(client, f"{root}/metrics")
        return all(found.get(f"setpoint_{name}") == value for name, value in wanted.items())

    await until_awaited(lambda: shows(stacks_driven=1, stacks_asked=0))
    await until_awaited(lambda: shows(**{'cloud_calls_in_flight{cloud="simulated"}': 0}))
    async with client.delete(path, headers=headers) as response:
        assert response.status == 204
    await until_awaited(lambda: shows(stacks_driven=0, stacks_asked=0))


@pytest.mark.parametrize(
    ("accept", "form"),
    (
        ("application/openmetrics-text;version=1.0.0", "application/openmetrics-text"),
        ("application/openmetrics-text;version=1.0.x", "text/plain"),
        ("text/plain;version=;q=x", "text/plain"),
    ),
)
async def test_numbers_are_told_in_a_form_that_is_accepted_if_it_is_one(
    serve: Serve, client: aiohttp.ClientSession, accept: str, form: str
) -> None:
    service = serve("[metrics]\nenabled = true\n")
    async with client.get(f"{service.root}/metrics", headers={"Accept": accept}) as response:
        assert (response.status, response.content_type) == (200, form)
