"""Snapshots of a stack."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from setpoint.api.heat import answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.looking import the_root
from setpoint.api.heat.refusals import bad_request, not_found, too_much
from setpoint.api.heat.show.moments import moment
from setpoint.api.heat.views import View
from setpoint.engine.requests.carry import export
from setpoint.engine.requests.snapshots import drop
from setpoint.engine.requests.submitting import ask_to_restore, ask_to_snapshot
from setpoint.store.records import Snapshot


async def index(asked: Asked) -> Response:
    """All of them, oldest first."""
    view = the_root(asked)
    return answer.json({"snapshots": [_shown(one, view) for one in view.records.snapshots(view.stack.id)]})


async def create(asked: Asked) -> Response:
    """Take one. It is shown at once, and taken then."""
    view = the_root(asked)
    name = (await asked.body()).get("name") or ""
    if not isinstance(name, str):
        raise bad_request("The name of a snapshot must be a string")
    limit = asked.services.limits.max_snapshots_per_stack
    if 0 <= limit <= len(view.records.snapshots(view.stack.id)):
        raise too_much(
            f"You have reached the maximum snapshots per stack, {limit}. Please delete some snapshots."
        )
    saved = await ask_to_snapshot(asked.engine, view.stack, name, asked.caller.user)
    return answer.json(_shown(saved, view))


async def show(asked: Asked) -> Response:
    """One."""
    view = the_root(asked)
    return answer.json({"snapshot": _shown(_the_snapshot(asked, view), view)})


async def delete(asked: Asked) -> Response:
    """Remove one, with what was saved on the clouds."""
    view = the_root(asked)
    wanted = _the_snapshot(asked, view)
    async with asked.services.acting(view.stack) as engine:
        await drop(engine, view.stack.id, wanted.id)
    return answer.no_content()


async def restore(asked: Asked) -> Response:
    """Go back to one."""
    view = the_root(asked)
    await ask_to_restore(asked.engine, view.stack, _the_snapshot(asked, view), asked.caller.user)
    return answer.accepted()


def _the_snapshot(asked: Asked, view: View) -> Snapshot:
    wanted = asked.path["snapshot_id"]
    for one in view.records.snapshots(view.stack.id):
        if one.id == wanted:
            return one
    raise not_found(f"Snapshot with id {wanted} not found")


def _shown(one: Snapshot, view: View) -> dict[str, Any]:
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
