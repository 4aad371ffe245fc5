"""Software configurations as servers, and whoever else may read them, are shown them, with Heat's names.

Who may read them may read their secrets: they are what servers read.
"""

from __future__ import annotations

from typing import Any, TypedDict

from setpoint.model.moment import moment
from setpoint.model.software import ConfigHead, SoftwareConfig
from setpoint.model.value import reveal


class ConfigInList(TypedDict):
    """A software configuration, as lists show it."""

    id: str
    name: str | None
    group: str | None
    creation_time: str | None


class Config(ConfigInList):
    """A software configuration."""

    config: Any
    inputs: Any
    outputs: Any
    options: Any


def config_in_list(one: ConfigHead) -> ConfigInList:
    """A configuration as lists of them show it."""
    return {"id": one.id, "name": one.name, "group": one.group, "creation_time": moment(one.created_at)}


def config_in_full(one: SoftwareConfig) -> Config:
    """A configuration by itself."""
    return {
        **config_in_list(one),
        "config": reveal(one.config),
        "inputs": reveal(one.inputs),
        "outputs": reveal(one.outputs),
        "options": reveal(one.options),
    }
