"""The queue of a resource that is signalled through one, or told something through one: its name tells whose it is."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.model.value import Value

QUEUE = "queue"
"""The key of a resource under which the name of its queue is recorded."""

_MARK = "setpoint-"


def queue_of(access_key: str) -> str:
    """The queue of the resource with that access key. It is short, and plain, enough for Zaqar."""
    return f"{_MARK}{access_key}"


def access_key_of(queue: str) -> str:
    """The access key of the resource whose queue that may be; "" for one that is nobody's."""
    return queue.removeprefix(_MARK) if queue.startswith(_MARK) else ""


def name_in(keys: Mapping[str, Value]) -> str:
    """The queue of the resource with these keys; "" where it has none."""
    return str(keys.get(QUEUE) or "")
