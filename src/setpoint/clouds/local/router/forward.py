"""Takes one request to a target and its answer back, and another target where the first cannot be reached."""

from __future__ import annotations

import time

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from setpoint.clouds.local.router import headers
from setpoint.clouds.local.router.body import SMALL, Body, body_of
from setpoint.clouds.local.router.config import Config, Rule
from setpoint.clouds.local.router.table import Choice, Table
from setpoint.clouds.local.router.targets import Target, Targets
from setpoint.clouds.local.router.tunnel import tunnel

PAUSE = 0.1
"""Seconds between two rounds of all targets while a request waits for one that can be reached."""


LONG = 65536
"""Bytes that a line or a header may have, both ways."""


class Unreachable(Exception):
    """No byte of an answer came, and the request may be made again."""


class Refusal(Exception):
    """The request ends here, with this status and text."""

    def __init__(self, status: int, text: str) -> None:
        """Say so."""
        self.status = status
        self.text = text


class Forwarder:
    """Forwards requests by the table in force."""

    def __init__(self, config: Config, targets: Targets) -> None:
        """Begin with an empty table."""
        self.config = config
        self.table = Table(())
        self.targets = targets
        self.counts = {"requests": 0, "refused": 0, "retried": 0}
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=2, sock_read=config.timeout)
        self._pooled = _session(aiohttp.TCPConnector(limit=0, keepalive_timeout=15), timeout)
        self._fresh = _session(aiohttp.TCPConnector(limit=0, force_close=True), timeout)

    def take(self, config: Config, table: Table) -> None:
        """Go by these from the next request on."""
        self.config = config
        self.table = table

    async def close(self) -> None:
        """Let go of the connections to targets."""
        await self._pooled.close()
        await self._fresh.close()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        self.counts["requests"] += 1
        try:
            return await self._try_targets(request, await body_of(request))
        except Refusal as refusal:
            self.counts["refused"] += 1
            return web.Response(status=refusal.status, text=f"{refusal.text}\n")

    async def _try_targets(self, request: web.BaseRequest, body: Body) -> web.StreamResponse:
        """Go from target to target, until one answers or the client has waited long enough."""
        give_up_at = time.monotonic() + self.config.patience
        tried: set[Target] = set()
        last = "no target is healthy"
        while True:
            choice = self._choice(request)
            target = self._next(choice, tried)
            if target is not None:
                try:
                    with target.carrying(lambda t=target: self.targets.freed(t)):  # type: ignore[misc]
                        return await self._send(request, body, target, choice.rule)
                except Unreachable as error:
                    self.counts["retried"] += 1
                    tried.add(target)
                    last = str(error)
                continue
            if time.monotonic() >= give_up_at:
                raise Refusal(502 if tried else 503, last)
            await self.targets.change(PAUSE)
            tried.clear()

    def _choice(self, request: web.BaseRequest) -> Choice:
        choice = self.table.match(request.host, request.path)
        if choice is None:
            raise Refusal(404, "no rule of this route takes this host and path")
        return choice

    def _next(self, choice: Choice, tried: set[Target]) -> Target | None:
        """The next usable target that was not tried; failing that, one that is merely passed over."""
        known = self.targets

        def is_open(url: str) -> bool:
            return known[url].is_usable and known[url] not in tried

        def is_passed_over(url: str) -> bool:
            return not known[url].trouble and known[url] not in tried

        url = choice.next(is_open) or choice.next(is_passed_over)
        return known[url] if url else None

    async def _send(
        self, request: web.BaseRequest, body: Body, target: Target, rule: Rule
    ) -> web.StreamResponse:
        """Make the request of one target, and bring back what it says. Raises Unreachable and Refusal."""
        prefix = rule.path.rstrip("/") if rule.strip_path else ""
        url = URL(target.url.rstrip("/") + _path(request, prefix), encoded=True)
        out = headers.to_target(
            request.headers,
            peer=request.remote or "",
            scheme=request.scheme,
            prefix=prefix,
            trust_forwarded=self.config.trust_forwarded,
        )
        # What may not be made twice never travels on a kept connection: that might be closing just now.
        session = self._pooled if body.is_repeatable and "Upgrade" not in out else self._fresh
        try:
            async with session.request(
                request.method, url, headers=out, data=body.content, allow_redirects=False
            ) as answer:
                target.welcome()
                return await relay(request, answer)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            target.shun()
            raise Unreachable(f"{target.url} cannot be reached") from error
        except TimeoutError as error:
            raise Refusal(504, f"{target.url} did not answer in time") from error
        except aiohttp.ClientError as error:
            raise _given_up(body, f"{target.url} broke off: {error}") from error


def _path(request: web.BaseRequest, prefix: str) -> str:
    """Path and query as the target shall see them: as they came (RFC 9112, 3.2), without the prefix."""
    raw = request.raw_path if request.raw_path.startswith("/") else request.rel_url.raw_path_qs
    rest = raw.removeprefix(prefix)
    return rest if rest.startswith("/") else f"/{rest}"


def _given_up(body: Body, why: str) -> Exception:
    """Another try where that does no harm, and a refusal where it might."""
    return Unreachable(why) if body.is_repeatable else Refusal(502, why)


async def relay(request: web.BaseRequest, answer: aiohttp.ClientResponse) -> web.StreamResponse:
    """Give the target's answer to the client: a small one whole, others as they come."""
    out = headers.end_to_end(answer.headers)
    if answer.status == 101:
        return await tunnel(request, answer, headers.upgraded(answer.headers, out))
    length = answer.content_length
    if length is not None and length <= SMALL and headers.has_body(request.method, answer.status):
        return web.Response(status=answer.status, reason=answer.reason, headers=out, body=await answer.read())
    return await _stream(request, answer, out)


async def _stream(
    request: web.BaseRequest, answer: aiohttp.ClientResponse, out: CIMultiDict[str]
) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status, reason=answer.reason, headers=out)
    try:
        await response.prepare(request)
        async for chunk in answer.content.iter_any():
            await response.write(chunk)
        await response.write_eof()
    except ConnectionError:
        pass  # the client has gone
    except (aiohttp.ClientError, TimeoutError):
        # The client has seen a part already: only a cut connection tells it that the rest is missing.
        if request.transport is not None:
            request.transport.abort()
    return response


def _session(connector: aiohttp.TCPConnector, timeout: aiohttp.ClientTimeout) -> aiohttp.ClientSession:
    """A client that adds nothing of its own: no cookies, no headers, no decompression."""
    return aiohttp.ClientSession(
        connector=connector,
        timeout=timeout,
        cookie_jar=aiohttp.DummyCookieJar(),
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        auto_decompress=False,
        max_line_size=LONG,
        max_field_size=LONG,
    )
