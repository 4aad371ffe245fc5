"""Sending one request once, and telling apart what may have happened when no answer comes.

A connection that could not be made changed nothing: Retry. One that broke after the request went out may have changed
something: LostAnswer; or just Retry when the request was only to read.
"""

from __future__ import annotations

import ssl
from typing import Any

import aiohttp
import msgspec

from setpoint import __version__
from setpoint.clouds.openstack.client.exchange import Answer, Asked
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import LostAnswer, ResourceError, Retry

CONNECTING = 10.0
"""Seconds to reach a service."""

ANSWERING = 120.0
"""Seconds for a whole exchange, unless the cloud's configuration says otherwise (``api_timeout``)."""

AFTER_TROUBLE = 0.5
"""Seconds until a request that never arrived is worth sending again."""

AGENT = f"setpoint/{__version__}"
"""Who asks, as operators read it in the logs of their services."""

LARGEST = 64 * 2**20
"""Bytes of an answer, at most: a page of a thousand servers has some 3 MiB."""


class Transport:
    """One pool of connections for one cloud. Made in a running event loop."""

    def __init__(self, *, verify: ssl.SSLContext | bool = True, timeout: float = 0, width: int = 100) -> None:
        """Hold at most ``width`` connections; ``timeout`` in seconds bounds an exchange, 0 for the default."""
        self._timeout = aiohttp.ClientTimeout(total=timeout or ANSWERING, sock_connect=CONNECTING)
        self._verify = verify
        self._width = width
        self._pool: aiohttp.ClientSession | None = None
        self.sent = 0
        """How many requests went out: what a run costs the cloud."""

    async def send(self, asked: Asked) -> Answer:
        """Send it, and return the answer, whatever its status.

        Raises Retry where it surely did not arrive (or only reads), LostAnswer where it may have, ResourceError for a
        certificate that does not verify.
        """
        self.sent += 1
        try:
            async with self._open().request(
                asked.method,
                asked.url,
                params=_params(asked),
                headers=_headers(asked),
                data=_content(asked),
                ssl=self._verify,
                allow_redirects=asked.is_reading,
            ) as response:
                return Answer(
                    response.status,
                    {name.lower(): value for name, value in response.headers.items()},
                    await _read(response),
                )
        except aiohttp.ClientConnectorCertificateError as problem:
            raise _untrusted(asked, problem) from None
        except aiohttp.ClientSSLError as problem:
            raise _unencrypted(asked, problem) from None
        except aiohttp.InvalidURL:
            raise ResourceError(
                Diagnostic(f"the {asked.service} service has no usable address: {asked.url}")
            ) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
            raise Retry(AFTER_TROUBLE, f"{asked.service} cannot be reached: {_told(problem)}") from None
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as problem:
            why = f"{asked.service} did not answer {asked}: {_told(problem)}"
            raise (Retry(AFTER_TROUBLE, why) if asked.is_reading else LostAnswer(why)) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._pool is None:
            self._pool = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._width, keepalive_timeout=30),
                timeout=self._timeout,
                headers={"User-Agent": AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._pool

    async def close(self) -> None:
        """Let go of all connections."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close()


def _params(asked: Asked) -> list[tuple[str, str]]:
    return [
        (name, str(one))
        for name, value in asked.query.items()
        for one in (value if isinstance(value, list) else [value])
    ]


def _headers(asked: Asked) -> dict[str, str]:
    """Without a body, aiohttp would call it a stream of octets, which services refuse."""
    is_empty = asked.body is None and asked.content is None and not asked.is_reading
    return {**({"Content-Type": "application/json"} if is_empty else {}), **asked.headers}


def _content(asked: Asked) -> Any:
    if asked.body is None:
        return asked.content
    return aiohttp.BytesPayload(msgspec.json.encode(asked.body), content_type="application/json")


async def _read(response: aiohttp.ClientResponse) -> bytes:
    if (response.content_length or 0) > LARGEST:
        raise aiohttp.ClientPayloadError(f"an answer of {response.content_length} bytes is too large")
    parts, size = [], 0
    async for part in response.content.iter_any():
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise aiohttp.ClientPayloadError(f"an answer of more than {LARGEST} bytes is too large")
    return b"".join(parts)


def _told(problem: Exception) -> str:
    return str(problem) or type(problem).__name__


def _untrusted(asked: Asked, problem: aiohttp.ClientConnectorCertificateError) -> ResourceError:
    return ResourceError(
        Diagnostic(
            f"the certificate of {problem.host}:{problem.port} ({asked.service}) does not verify",
            detail=str(problem.certificate_error),
            advice="name the authority that signed it with `cacert` in clouds.yaml (or OS_CACERT)",
        )
    )


def _unencrypted(asked: Asked, problem: aiohttp.ClientSSLError) -> ResourceError:
    return ResourceError(
        Diagnostic(
            f"no encrypted connection to {problem.host}:{problem.port} ({asked.service}) could be made",
            detail=_told(problem),
            advice="does it speak https at all? the catalogue and auth_url say so",
        )
    )
