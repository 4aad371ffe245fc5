"""Doing something to all of a stack: check, suspend, resume; and ending what is being done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from msgspec import Meta

from setpoint.api.heat import answer
from setpoint.api.heat.answer import Answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.bodies import EMPTY
from setpoint.api.heat.looking import the_root
from setpoint.api.heat.refusals import bad_request, forbidden, not_supported
from setpoint.engine.requests.asking import cancel
from setpoint.engine.requests.submitting import ask_to_sweep
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Action

SWEEPS = {"check": Action.CHECK, "suspend": Action.SUSPEND, "resume": Action.RESUME}
CANCELS = {"cancel_update": (Action.UPDATE,), "cancel_without_rollback": (Action.UPDATE, Action.CREATE)}
"""What can be ended so. With the first, the stack goes back to where it was."""


ActionBody = Annotated[
    dict[str, Any],
    Meta(
        description="One key, which is the name of an action; its value does not count.",
        extra_json_schema={
            "propertyNames": {"enum": [*SWEEPS, *CANCELS]},
            "minProperties": 1,
            "maxProperties": 1,
        },
    ),
]


async def act(asked: Asked, body: ActionBody = EMPTY) -> Answer[None]:
    """Do exactly one thing: the key of the body."""
    if not body:
        raise bad_request("No action specified")
    if len(body) > 1:
        raise bad_request("Multiple actions specified")
    (action,) = body
    if action not in SWEEPS and action not in CANCELS:
        raise bad_request(f"Invalid action {action} specified")
    rule = f"actions:{action}"
    if not asked.services.policy.allows(rule, asked.caller, {"project_id": asked.caller.project}):
        raise forbidden(rule)
    view = the_root(asked)
    if action in SWEEPS:
        await ask_to_sweep(asked.engine, view.stack, SWEEPS[action], asked.caller.user)
    else:
        await _cancel(asked, view.stack.id, CANCELS[action], rolls_back=action == "cancel_update")
    return answer.json(None)


async def _cancel(asked: Asked, id: str, actions: Sequence[Action], *, rolls_back: bool) -> None:
    stack = asked.engine.stack(id)
    try:
        if stack.action not in actions:
            raise InvalidInput.because(f"it is no {' or '.join(actions)} that is carried out")
        await cancel(asked.engine, id, rollback=rolls_back)
    except InvalidInput:
        raise not_supported(f"Cancelling update when stack is {stack.action}_{stack.status}") from None
