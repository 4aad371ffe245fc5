"""What an alarm does in each state: it calls addresses, and puts messages into queues.

A queue is one more address to Aodh, which it uses on behalf of who made the alarm ("Alarm actions" of its
administrator's guide). It shows such an address without the trust in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from setpoint.clouds.openstack.rest.alike import same_texts, texts
from setpoint.model.value import Plain

PAIRS = {
    "alarm_actions": "alarm_queues",
    "ok_actions": "ok_queues",
    "insufficient_data_actions": "insufficient_data_queues",
}
"""The properties with what is called, and those with what is written to, when an alarm comes into a state. An alarm has
both under the key of the first."""

QUEUE = "trust+zaqar"
"""The scheme of a queue's address."""


def actions(wanted: Mapping[str, Plain]) -> dict[str, Plain]:
    """What Aodh is told to do, by the keys of an alarm."""
    return {
        called: texts([*_addresses(wanted, called), *_queues(wanted, written)])
        for called, written in PAIRS.items()
    }


def _addresses(wanted: Mapping[str, Plain], called: str) -> Iterator[str]:
    yield from (str(one) for one in wanted.get(called) or () if one)


def _queues(wanted: Mapping[str, Plain], written: str) -> Iterator[str]:
    yield from (f"{QUEUE}://?{urlencode({'queue_name': one})}" for one in wanted.get(written) or ())


def actions_seen(shown: Mapping[str, Any], wanted: Mapping[str, Plain]) -> dict[str, Plain]:
    """The properties that make up what Aodh shows that it does."""
    found: dict[str, Plain] = {}
    for called, written in PAIRS.items():
        words = {_bare(one): one for one in _addresses(wanted, called)}
        there = [_bare(one) for one in shown.get(called) or ()]
        queues = {one: name for one in there if one not in words and (name := _queue(one))}
        addresses = [words.get(one, one) for one in there if one not in queues]
        for name, value in ((called, addresses), (written, list(queues.values()))):
            if wanted.get(name) is not None:
                found[name] = same_texts(wanted[name], value)
    return found


def _bare(address: str) -> str:
    """An address without the trust that Aodh has put into it, or has taken out."""
    url = urlsplit(address)
    if not url.scheme.startswith("trust+"):
        return url.geturl()
    rest = url._replace(scheme="", netloc="").geturl()
    return f"{url.scheme}://{url.netloc.rpartition('@')[2]}{rest}"


def _queue(address: str) -> str:
    """The name of the queue that is at an address; "" for another address."""
    url = urlsplit(address)
    asked = parse_qs(url.query)
    return asked["queue_name"][0] if url.scheme == QUEUE and asked.keys() == {"queue_name"} else ""
