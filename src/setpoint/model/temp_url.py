"""Addresses of objects that prove by themselves that they may be used ("Temporary URL middleware", Swift)."""

from __future__ import annotations

import hmac
from urllib.parse import quote, unquote, urlsplit

import msgspec

KEY = "x-container-meta-temp-url-key"
"""The header with the secret that addresses of a container's objects are signed with."""

LAST = 2**31 - 61
"""When addresses end: a minute before what services count seconds with ends. They go with their container."""


class Place(msgspec.Struct, frozen=True):
    """Where an object is; nothing of it quoted."""

    container: str
    object: str


class Box(msgspec.Struct, frozen=True):
    """A container whose objects have such addresses. ``root`` is the account's address, ``key`` is a secret."""

    root: str
    container: str
    key: str

    def address(self, object: str, method: str = "PUT") -> str:
        """Where ``method`` may be used on one of its objects."""
        return signed(self.root, Place(self.container, object), self.key, method)


def signed(root: str, place: Place, key: str, method: str = "PUT") -> str:
    """The address at which ``method`` may be used on an object. ``root`` is the account's address."""
    path = f"{urlsplit(root).path}/{place.container}/{place.object}"
    text = f"{method}\n{LAST}\n{_from_version(path)}"
    signature = hmac.digest(key.encode(), text.encode(), "sha256").hex()
    where = f"{root}/{quote(place.container, safe='')}/{quote(place.object, safe='')}"
    return f"{where}?temp_url_sig={signature}&temp_url_expires={LAST}"


def place_of(url: str, root: str) -> Place | None:
    """Where the object of a signed address is; None when it is none of this account's."""
    try:
        address = urlsplit(url)
    except ValueError:
        return None
    account = _from_version(unquote(urlsplit(root).path)).strip("/").split("/")
    parts = _from_version(unquote(address.path)).strip("/").split("/", 3)
    if len(parts) < 4 or parts[:2] != account or "temp_url_sig=" not in address.query:
        return None
    return Place(parts[2], parts[3])


def _from_version(path: str) -> str:
    """A path as the service itself sees it, behind whatever stands before it."""
    return path[max(path.find("/v1/"), 0) :]
