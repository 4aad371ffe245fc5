"""A request to a service and its answer, as values."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from setpoint.model.value import Plain

Query = Mapping[str, "str | int | list[str]"]
"""Query parameters; a list stands for a repeated parameter."""


class Asked(msgspec.Struct, frozen=True):
    """A request. ``url`` is complete but for ``query``; ``body`` is sent as JSON, ``content`` as it is.

    ``service`` names whom it goes to, for people: ``network``. ``is_item`` says that its path names one thing, so that
    404 means that this thing is not there (and not something that the body refers to).
    """

    method: str
    url: str
    service: str = ""
    query: Query = {}
    headers: Mapping[str, str] = {}
    body: Plain = None
    content: bytes | None = None
    is_item: bool = True

    @property
    def is_reading(self) -> bool:
        """Whether it changes nothing, so that it may be sent as often as one likes."""
        return self.method in ("GET", "HEAD")

    def __str__(self) -> str:
        """For people: without query and body."""
        return f"{self.method} {self.url}"


class Answer(msgspec.Struct, frozen=True):
    """What came back: any status. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def request_id(self) -> str:
        """The service's name for this exchange, under which its operator finds it in the logs; "" without one."""
        return self.headers.get("x-openstack-request-id") or self.headers.get("x-trans-id", "")

    def json(self) -> Plain:
        """The body; None where there is none. Raises ValueError for what is no JSON."""
        if not self.content:
            return None
        try:
            return msgspec.json.decode(self.content)
        except msgspec.DecodeError as problem:
            raise ValueError(str(problem)) from None
