"""Outputs of a stack."""

from __future__ import annotations

from starlette.responses import Response

from setpoint.api.heat import answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.looking import the_stack
from setpoint.api.heat.refusals import not_found
from setpoint.api.heat.show import outputs as show


async def index(asked: Asked) -> Response:
    """Their names, without values."""
    listed = [
        {"output_key": one["output_key"], "description": one["description"]}
        for one in show.outputs(the_stack(asked))
    ]
    return answer.json({"outputs": listed})


async def show_output(asked: Asked) -> Response:
    """One, with its value."""
    found = show.recorded(the_stack(asked))
    key = asked.path["output_key"]
    if key not in found:
        raise not_found(f"Specified output key {key} not found.")
    return answer.json({"output": show.output(key, found[key])})
