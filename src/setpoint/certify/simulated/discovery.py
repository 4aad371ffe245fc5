"""Finding the declarations of simulated types: every module in ``types/`` is asked, and no list is kept."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache

from setpoint.certify.simulated import types
from setpoint.certify.simulated.simulated_type import SimulatedType
from setpoint.certify.simulated.world import Thing
from setpoint.model.diagnostic import Diagnostic


@cache
def simulated_types() -> Mapping[str, SimulatedType]:
    """Every simulated type by name."""
    return {one.name: one for one in _declared()}


def type_of(thing: Thing) -> SimulatedType:
    """The type of something in the world. Images and backups, which nothing drives, are plain ones."""
    return simulated_types().get(thing.type) or _Saved()


def refusal(type_name: str) -> Diagnostic:
    """Why the simulated cloud does not drive a type."""
    return Diagnostic(
        f"the simulated cloud does not have {type_name}",
        detail=f"it has {', '.join(sorted(simulated_types()))}",
        advice="map it to one of these, or to OS::Heat::None, in an environment's resource_registry",
    )


def _declared() -> Iterator[SimulatedType]:
    for module in pkgutil.iter_modules(types.__path__):
        found = importlib.import_module(f"{types.__name__}.{module.name}")
        for one in vars(found).values():
            is_ours = isinstance(one, type) and one.__module__ == found.__name__
            if is_ours and issubclass(one, SimulatedType) and hasattr(one, "name"):
                yield one()


class _Saved(SimulatedType):
    name = ""
    title = "saved state"
