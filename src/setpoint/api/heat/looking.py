"""Finding what a path names, in the caller's project and nowhere else."""

from __future__ import annotations

from setpoint.api.heat.asked import Asked
from setpoint.api.heat.refusals import no_resource, no_stack
from setpoint.api.heat.views import View, find
from setpoint.model.incarnation import Incarnation


def the_stack(asked: Asked) -> View:
    """The stack that the path names by name and id: both must be its own. Raises Refused."""
    name, stack_id = asked.path["stack_name"], asked.path["stack_id"]
    view = find(asked.engine, stack_id)
    if view is None or view.id != stack_id or view.name != name:
        raise no_stack(name if view is None or view.name != name else stack_id)
    return view


def the_root(asked: Asked) -> View:
    """As :func:`the_stack`, for what can be done to a stack only as a whole."""
    view = the_stack(asked)
    return view if view.one is None else View(asked.engine, view.stack)


def the_resource(asked: Asked, view: View) -> Incarnation:
    """The resource that the path names. Raises Refused."""
    name = asked.path["resource_name"]
    one = view.member(name)
    if one is None:
        raise no_resource(name, view.name)
    return one
