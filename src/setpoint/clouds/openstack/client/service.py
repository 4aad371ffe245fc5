"""One service of a cloud: where it is, which version of its API is spoken, and calls in JSON."""

from __future__ import annotations

import asyncio
import copy
import re
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from setpoint.clouds.openstack.client.exchange import Answer, Asked, Query
from setpoint.clouds.openstack.client.session import Session
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.value import Plain

PAGES = 1000
"""How many pages of one list are followed, at most."""

CHUNK = 100
"""How many ids one list call asks for: their addresses have some 4 KB then, which every server takes."""


def chunks(values: Sequence[str]) -> Iterator[list[str]]:
    """``values``, apart into as many as one list call may ask for."""
    return (list(values[at : at + CHUNK]) for at in range(0, len(values), CHUNK))


_VERSION = re.compile(r"/v\d+(\.\d+)?(?=/|$)")


class Api(msgspec.Struct, frozen=True):
    """What is spoken to one type of service.

    ``version`` is the path below an address that names none (``v2.0``). ``microversion`` is the newest that is
    understood here: a service is asked for that, or for its own newest where that is older; "" for services without.
    ``header`` is the service's name in the header that asks for it.
    """

    type: str
    version: str
    microversion: str = ""
    header: str = ""


class Service:
    """A service, at an address that is found out when it is first called."""

    def __init__(self, api: Api, session: Session, address: Callable[[], Any], newest: str = "") -> None:
        """Speak ``api`` over ``session``. ``address`` gives the endpoint; ``newest`` bounds the microversion."""
        self.api = api
        self._session = session
        self._address = address
        self.newest = newest or api.microversion
        self._root = ""
        self._theirs = _Once(self._ask_newest)

    def at_most(self, microversion: str) -> Service:
        """The same service, spoken to in no newer microversion: for what newer ones show otherwise or dropped."""
        older = copy.copy(self)
        older.newest = min(self.newest, microversion, key=_number)
        return older

    # ---- calls in JSON

    async def get(self, path: str, **query: Any) -> Plain:
        """The body of what is at ``path``. Raises NotFound, Retry, ResourceError."""
        return self._json(await self.send("GET", path, query=query))

    async def post(self, path: str, body: Plain = None, *, is_item: bool = False, **query: Any) -> Plain:
        """Make something at ``path``, or (``is_item``) do something to what is there. Raises every refusal."""
        return self._json(await self.send("POST", path, body=body, query=query, is_item=is_item))

    async def put(self, path: str, body: Plain = None) -> Plain:
        """Change what is at ``path``. Raises every refusal."""
        return self._json(await self.send("PUT", path, body=body))

    async def patch(self, path: str, body: Plain = None) -> Plain:
        """Change what is at ``path`` in part. Raises every refusal."""
        return self._json(await self.send("PATCH", path, body=body))

    async def delete(self, path: str, **query: Any) -> None:
        """Remove what is at ``path``. Raises NotFound and every other refusal."""
        await self.send("DELETE", path, query=query)

    async def pages(self, path: str, key: str, **query: Any) -> list[dict[str, Any]]:
        """All items of a list, page by page; ``key`` is "" where a body is the list. Raises Retry, ResourceError."""
        found: list[dict[str, Any]] = []
        for _page in range(PAGES):
            body = await self.get(path, **query)
            items = body[key] if key else body
            found += items
            following = _next(body, key) if key else ""
            if not following or not items:
                break
            query = {**query, **parse_qs(urlsplit(following).query)}
        return found

    async def matching(
        self, path: str, key: str, by: str, values: Collection[str], **query: Any
    ) -> list[dict[str, Any]]:
        """The items whose ``by`` is one of ``values``; see :meth:`pages`. For lists that take several of them."""
        asking = (self.pages(path, key, **{by: chunk}, **query) for chunk in chunks(sorted(set(values))))
        lists = await asyncio.gather(*asking)
        return [one for several in lists for one in several]

    # ---- calls

    async def send(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        body: Plain = None,
        content: bytes | None = None,
        is_item: bool = True,
    ) -> Answer:
        """Send a request to ``path`` below the version's root, and return its success. Raises every refusal."""
        asked = Asked(
            method,
            f"{await self.root()}/{path}" if path else await self.root(),
            service=self.api.type,
            query=query or {},
            headers={"Accept": "application/json", **await self._version_header(), **(headers or {})},
            body=body,
            content=content,
            is_item=is_item,
        )
        return await self._session.send(asked)

    def _json(self, answer: Answer) -> Plain:
        try:
            return answer.json()
        except ValueError:
            raise ResourceError(
                Diagnostic(
                    f"what answers for the {self.api.type} service speaks no JSON",
                    detail=f"{answer.status} {answer.content[:80]!r}",
                    advice="is the endpoint in the catalogue right?",
                )
            ) from None

    # ---- versions

    async def root(self) -> str:
        """The address of the API's version. Raises ResourceError where the catalogue has no such service."""
        if not self._root:
            url: str = await self._address()
            has_version = not self.api.version or _VERSION.search(urlsplit(url).path)
            self._root = url if has_version else f"{url}/{self.api.version}"
        return self._root

    async def microversion(self) -> str:
        """The microversion that is spoken: the newest that both sides know; "" for a service that has none."""
        if not self.api.microversion:
            return ""
        theirs = await self._theirs.get()
        return min(self.newest, theirs, key=_number) if theirs else ""

    async def speaks(self, microversion: str) -> bool:
        """Whether at least that microversion is spoken."""
        return _number(await self.microversion()) >= _number(microversion)

    async def _ask_newest(self) -> str:
        root = await self.root()
        matched = _VERSION.search(urlsplit(root).path)
        base = root[: root.index(urlsplit(root).path) + matched.end()] if matched else root
        asked = Asked("GET", f"{base}/", service=self.api.type, headers={"Accept": "application/json"})
        body = self._json(await self._session.send(asked))
        told = body.get("version") or next(iter(body.get("versions") or [{}]))
        return str(told.get("version") or told.get("max_version") or "")

    async def _version_header(self) -> dict[str, str]:
        spoken = await self.microversion()
        return {"OpenStack-API-Version": f"{self.api.header or self.api.type} {spoken}"} if spoken else {}


class _Once:
    """An answer that is asked for once, whoever wants it; again only where there was none."""

    def __init__(self, ask: Callable[[], Awaitable[str]]) -> None:
        self._ask = ask
        self._answer: asyncio.Future[str] | None = None

    async def get(self) -> str:
        if self._answer is None:
            self._answer = asyncio.ensure_future(self._ask())
        try:
            return await asyncio.shield(self._answer)
        except Exception:
            self._answer = None  # the next one asks again
            raise


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def _next(body: Mapping[str, Any], key: str) -> str:
    """The address of the next page, as each service tells it; only its query counts (proxies change the rest)."""
    links = body.get(f"{key}_links") or body.get("links")
    if isinstance(links, list):
        return next((str(link["href"]) for link in links if link.get("rel") == "next"), "")
    told = links.get("next") if isinstance(links, Mapping) else body.get("next")
    return str(told or "")
