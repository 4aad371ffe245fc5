"""How an intent token travels with a create, so that what a lost answer left behind is found.

Each service carries it in what it has: a tag, metadata, a description, a name. Where something is unique by nature (a
key pair's name) that is enough, and the token stays at home.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

from setpoint.clouds.driver import Want

PREFIX = "setpoint:"
"""Before the token, so that people see whose it is."""

METADATA_KEY = "setpoint"

_MARK = re.compile(rf"(?: \()?{PREFIX}[0-9a-f-]{{36}}\)?\Z")
_LENGTH = len(f" ({PREFIX})") + 36
"""The characters that a token and what is around it take: it is a UUID."""


class Carrier(Protocol):
    """Carries tokens in the bodies of one collection."""

    @property
    def what(self) -> str:
        """In which part of a thing, in words."""
        ...

    def mark(self, body: dict[str, Any], token: str, want: Want) -> None:
        """Put the token into the body of a create."""
        ...

    def query(self, token: str, want: Want) -> Mapping[str, str]:
        """The filters of a list call that shows what bears the token, and few others."""
        ...

    def bears(self, shown: Mapping[str, Any], token: str, want: Want) -> bool:
        """Whether a thing bears the token."""
        ...

    def hide(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """A thing as it is shown, without the token: that is nobody else's business."""
        ...


class Tag:
    """A tag that is given with the create."""

    what = "a tag"

    def __init__(self, key: str = "tags", filter: str = "tags") -> None:
        """In the list ``key``; lists are filtered by ``filter``."""
        self._key = key
        self._filter = filter

    def mark(self, body: dict[str, Any], token: str, want: Want) -> None:
        """See :class:`Carrier`."""
        body[self._key] = [*(body.get(self._key) or ()), PREFIX + token]

    def query(self, token: str, want: Want) -> Mapping[str, str]:
        """See :class:`Carrier`."""
        return {self._filter: PREFIX + token}

    def bears(self, shown: Mapping[str, Any], token: str, want: Want) -> bool:
        """See :class:`Carrier`."""
        return PREFIX + token in (shown.get(self._key) or ())

    def hide(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """See :class:`Carrier`."""
        tags = [tag for tag in shown.get(self._key) or () if not str(tag).startswith(PREFIX)]
        return {**shown, self._key: tags} if self._key in shown else dict(shown)


class Metadata:
    """An entry of the metadata that is given with the create."""

    what = "its metadata"

    def __init__(self, key: str = "metadata", *, entry: str = METADATA_KEY, filters: bool = True) -> None:
        """Under ``entry`` in the map ``key``; ``filters`` where lists can be asked for one entry."""
        self._key = key
        self._entry = entry
        self._filters = filters

    def mark(self, body: dict[str, Any], token: str, want: Want) -> None:
        """See :class:`Carrier`."""
        body[self._key] = {**(body.get(self._key) or {}), self._entry: token}

    def query(self, token: str, want: Want) -> Mapping[str, str]:
        """See :class:`Carrier`."""
        return {self._key: f"{{'{self._entry}': '{token}'}}"} if self._filters else {}

    def bears(self, shown: Mapping[str, Any], token: str, want: Want) -> bool:
        """See :class:`Carrier`."""
        return (shown.get(self._key) or {}).get(self._entry) == token

    def hide(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """See :class:`Carrier`."""
        entries = {name: one for name, one in (shown.get(self._key) or {}).items() if name != self._entry}
        return {**shown, self._key: entries} if self._key in shown else dict(shown)


class Description:
    """The description, after whatever people want to say there. For collections that can be asked for one."""

    what = "its description"

    def __init__(self, longest: int = 255) -> None:
        """A description has at most ``longest`` characters; one that leaves no room is for later (:meth:`leaves`)."""
        self._longest = longest

    def text(self, token: str, want: Want) -> str:
        """What the description is with a token in it."""
        told = description(want.properties)
        return f"{told} ({PREFIX}{token})" if told and not self.leaves(want) else PREFIX + token

    def leaves(self, want: Want) -> bool:
        """Whether the description itself has to be given when the thing is there: then the token makes room."""
        return len(description(want.properties)) + _LENGTH > self._longest

    def mark(self, body: dict[str, Any], token: str, want: Want) -> None:
        """See :class:`Carrier`."""
        body["description"] = self.text(token, want)

    def query(self, token: str, want: Want) -> Mapping[str, str]:
        """See :class:`Carrier`."""
        return {"description": self.text(token, want)}

    def bears(self, shown: Mapping[str, Any], token: str, want: Want) -> bool:
        """See :class:`Carrier`."""
        return str(shown.get("description") or "") == self.text(token, want)

    def hide(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """See :class:`Carrier`."""
        return {**shown, "description": _MARK.sub("", str(shown.get("description") or ""))}


class Name:
    """The name, until the thing has been given its own: for what has neither tags nor a description."""

    what = "its name, until it is finished"

    def mark(self, body: dict[str, Any], token: str, want: Want) -> None:
        """See :class:`Carrier`."""
        body["name"] = PREFIX + token

    def query(self, token: str, want: Want) -> Mapping[str, str]:
        """See :class:`Carrier`."""
        return {"name": PREFIX + token}

    def bears(self, shown: Mapping[str, Any], token: str, want: Want) -> bool:
        """See :class:`Carrier`."""
        return bool(shown.get("name") == PREFIX + token)

    def hide(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """See :class:`Carrier`."""
        return dict(shown)


class Extra:
    """A key of its own, for a service that keeps and shows whatever it is told."""

    what = f"its key `{METADATA_KEY}`"

    def __init__(self, *filters: str) -> None:
        """Lists can be asked for the properties in ``filters``."""
        self._filters = filters

    def mark(self, body: dict[str, Any], token: str, want: Want) -> None:
        """See :class:`Carrier`."""
        body[METADATA_KEY] = token

    def query(self, token: str, want: Want) -> Mapping[str, str]:
        """See :class:`Carrier`."""
        return {one: str(want.properties.get(one) or want.name) for one in self._filters}

    def bears(self, shown: Mapping[str, Any], token: str, want: Want) -> bool:
        """See :class:`Carrier`."""
        return bool(shown.get(METADATA_KEY) == token)

    def hide(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """See :class:`Carrier`."""
        return {key: value for key, value in shown.items() if key != METADATA_KEY}


class Unique:
    """What is one of a kind by nature: the properties under ``keys`` are enough to find it."""

    def __init__(self, **keys: str) -> None:
        """``keys`` maps keys of what is shown to the properties that they come from; a list can be asked for them."""
        self._keys = keys

    @property
    def what(self) -> str:
        """See :class:`Carrier`."""
        return f"nothing; there is one of its {', '.join(self._keys.values())}"

    def mark(self, body: dict[str, Any], token: str, want: Want) -> None:
        """Nothing to carry."""

    def query(self, token: str, want: Want) -> Mapping[str, str]:
        """See :class:`Carrier`."""
        return {key: str(value) for key, value in self._wanted(want).items()}

    def bears(self, shown: Mapping[str, Any], token: str, want: Want) -> bool:
        """See :class:`Carrier`."""
        return all(shown.get(key) == value for key, value in self._wanted(want).items())

    def hide(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """See :class:`Carrier`."""
        return dict(shown)

    def _wanted(self, want: Want) -> dict[str, Any]:
        found = {key: want.properties.get(name) for key, name in self._keys.items()}
        return {key: want.name if value is None and key == "name" else value for key, value in found.items()}


def description(properties: Mapping[str, Any]) -> str:
    """What a resource's properties say of it in words; "" where they say nothing."""
    specs = properties.get("value_specs") or {}
    return str(specs.get("description") or properties.get("description") or "")
