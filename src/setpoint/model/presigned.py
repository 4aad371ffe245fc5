"""Addresses that prove by themselves that whoever has one may use it, for one method: signed as AWS does, version 2.

What is signed is the method, the host, the path (with nothing in it quoted) and the whole query, with a secret that
only the two know who sign and check ("Signature Version 2", AWS General Reference; HmacSHA256 only).
"""

from __future__ import annotations

import base64
import hmac
from calendar import timegm
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

ACCESS_KEY, SIGNATURE, TIMESTAMP = "AWSAccessKeyId", "Signature", "Timestamp"
"""Names in the query: whose secret it is, the signature, and when it was signed (left out where it is for ever)."""

_ALWAYS = {"SignatureMethod": "HmacSHA256", "SignatureVersion": "2"}
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_SIGNED_AT, _GOOD_UNTIL = (TIMESTAMP, "X-Amz-Date"), "Expires"

SKEW = 900.0
"""Seconds that a request may be older, or younger, than it says: as in AWS, and in Keystone (``auth_ttl``)."""

Pairs = Iterable[tuple[str, str]]


def presigned(url: str, method: str, access_key: str, secret: str, *, at: float | None = None) -> str:
    """``url``, which has no query, with one that proves that it may be used with ``method``.

    ``at`` is when it is signed, in seconds since the epoch: who checks it can then refuse one that is too old.
    """
    parts = urlsplit(url)
    query = {**_ALWAYS, ACCESS_KEY: access_key}
    if at is not None:
        query[TIMESTAMP] = datetime.fromtimestamp(at, UTC).strftime(_TIME)
    query[SIGNATURE] = _sign(secret, method, parts.netloc, unquote(parts.path), query.items())
    return f"{url}?{urlencode(query)}"


def access_key_of(query: str) -> str:
    """Whose secret a query claims to be signed with; "" where it does not say so, or not clearly."""
    found = [value for name, value in _pairs(query) if name == ACCESS_KEY]
    return found[0] if len(found) == 1 else ""


def is_genuine(
    secret: str, *, method: str, host: str, path: str, query: str, now: float = 0, lifetime: float = 0
) -> bool:
    """Whether somebody who knows ``secret`` has allowed ``method`` at this address.

    ``path`` has nothing quoted in it any more, ``query`` is as it came. With a ``lifetime`` in seconds, what was signed
    longer ago than that, or does not say when, is refused. Takes as long for a wrong signature as for the right one.
    """
    pairs = _pairs(query)
    signatures = [value for name, value in pairs if name == SIGNATURE]
    rest = [(name, value) for name, value in pairs if name != SIGNATURE]
    given = dict(rest)
    if len(signatures) != 1 or len(given) != len(rest) or not _ALWAYS.items() <= given.items():
        return False
    right = _sign(secret, method, host, path, rest)
    is_right = hmac.compare_digest(right.encode(), signatures[0].encode())
    return is_right and (not lifetime or _is_young(given.get(TIMESTAMP, ""), now - lifetime))


def is_timely(query: str, now: float) -> bool:
    """Whether ``now`` is the time for a request that says when it was signed, or until when it is good.

    One that says neither is good at any time: tools within servers sign so, and Keystone takes it for their purpose.
    """
    said = [(name, _moment(value)) for name, value in _pairs(query)]
    return all(
        at is not None and (now < at if name == _GOOD_UNTIL else abs(now - at) <= SKEW)
        for name, at in said
        if name == _GOOD_UNTIL or name in _SIGNED_AT
    )


def _moment(text: str) -> float | None:
    """A moment in the form of ISO 8601, in UTC where no offset is told; None for none."""
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _is_young(timestamp: str, oldest: float) -> bool:
    try:
        return timegm(datetime.strptime(timestamp, _TIME).timetuple()) >= oldest  # noqa: DTZ007 - it is UTC
    except ValueError:
        return False


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


def _sign(secret: str, method: str, host: str, path: str, pairs: Pairs) -> str:
    query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in sorted(pairs))
    text = f"{method.upper()}\n{host.lower()}\n{path}\n{query}"
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), "sha256")).decode()


def _quoted(text: str) -> str:
    return quote(text, safe="-_~")
