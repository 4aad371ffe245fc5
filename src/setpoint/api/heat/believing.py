"""What is done once it is believed that somebody asks for one resource of a stack, who has no user in Keystone.

They hold its token or its signed address, or are the user that lives in its server. Log and audit name the resource.
"""

from __future__ import annotations

from starlette.requests import Request

from setpoint.api.caller import Caller
from setpoint.api.heat.services import Services
from setpoint.model.incarnation import Incarnation
from setpoint.model.stack import Stack

SIGNAL = "resource:signal"
METADATA = "resource:metadata"


def believe(services: Services, request: Request, stack: Stack, one: Incarnation, rule: str = "") -> None:
    """Note who asks, and what (the policy's name for it), and count it for the stack's project.

    Raises Refused where that is one request too many.
    """
    caller = Caller(stack.project, one.id, user_name=f"{stack.name}/{one.address}")
    request.scope.update(caller=caller, rule=rule)  # for log and audit
    services.count(stack.project)
