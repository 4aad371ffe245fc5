"""What a resource was signalled, and what that means for whoever waits for it (HOT guide, "OS::Heat::WaitCondition").

A signal has an id; a later one with the same id takes the place of the earlier one, so that one that is repeated counts
once. One failure among them and whoever waits has failed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from setpoint.model.observation import Broken, Observation, Pending, Ready
from setpoint.model.value import Plain, Value

SUCCESS, FAILURE = "SUCCESS", "FAILURE"

TOKEN = "setpoint-signal-"
"""What the tokens of handles begin with: they are good for one handle, and nobody else's."""


class Signal(msgspec.Struct, frozen=True, omit_defaults=True):
    """One signal, without its id. ``at`` is when it came, in seconds since the epoch."""

    status: str = SUCCESS
    reason: str = ""
    data: Value = None
    at: float = 0
    source: str = ""
    """The id of the message that it came in, where that may be found more than once."""


class Unreadable(Exception):
    """Something was put there that is no signal."""


Signals = Mapping[str, Signal]
"""By id, in the order in which these ids first came."""


def data_of(signals: Signals) -> str:
    """The data of all signals by their ids, in JSON: the attribute ``data`` of wait conditions."""
    return json.dumps({name: one.data for name, one in signals.items()})


def judge(signals: Signals, count: int, now: float, until: float) -> Observation:
    """Whether what came is what is waited for: ``count`` signals until a time, in seconds since the epoch.

    What has come counts also when it is looked at too late.
    """
    failures = [one.reason for one in signals.values() if one.status != SUCCESS]
    if failures:
        return Broken(shortened(";".join(failures)), error="WaitConditionFailure")
    if len(signals) >= count:
        return Ready()
    received = f"{len(signals)} of {count} received"
    if now < until:
        return Pending(received, look_at=until)
    reasons = ";".join(one.reason for one in signals.values())
    why = f"{received} - {reasons}" if reasons else received
    return Broken(shortened(why), error="WaitConditionTimeout")


LONGEST = 10_000
"""Characters that are told of why something has failed that was signalled."""


def shortened(why: str) -> str:
    """``why``, cut where it is long: it is told in events, of its resource, and of all that stands around that."""
    return why if len(why) <= LONGEST else f"{why[:LONGEST]}…"


def without_told_failures(signals: Signals, told_at: float) -> dict[str, Signal]:
    """``signals`` without failures that came until ``told_at``: somebody has failed of them, and is made anew."""
    return {name: one for name, one in signals.items() if one.status == SUCCESS or one.at > told_at}


def numbered(count: int) -> dict[str, Signal]:
    """As many signals as are waited for, where nobody is to send them."""
    return {str(number): Signal(reason=received(number)) for number in range(1, count + 1)}


def received(number: int | str) -> str:
    """The reason of a signal that gives none."""
    return f"Signal {number} received"


def told(what: Plain) -> str:
    """A reason as text, whatever it was given as."""
    return what if isinstance(what, str) else json.dumps(what)


def signals_in(put: Sequence[bytes]) -> dict[str, Signal]:
    """The signals that were put, by their ids; of several with one id the last. Raises Unreadable."""
    found: dict[str, Signal] = {}
    number = 0
    for body in put:
        given = read_left(body)
        number += 1
        while "id" not in given and str(number) in found:
            number += 1
        name = told(given.get("id", number))
        status = told(given.get("status", SUCCESS))
        if status not in (SUCCESS, FAILURE):
            raise Unreadable(f"Unknown status: {status}")
        found[name] = Signal(status, told(given.get("reason", received(name))), given.get("data"))
    return found


def read_left(body: bytes) -> dict[str, Any]:
    """One signal that was left somewhere; of an empty one all is left out. Raises Unreadable."""
    try:
        given = msgspec.json.decode(body) if body else {}
    except (msgspec.DecodeError, RecursionError):
        given = None
    if not isinstance(given, dict):
        text = body[:200].decode("utf-8", "replace")
        raise Unreadable(f"Failed to parse JSON data: {text}")
    return given
