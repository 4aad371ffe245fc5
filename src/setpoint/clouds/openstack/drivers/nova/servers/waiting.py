"""What Nova shows of servers that are waited for: one small list call, however many there are.

After the first look only what has changed since the last one is asked for (``changes-since``, which also tells of what
has been deleted), and what was shown before holds for the others. While all of them are being built, those that are
still at that are not asked for either: Nova takes a while to show one. Should a change ever be missed, for instance
because Nova's hosts do not agree on the time, a look at everything once in a while makes up for it.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from setpoint.clouds.openstack.rest.looking import Shown

OVERLAP = 5.0
"""Seconds by which what is asked for overlaps what was shown before: times have whole seconds, and clocks differ."""

FRESH = OVERLAP - 1
"""Seconds since the beginning of something, so that no change of it can have been shown before."""

MARGIN = 60.0
"""Seconds by which Nova's clock may lag behind ours, when nothing is known of it yet."""

WHOLE = 60.0
"""Seconds after which everything is looked at once, and not only what has changed."""

Shows = Callable[[str], Awaitable[Shown | None]]
"""One of them by its id."""

Lists = Callable[[str, Sequence[str]], Awaitable[Sequence[Shown]]]
"""All that has changed since a time (ISO 8601); all there is when that is "". Only those of some statuses, if any."""

BUILDING = "BUILD"
BUILT = ("ACTIVE", "SHUTOFF", "ERROR", "DELETED")
"""What becomes of a server that is being built."""


class Changes:
    """The servers that are waited for, as they were shown last."""

    def __init__(self, shows: Shows, lists: Lists) -> None:
        """Ask by ``shows`` and ``lists``."""
        self._shows = shows
        self._lists = lists
        self._known: dict[str, Shown] = {}
        self._newest = ""
        self._whole_at = time.monotonic()

    async def look(self, wanted: Iterable[str], since: float) -> Mapping[str, Shown]:
        """Those of ``wanted`` that there are, or were; waited for since ``since``, in seconds since the epoch."""
        if time.monotonic() > self._whole_at + WHOLE:
            self._known.clear()
            self._newest = ""
            self._whole_at = time.monotonic()
        are_all_building = all(self._known.get(one, {}).get("status") == BUILDING for one in wanted)
        statuses = BUILT if are_all_building else ()
        begin = _before(self._newest) if self._newest else _iso(since - MARGIN)
        self._take(await self._lists(begin, statuses))
        missing = set(wanted) - self._known.keys()
        if len(missing) > 1:
            self._take(await self._lists("", ()))
        else:
            self._take(filter(None, [await self._shows(one) for one in sorted(missing)]))
        return {one: self._known[one] for one in wanted if one in self._known}

    def _take(self, shown: Iterable[Shown]) -> None:
        for one in shown:
            self._known[str(one["id"])] = one
            self._newest = max(self._newest, str(one.get("updated") or ""))

    def begun(self, server: str) -> None:
        """It was asked for just now, so it is being built."""
        self._known[server] = {"id": server, "status": BUILDING}

    def is_new(self, server: str) -> None:
        """It was asked for within FRESH by somebody else: whatever becomes of it will be among what has changed."""
        self._known.setdefault(server, {"id": server, "status": BUILDING})

    def forget(self, server: str) -> None:
        """What was shown of it is old: it is waited for no more, or something is done to it."""
        self._known.pop(server, None)


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _before(iso: str) -> str:
    return _iso(datetime.fromisoformat(iso).timestamp() - OVERLAP)
