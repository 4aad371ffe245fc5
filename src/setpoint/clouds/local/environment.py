"""The environment that a process gets. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from setpoint.clouds.local.spec import Place
from setpoint.types.local.placeholders import fill_in

INHERITED = ("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR")
"""What a process takes over from the environment of whoever starts it; all else is the template's to say."""


def environment(place: Place, given: Mapping[str, str], around: Mapping[str, str]) -> dict[str, str]:
    """The whole environment: some of what is around, the ports, and what the template says, which has the last word.

    ``PORT`` is the first port, ``PORT_<NAME>`` each of them. ``SETPOINT_TOKEN`` marks the process and all that it
    starts, so that they are found when nobody looks after them any more.
    """
    ports = place.ports
    env = {name: around[name] for name in INHERITED if name in around}
    if place.user:
        env |= {"HOME": place.user.home, "USER": place.user.name, "LOGNAME": place.user.name}
    env |= {f"PORT_{_as_variable(name)}": str(number) for name, number in ports.items()}
    if ports:
        env["PORT"] = str(next(iter(ports.values())))
    env |= {name: fill_in(text, ports) for name, text in given.items()}
    return env | {"SETPOINT_TOKEN": place.token}


def _as_variable(name: str) -> str:
    return re.sub(r"\W", "_", name).upper()
