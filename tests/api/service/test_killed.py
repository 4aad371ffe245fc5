"""A service that is killed (SIGKILL, all its processes) amid its work, and started again on the same data folder."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from setpoint.cli.exits import Exit
from tests.api.service.aftermath import damage, doctor, unaccounted, under_way
from tests.api.service.conftest import Serve
from tests.api.service.running import Running
from tests.waiting import until_awaited

pytestmark = pytest.mark.slow

CONFIG = "[service]\nworkers = 2\ncloud = 'simulated'\n"
PATIENCE = 90.0  # seconds, until everything is done

HEADER = "heat_template_version: 2018-08-31\nparameters: {word: {type: string, default: first}}\n"
SERVERS = f"""{HEADER}
resources:
  net: {{type: OS::Neutron::Net}}
  subnet: {{type: OS::Neutron::Subnet, properties: {{network: {{get_resource: net}}, cidr: 10.0.0.0/24}}}}
  servers:
    type: OS::Heat::ResourceGroup
    properties:
      count: 3
      resource_def:
        type: OS::Nova::Server
        properties:
          flavor: small
          image: linux
          metadata: {{word: {{get_param: word}}}}
          networks: [{{network: {{get_resource: net}}}}]
  secret: {{type: OS::Heat::RandomString}}
outputs:
  secret: {{value: {{get_attr: [secret, value]}}}}
  word: {{value: {{get_param: word}}}}
"""
WAITING = f"""{HEADER}
resources:
  handle: {{type: OS::Heat::WaitConditionHandle}}
  wait: {{type: OS::Heat::WaitCondition, properties: {{handle: {{get_resource: handle}}, count: 3, timeout: 600}}}}
  after: {{type: OS::Neutron::Net, depends_on: wait}}
"""

Answer = tuple[int, Any]


class Client:
    """Asks one service; tells a request that was not answered from one that was."""

    def __init__(self, session: aiohttp.ClientSession, service: Running, home: Path) -> None:
        """Ask ``service``, whose data folder is ``home``."""
        self._session = session
        self._url = f"{service.root}/v1/local"
        self._token = (home / "token").read_text().strip()

    async def ask(self, method: str, path: str, body: Any = None) -> Answer | None:
        """Status and body; None where the service was gone before it had answered."""
        headers = {"X-Auth-Token": self._token}
        try:
            async with self._session.request(
                method, f"{self._url}{path}", json=body, headers=headers
            ) as answer:
                raw = await answer.read()
                is_json = answer.content_type == "application/json"
                return answer.status, json.loads(raw) if is_json else None
        except aiohttp.ClientError:
            return None

    async def get(self, path: str) -> Any:
        """The body, of an answer that must be good."""
        answer = await self.ask("GET", path)
        assert answer is not None
        assert answer[0] == 200, answer
        return answer[1]

    async def create(self, name: str, template: str) -> bool:
        """Whether it was answered, and well."""
        answer = await self.ask("POST", "/stacks", {"stack_name": name, "template": template})
        assert answer is None or answer[0] == 201, answer
        return answer is not None

    async def stack(self, name: str) -> dict[str, Any]:
        """A stack, in full."""
        found = {one["stack_name"]: one["id"] for one in (await self.get("/stacks"))["stacks"]}
        return dict((await self.get(f"/stacks/{name}/{found[name]}"))["stack"])

    async def states(self) -> dict[str, str]:
        """How each stack is."""
        return {one["stack_name"]: one["stack_status"] for one in (await self.get("/stacks"))["stacks"]}

    async def are(self, names: Sequence[str], status: str) -> bool:
        """Whether all of them are so."""
        states = await self.states()
        return all(states[name] == status for name in names)

    async def events(self, path: str) -> list[str]:
        """The ids of all events of a stack, oldest first."""
        return [one["id"] for one in (await self.get(f"{path}/events?sort_dir=asc"))["events"]]

    async def signal(self, path: str, number: int) -> bool:
        """Whether a signal of that id was answered."""
        body = {"id": f"signal-{number}", "data": str(number)}
        answer = await self.ask("POST", f"{path}/resources/handle/signal", body)
        assert answer is None or answer[0] == 200, answer
        return answer is not None


def path_of(stack: dict[str, Any]) -> str:
    return f"/stacks/{stack['stack_name']}/{stack['id']}"


async def test_all_that_was_answered_is_there_and_is_carried_out_once(
    serve: Serve, client: aiohttp.ClientSession, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    service = serve(CONFIG, env={"SETPOINT_HOME": str(home)}, module="setpoint")
    root = service.root
    assert root
    asking = Client(client, service, home)

    # At rest: one that is to be changed, and one that is to go. On its way: one that waits for signals.
    for name in ("changed", "gone"):
        assert await asking.create(name, SERVERS)
    assert await asking.create("waiting", WAITING)
    await until_awaited(lambda: asking.are(("changed", "gone"), "CREATE_COMPLETE"), PATIENCE)
    changed, gone, waiting = [await asking.stack(name) for name in ("changed", "gone", "waiting")]
    kept = {one["output_key"]: one["output_value"] for one in changed["outputs"]}

    # Everything at once: signals, an update, a delete, and more creates than are done before the end.
    assert await asking.signal(path_of(waiting), 1)
    update = {"template": SERVERS, "parameters": {"word": "second"}}
    assert (await asking.ask("PUT", path_of(changed), update) or (0,))[0] == 202
    assert (await asking.ask("DELETE", path_of(gone)) or (0,))[0] == 204
    made = [f"made-{number}" for number in range(4)]
    assert all([await asking.create(name, SERVERS) for name in made])
    assert await asking.signal(path_of(waiting), 2)
    events = {name: await asking.events(path_of(await asking.stack(name))) for name in (*made, "waiting")}
    late = [f"late-{number}" for number in range(20)]
    asked = [asyncio.create_task(asking.create(name, SERVERS)) for name in late]
    await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
    os.killpg(service.process.pid, signal.SIGKILL)
    answered = [name for name, came in zip(late, await asyncio.gather(*asked), strict=True) if came]
    assert service.ended() == -signal.SIGKILL
    assert damage(home) == []
    assert len(under_way(home)) > 1

    again = serve(CONFIG, env={"SETPOINT_HOME": str(home)}, module="setpoint")
    asking = Client(client, again, home)
    states = await asking.states()
    assert (
        {"changed", "waiting", *made, *answered}
        <= states.keys()
        <= {"changed", "gone", "waiting", *made, *late}
    )
    for name, before in events.items():
        assert (await asking.events(path_of(await asking.stack(name))))[: len(before)] == before
    heard = (await asking.get(f"{path_of(waiting)}/resources/handle/metadata"))["metadata"]
    assert {"signal-1", "signal-2"} == heard.keys()
    assert await asking.signal(path_of(waiting), 3)

    async def at_rest() -> bool:
        return all(state.endswith("_COMPLETE") for state in (await asking.states()).values())

    await until_awaited(at_rest, PATIENCE)
    states = await asking.states()
    assert states.pop("changed") == "UPDATE_COMPLETE"
    assert set(states.values()) == {"CREATE_COMPLETE"}
    assert "gone" not in states
    after = {one["output_key"]: one["output_value"] for one in (await asking.stack("changed"))["outputs"]}
    assert after == {**kept, "word": "second"}
    again.signal(signal.SIGTERM)
    assert again.ended() == Exit.DONE
    assert [*damage(home), *unaccounted(home)] == []
    assert doctor(home) == Exit.DONE
    assert not [*service.logged(level="error"), *again.logged(level="error")]
