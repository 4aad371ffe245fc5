"""How a layer says no: Heat's error body.

Written after OpenStack Heat's API, "Faults": ``code``, ``title``, ``explanation``, and an ``error`` with a type and a
message, in which clients look for what to show.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

import msgspec
from starlette.types import Send

Header = tuple[bytes, bytes]

CLOSE: Header = (b"connection", b"close")


class Refusal(msgspec.Struct, frozen=True):
    """An answer that is no. ``kind`` is the name of Heat's exception for it, or the nearest."""

    code: HTTPStatus
    explanation: str
    kind: str

    def body(self, message: str) -> bytes:
        """What is sent: ``message`` says what was wrong with this request."""
        return msgspec.json.encode(
            {
                "code": self.code.value,
                "title": self.code.phrase,
                "explanation": self.explanation,
                "error": {"type": self.kind, "message": message, "traceback": None},
            }
        )


async def refuse(
    send: Send, refusal: Refusal, message: str, headers: Iterable[Header] = (), *, is_last: bool = True
) -> None:
    """Send the whole answer; with ``is_last`` False it is the caller's to end it with an empty part."""
    body = refusal.body(message)
    length = str(len(body)).encode()
    start = [(b"content-type", b"application/json"), (b"content-length", length), *headers]
    await send({"type": "http.response.start", "status": refusal.code.value, "headers": start})
    await send({"type": "http.response.body", "body": body, "more_body": not is_last})
