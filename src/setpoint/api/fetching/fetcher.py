"""Gets the text at a URL: with one look at its host's name, so much time, so many bytes, and so many redirects.

What was looked up is what is connected to: the name's addresses are checked, all of them, where the connection is made,
so that a name which leads elsewhere the next moment leads nowhere. Each redirect is a fetch of its own in that respect.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import structlog
from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
    ThreadedResolver,
)
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from setpoint.api.fetching.reach import Reach, is_literal, is_odd
from setpoint.api.settings import Current

SCHEMES = ("http", "https")
REDIRECTS = 5
AT_ONCE = 16
"""Fetches that a process does at once; others wait, and their time goes on."""

_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "setpoint"}
_log = structlog.get_logger(source="fetch")


class NotFetched(Exception):
    """There is no text: a sentence for whoever has named the URL. ``why`` is without the URL, which may be signed."""

    def __init__(self, sentence: str, why: str) -> None:
        """Say why."""
        self.why = why
        super().__init__(sentence)


class Fetcher:
    """Gets texts, as the configuration that counts at that moment allows."""

    def __init__(self, current: Current, resolver: Callable[[], AbstractResolver] = ThreadedResolver) -> None:
        """``resolver`` makes what looks names up; by default as the machine does."""
        self._current = current
        self._resolver = resolver
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def fetch(self, url: str, most: int) -> bytes:
        """What stands at ``url``, which has to be ``most`` bytes or less (-1: any number). Raises NotFetched."""
        settings = self._current.config.fetching
        limit = settings.template_fetch_timeout
        reach = Reach(settings)
        try:
            async with (
                asyncio.timeout(limit),
                self._turns,
                _client(_Checked(self._resolver(), reach)) as client,
            ):
                found = await _followed(client, reach, url, most)
        except NotFetched as problem:
            _log.info("not fetched", host=_host(url), why=problem.why)
            raise
        except TimeoutError:
            late = _failed(url, f"it has not come within {limit:g} seconds")
            _log.info("not fetched", host=_host(url), why=late.why)
            raise late from None
        _log.info("fetched", host=_host(url), bytes=len(found))
        return found


def _client(resolver: AbstractResolver) -> ClientSession:
    """What one fetch uses: nothing of it is left for the next, and nothing of the environment counts."""
    return ClientSession(
        connector=TCPConnector(resolver=resolver, use_dns_cache=False, force_close=True),
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=None),
        auto_decompress=False,
        trust_env=False,
        headers=_HEADERS,
    )


async def _followed(client: ClientSession, reach: Reach, url: str, most: int) -> bytes:
    at = _parsed(url, url, None)
    for _ in range(REDIRECTS + 1):
        _check(at, url, reach)
        try:
            async with client.get(at, allow_redirects=False) as answer:
                to = answer.headers.get("Location")
                if answer.status not in _ELSEWHERE or not to:
                    return await _content(answer, url, most)
                at = _parsed(to, url, at)
        except _Barred:
            raise _barred(url) from None
        except TimeoutError:
            raise
        except (ClientError, OSError, ValueError) as problem:
            raise _failed(url, _why(problem)) from None
    raise _failed(url, f"it leads on and on, more than {REDIRECTS} times")


class _Barred(Exception):
    """A name leads to an address that nothing is fetched from."""


class _Checked(AbstractResolver):
    """Looks names up; one of which a single address is barred is barred."""

    def __init__(self, resolver: AbstractResolver, reach: Reach) -> None:
        self._resolver = resolver
        self._reach = reach

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if not all(self._reach.has(host, one["host"]) for one in found):
            raise _Barred
        return found

    async def close(self) -> None:
        await self._resolver.close()


def _parsed(url: str, asked: str, base: URL | None) -> URL:
    try:
        found = URL(url) if base is None else base.join(URL(url))
        _ = found.port
    except ValueError:
        raise _failed(asked, "it is no URL" if base is None else "it leads to what is no URL") from None
    if found.scheme not in SCHEMES:
        why = f"Invalid URL scheme {found.scheme}"
        raise NotFetched(why, why)
    return found


def _check(at: URL, asked: str, reach: Reach) -> None:
    """Refuse what can be told to be wrong by the URL alone; names are looked up later. Raises NotFetched."""
    host = at.host
    if not host or is_odd(host):
        raise _failed(asked, "it names no host")
    if at.raw_user is not None or at.raw_password is not None:
        raise _failed(asked, "it holds a user or a password")
    if is_literal(host) and not reach.has(host, host):
        raise _barred(asked)


async def _content(answer: ClientResponse, asked: str, most: int) -> bytes:
    if answer.status != 200:
        raise _failed(asked, f"the answer there is {answer.status}")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise _failed(asked, "it comes compressed, which was not asked for")
    if 0 <= most < (answer.content_length or 0):
        raise _too_large(most)
    found = bytearray()
    async for part in answer.content.iter_any():
        found += part
        if 0 <= most < len(found):
            raise _too_large(most)
    return bytes(found)


def _too_large(most: int) -> NotFetched:
    why = f"Template exceeds maximum allowed size ({most} bytes)"
    return NotFetched(why, why)


def _failed(url: str, why: str) -> NotFetched:
    return NotFetched(f"Failed to retrieve template from {url}: {why}", why)


def _barred(url: str) -> NotFetched:
    """Not which address it is: a name may be known here that its user does not know."""
    return _failed(
        url, "it leads to an address that this service does not fetch from, unless its operator lists it"
    )


def _why(problem: Exception) -> str:
    """Not more than helps: whether a port is closed, or nothing is there, is nobody's business."""
    if isinstance(problem, ClientConnectorDNSError):
        return "its host is not known"
    if isinstance(problem, ClientConnectorCertificateError):
        return "its certificate is not trusted"
    return "there is no answer to be had"


def _host(url: str) -> str:
    try:
        return URL(url).host or ""
    except ValueError:
        return ""
