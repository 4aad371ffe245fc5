"""Outputs of a stack."""

from __future__ import annotations

from typing import TypedDict

from setpoint.api.heat import answer
from setpoint.api.heat.answer import Answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.looking import the_stack
from setpoint.api.heat.refusals import not_found
from setpoint.api.heat.show import outputs as show


class Outputs(TypedDict):
    """The outputs of a stack."""

    outputs: list[show.OutputInList]


class OneOutput(TypedDict):
    """One output."""

    output: show.Output


async def index(asked: Asked) -> Answer[Outputs]:
    """The names of a stack's outputs, without values."""
    listed: list[show.OutputInList] = [
        {"output_key": one["output_key"], "description": one["description"]}
        for one in show.outputs(the_stack(asked))
    ]
    return answer.json({"outputs": listed})


async def show_output(asked: Asked) -> Answer[OneOutput]:
    """One output, with its value."""
    found = show.recorded(the_stack(asked))
    key = asked.path["output_key"]
    if key not in found:
        raise not_found(f"Specified output key {key} not found.")
    return answer.json({"output": show.output(key, found[key])})
