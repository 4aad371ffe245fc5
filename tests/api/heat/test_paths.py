"""A path leads where Starlette's router would lead it, which tries one route after the other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import Route, Router
from starlette.types import Message, Receive, Scope, Send

from setpoint.api.heat.openapi import ROUTE
from setpoint.api.heat.paths import Paths
from setpoint.api.heat.routes import OPEN, PREFIX, routes

ALL = (*(one.path for one in OPEN), *(one.path for one in routes()))
WORDS = sorted({word for path in ALL for word in path.split("/") if "{" not in word})
SOME = st.sampled_from(["GET", "HEAD", "POST", "PUT"])
BELOW = st.lists(st.sampled_from([*WORDS, "a b", "one", "two\n", "drei/vier"]), max_size=8)


class Named:
    """Answers with nothing, and is known by what it stands for."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say that it was here."""
        await send({"type": "here"})


def table() -> list[Route]:
    """Every path of the API once, and the open ones with a method each."""
    closed = dict.fromkeys(f"{PREFIX}{one.path}" for one in routes())
    opened = [Route(one.path, Named(), methods=[one.method]) for one in (*OPEN, ROUTE)]
    return [*opened, *(Route(path, Named(), methods=["GET", "HEAD", "POST"]) for path in closed)]


TABLE = table()
QUICK, PLAIN = Paths(TABLE), Router(TABLE)


async def led(router: Router, method: str, path: str) -> tuple[Any, ...]:
    """The route that a request is led to, what of it is in its path, and what is answered."""
    scope: Scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b""}
    scope["server"] = ("here", 80)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    await router(scope, receive, send)
    return scope.get("route"), scope.get("path_params"), sent


@given(SOME, st.sampled_from(["/v1/a", "/v1", ""]), BELOW)
async def test_the_same_is_found_as_in_order(method: str, beginning: str, words: list[str]) -> None:
    """Open and closed ones, those with several names in them, and none."""
    path = "/".join([beginning, *words]) or "/"
    assert await led(QUICK, method, path) == await led(PLAIN, method, path)


@pytest.mark.parametrize("route", TABLE, ids=lambda one: f"{'+'.join(sorted(one.methods))} {one.path}")
async def test_each_path_leads_to_what_is_first_of_its_form(route: Route) -> None:
    """With names in place of what stands in braces."""
    path = route.path_format.replace("{", "").replace("}", "")
    method = min(route.methods or ())
    found, given, _ = await led(QUICK, method, path)
    assert (found, given) == (await led(PLAIN, method, path))[:2]
    assert found is not None
