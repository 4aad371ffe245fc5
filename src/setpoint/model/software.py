"""What is to be done on servers, and where: software configurations, and their deployments. Both belong to a project.

A configuration is immutable. What a server is told, and what it answers, is text and data of somebody else's tools: in
it are passwords that nobody can tell from the rest. So all of it is Sensitive.
"""

from __future__ import annotations

import msgspec

from setpoint.model.stack import StackId
from setpoint.model.value import Value


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
