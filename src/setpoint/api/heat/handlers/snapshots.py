"""Snapshots of a stack."""

from __future__ import annotations

from typing import Any, TypedDict

from setpoint.api.heat import answer
from setpoint.api.heat.answer import Accepted, Answer, NoContent
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.bodies import EMPTY, SnapshotName
from setpoint.api.heat.looking import the_root
from setpoint.api.heat.refusals import not_found, too_much
from setpoint.api.heat.views import View
from setpoint.engine.requests.carry import export
from setpoint.engine.requests.snapshots import drop
from setpoint.engine.requests.submitting import ask_to_restore, ask_to_snapshot
from setpoint.model.moment import moment
from setpoint.store.records import Snapshot


class ShownSnapshot(TypedDict):
    """A snapshot."""

    id: str
    name: str | None
    action: str
    status: str
    status_reason: str | None
    creation_time: str | None
    data: dict[str, Any]


class Snapshots(TypedDict):
    """The snapshots of a stack."""

    snapshots: list[ShownSnapshot]


class OneSnapshot(TypedDict):
    """One snapshot."""

    snapshot: ShownSnapshot


async def index(asked: Asked) -> Answer[Snapshots]:
    """All of a stack's snapshots, oldest first."""
    view = the_root(asked)
    return answer.json({"snapshots": [_shown(one, view) for one in view.records.snapshots(view.stack.id)]})


async def create(asked: Asked, body: SnapshotName = EMPTY) -> Answer[ShownSnapshot]:
    """Take a snapshot. It is shown at once, and taken then."""
    view = the_root(asked)
    name = body.get("name") or ""
    limit = asked.services.limits.max_snapshots_per_stack
    if 0 <= limit <= len(view.records.snapshots(view.stack.id)):
        raise too_much(
            f"You have reached the maximum snapshots per stack, {limit}. Please delete some snapshots."
        )
    saved = await ask_to_snapshot(asked.engine, view.stack, name, asked.caller.user)
    return answer.json(_shown(saved, view))


async def show(asked: Asked) -> Answer[OneSnapshot]:
    """One snapshot."""
    view = the_root(asked)
    return answer.json({"snapshot": _shown(_the_snapshot(asked, view), view)})


async def delete(asked: Asked) -> NoContent:
    """Remove a snapshot, with what was saved on the clouds."""
    view = the_root(asked)
    wanted = _the_snapshot(asked, view)
    async with asked.services.acting(view.stack) as engine:
        await drop(engine, view.stack.id, wanted.id)
    return answer.no_content()


async def restore(asked: Asked) -> Accepted:
    """Bring a stack back to a snapshot."""
    view = the_root(asked)
    await ask_to_restore(asked.engine, view.stack, _the_snapshot(asked, view), asked.caller.user)
    return answer.accepted()


def _the_snapshot(asked: Asked, view: View) -> Snapshot:
    wanted = asked.path["snapshot_id"]
    for one in view.records.snapshots(view.stack.id):
        if one.id == wanted:
            return one
    raise not_found(f"Snapshot with id {wanted} not found")


def _shown(one: Snapshot, view: View) -> ShownSnapshot:
    taken = one.status == "COMPLETE"
    return {
        "id": one.id,
        "name": one.name or None,
        "action": "CREATE",
        "status": one.status,
        "status_reason": one.reason or ("Stack SNAPSHOT completed successfully" if taken else None),
        "creation_time": moment(one.created_at),
        "data": export(view.engine, view.stack.id),
    }
