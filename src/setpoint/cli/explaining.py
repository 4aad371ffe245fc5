"""An explanation of a resource in sentences, and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from setpoint.cli import heat
from setpoint.cli.times import ago, clock, span
from setpoint.engine.requests.waits import Waits
from setpoint.engine.requests.why import Explanation
from setpoint.model.address import container_of
from setpoint.model.change import Change
from setpoint.model.definition import DeletionPolicy
from setpoint.model.incarnation import Status
from setpoint.model.moment import moment
from setpoint.model.observation import Broken, Gone, Pending
from setpoint.model.value import masked

MANY = 8
"""More names than these are counted rather than listed."""


def prose(found: Explanation, now: float) -> Iterator[str]:
    """The explanation in lines, for people; ``now`` is seconds since the epoch."""
    yield from _existence(found)
    yield from _state(found, now)
    yield from _surroundings(found)
    yield from _waiting(found, now)
    yield from _changes(found)
    yield from _history(found)


def _existence(found: Explanation) -> Iterator[str]:
    definition, one = found.definition, found.one
    if definition is None:
        assert one is not None
        yield f"{found.address} ({one.type}) is no longer in the template; it is on its way out."
        return
    where = f", in {definition.place}" if definition.place else ""
    outer = container_of(found.address)
    holder = f"{outer} of stack {found.stack.name}" if outer else f"stack {found.stack.name}"
    yield f"{found.address} ({definition.type}) is wanted by {holder}{where}."
    if definition.type != definition.kind.name:
        yield f"The environment lets {definition.kind.name} stand for {definition.type}."
    if definition.description:
        yield f"Its author says: {definition.description}"
    if found.members:
        yield f"It consists of {_listed(found.members)}."


def _state(found: Explanation, now: float) -> Iterator[str]:
    one = found.one
    if one is None:
        yield "It has not been made yet."
        return
    thing = f" as {one.physical_id}" if one.physical_id and not one.composite else ""
    yield f"It is {heat.status(one)}{thing}, for {span(now - one.updated_at)} now."
    if one.reason:
        yield f"The reason given: {one.reason}"
    if one.perhaps:
        yield "Nobody knows whether it was made: its cloud gave no answer. `setpoint resource bind` settles it."
    for own in found.adjustments:
        what = (
            "It is marked unhealthy" if own.property == "unhealthy" else f"Its {own.property} was set by hand"
        )
        yield f"{what} ({masked(own.value)}), {ago(own.at, now)}."
    if one.external:
        yield "It was there before the stack: it is never changed or deleted."
    elif one.deletion_policy is not DeletionPolicy.DELETE:
        yield f"When it leaves the stack, its deletion policy is {one.deletion_policy.value}."


def _surroundings(found: Explanation) -> Iterator[str]:
    yield f"It stands on {_listed(found.stands_on)}." if found.stands_on else "It stands on nothing else."
    for because, named in _implied(found).items():
        yield f"  Of {_listed(named)} its type says so, not the template: that {because}."
    yield f"It is used by {_listed(found.used_by)}." if found.used_by else "Nothing else uses it."


def _implied(found: Explanation) -> dict[str, list[str]]:
    """What it stands on without naming it, by what that does for it."""
    reasons: dict[str, list[str]] = {}
    for address, because in (found.definition.stands_on if found.definition else {}).items():
        reasons.setdefault(because, []).append(address)
    return reasons


def _waiting(found: Explanation, now: float) -> Iterator[str]:
    for wait in found.waits:
        since = f", for {span(now - wait.since)} so far" if wait.since else ""
        yield f"{_wait(wait, own=wait.address == found.address)}{since}."
        if wait.hook:
            command = f"setpoint resource signal {found.stack.name} {wait.address} --unset-hook {wait.hook}"
            yield f"  `{command}` clears it."
    match found.seen:
        case Pending(why=why):
            yield f"Its cloud says: {why}."
        case Broken(why=why):
            yield f"Its cloud says that it is broken: {why}."
        case Gone():
            yield "Its cloud says that it is not there."
    if found.stack.status is Status.IN_PROGRESS and not found.is_driven:
        yield "But nobody is at work on the stack: `setpoint up` carries on."


def _wait(wait: Waits, *, own: bool) -> str:
    if not own:
        return f"It waits for {wait.address} {wait.what}"
    return f"It is being {wait.what[6:]}" if wait.what.startswith("to be ") else f"It waits for {wait.what}"


def _changes(found: Explanation) -> Iterator[str]:
    given = found.definition.properties if found.definition else {}
    for cost, words in ((Change.REPLACE, "would replace it"), (Change.IN_PLACE, "is done in place")):
        names = sorted(
            (name for name, own in found.costs.items() if own is cost), key=lambda name: name not in given
        )
        if names:
            yield f"A change of {_listed(names, 'or')} {words}."


def _history(found: Explanation) -> Iterator[str]:
    if found.events:
        yield "What happened to it last:"
    for event in found.events:
        reason = f"  {event.reason}" if event.reason else ""
        yield f"  {clock(event.at)}  {event.action}_{event.status}{reason}"


def _listed(names: Iterable[str], conjunction: str = "and") -> str:
    """``a, b and c``; the first of many, with how many more there are."""
    known = list(names)
    if len(known) > MANY:
        return f"{', '.join(known[:MANY])} {conjunction} {len(known) - MANY} more"
    *some, last = known
    return f"{', '.join(some)} {conjunction} {last}" if some else last


def explanation_json(found: Explanation) -> dict[str, Any]:
    """The explanation as plain data; secrets masked."""
    definition, one = found.definition, found.one
    place = definition.place if definition else None
    made = heat.resource(one) if one else {"resource_type": definition.kind.name if definition else ""}
    return {
        **made,
        "stack_name": found.stack.name,
        "address": found.address,
        "wanted": definition is not None,
        "place": {"file": place.file, "line": place.line, "column": place.column} if place else None,
        "stands_on": list(found.stands_on),
        "implied": dict(definition.stands_on) if definition else {},
        "used_by": list(found.used_by),
        "members": list(found.members),
        "waits_for": [
            {"address": wait.address, "what": wait.what, "since": moment(wait.since), "hook": wait.hook}
            for wait in found.waits
        ],
        "cloud_says": getattr(found.seen, "why", ""),
        "is_driven": found.is_driven,
        "adjustments": [
            {"property": own.property, "value": masked(own.value), "at": moment(own.at)}
            for own in found.adjustments
        ],
        "changes": {name: cost.value for name, cost in found.costs.items()},
        "events": [heat.event(event, found.stack.name) for event in found.events],
    }
