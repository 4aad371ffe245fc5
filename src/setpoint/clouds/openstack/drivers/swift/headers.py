"""What containers and accounts are told, and show, in headers. Follows the Object Storage API v1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from setpoint.model.value import Plain

READ, WRITE = "X-Container-Read", "X-Container-Write"
CONTAINER_META, ACCOUNT_META = "X-Container-Meta", "X-Account-Meta"

MARK = "x-container-meta-setpoint"
"""Bears the token."""

_OF_THE_ANSWER = frozenset(
    {"connection", "content-length", "date", "server", "x-openstack-request-id", "x-trans-id"}
)
"""Headers that tell of an answer, and not of what it is about."""

Headers = Mapping[str, str]
"""Names in lower case."""


def bare(headers: Headers) -> dict[str, str]:
    """What tells of the container."""
    return {name: value for name, value in headers.items() if name not in _OF_THE_ANSWER and name != MARK}


def given(prefix: str, entries: Plain) -> dict[str, str]:
    """The headers that set metadata: ``prefix`` is :data:`CONTAINER_META` or :data:`ACCOUNT_META`."""
    return {f"{prefix}-{key}": text(value) for key, value in (entries or {}).items() if text(value)}


def changed(prefix: str, old: Plain, new: Plain) -> dict[str, str]:
    """The headers that make metadata ``new`` of ``old``."""
    before, after = given(prefix, old), given(prefix, new)
    kept = {name.lower() for name in after}
    gone = {name: "" for name in before if name.lower() not in kept}
    return {**gone, **{name: value for name, value in after.items() if before.get(name) != value}}


def shown(prefix: str, entries: Plain, headers: Headers) -> dict[str, Plain]:
    """What is left of the metadata ``entries``, as it is wanted where that is the same."""
    return dict(_shown(prefix, entries or {}, headers))


def _shown(prefix: str, entries: Mapping[str, Plain], headers: Headers) -> Iterator[tuple[str, Plain]]:
    for key, value in entries.items():
        found = headers.get(f"{prefix}-{key}".lower(), "")
        if found == text(value):
            yield key, value
        elif found:
            yield key, found


def text(value: Plain) -> str:
    """A value as it stands in a header. Headers have no space around them, and nothing is no value."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).strip()


def access(told: Plain) -> str:
    """Who may do something, in the form that the service gives it: ``.r:*,.rlistings``."""
    return ",".join(filter(None, (_cleaned(one.strip()) for one in str(told or "").split(","))))


def _cleaned(item: str) -> str:
    first, colon, second = (part.strip() for part in item.partition(":"))
    if colon and first in (".r", ".ref", ".referer", ".referrer"):
        denied, host = ("-", second[1:].strip()) if second.startswith("-") else ("", second)
        return f".r:{denied}{host[1:] if host.startswith('*.') else host}"
    return item
