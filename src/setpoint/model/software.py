"""What is to be done on servers, and where: software configurations, and their deployments. Both belong to a project.

A configuration is immutable. What a server is told, and what it answers, is text and data of somebody else's tools: in
it are passwords that nobody can tell from the rest. So all of it is Sensitive.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from setpoint.model.stack import StackId
from setpoint.model.value import Sensitive, Value, reveal


class ConfigHead(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is told of a configuration without looking into it. ``created_at`` is seconds since the epoch."""

    id: str
    name: str | None = None
    group: str | None = None
    """The tool that it is for: ``script``, ``ansible``, ``Heat::Ungrouped`` and the like."""
    created_at: float = 0


class SoftwareConfig(ConfigHead, frozen=True, omit_defaults=True):
    """A configuration: text or data for a tool, and the inputs and outputs of that, in Heat's normal form."""

    config: Value = None
    inputs: Value = []
    outputs: Value = []
    options: Value = {}


class SoftwareDeployment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A configuration on a server, and how that stands. Times are seconds since the epoch.

    ``action`` and ``status`` are the words of whoever deploys: Heat's (CREATE, IN_PROGRESS, ...), mostly.
    """

    id: str
    config: str
    """Id of its configuration."""
    server: str
    """Id of its server, on whatever cloud that is."""
    stack: StackId = StackId("")
    """The stack whose resource the configuration is; "" for one that was made by itself."""
    input_values: Value = {}
    output_values: Value = None
    action: str | None = None
    status: str | None = None
    reason: str = ""
    user_project: str | None = None
    """The project of the user that the server reports as, where it is told."""
    created_at: float = 0
    updated_at: float = 0


class Instruction(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one deed of a deployment tells its server: a configuration with its inputs filled in, all in clear.

    ``number`` counts those of one deployment, from 1; ``at`` is when it was made, in seconds since the epoch. Where
    nothing is to be reported (``is_silent``), it is carried out as soon as it is made.
    """

    id: str
    """That of its configuration."""
    number: int
    action: str
    at: float = 0
    is_silent: bool = False
    name: str = ""
    group: str = ""
    config: Any = None
    inputs: Any = []
    outputs: Any = []
    options: Any = {}

    def as_config(self) -> SoftwareConfig:
        """The configuration, as any other."""
        hidden = {part: Sensitive(getattr(self, part)) for part in ("config", "inputs", "outputs", "options")}
        return SoftwareConfig(self.id, self.name, self.group, self.at, **hidden)


INSTRUCTION = "instruction"
"""The key of a deployment under which its latest instruction is recorded."""


def keyed(instruction: Instruction) -> dict[str, Value]:
    """``instruction`` as it is recorded among the keys of a deployment."""
    return {INSTRUCTION: Sensitive(msgspec.to_builtins(instruction))}


def instruction_of(keys: Mapping[str, Value]) -> Instruction | None:
    """The latest instruction of a deployment with these keys; None where it has told its server nothing."""
    found = reveal(keys.get(INSTRUCTION))
    return msgspec.convert(found, Instruction) if found else None
