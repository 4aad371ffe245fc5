"""Which services the drivers of resource types call: for credentials that are good for those and no more.

Nobody writes that down. A driver names a service by an ``Api``, or by the ``Things`` that it looks up there; those that
stand in its module, and in what that takes from other modules of the cloud, are all that it can call.
"""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Iterable, Iterator
from types import ModuleType

from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.cloud import module_of
from setpoint.clouds.openstack.elsewhere import KEY_MANAGER
from setpoint.clouds.openstack.names import Things
from setpoint.model.site import Site

PACKAGE = __package__


def services(types: Iterable[str], sites: Iterable[Site] = ()) -> frozenset[str]:
    """The types of the services that resources of ``types`` need, and those that lead to ``sites``.

    Nothing where all is done without a cloud.
    """
    found = {one for type_name in types for one in _services_of(type_name)}
    return frozenset(found | {KEY_MANAGER.type for site in sites if site.credential})


@functools.cache
def _services_of(type_name: str) -> frozenset[str]:
    name = module_of(type_name)
    return frozenset(_named_in(importlib.import_module(name), set())) if name else frozenset()


def _named_in(module: ModuleType, seen: set[str]) -> Iterator[str]:
    """The services that a module names, and those from which it takes anything, each looked at once."""
    seen.add(module.__name__)
    for value in list(vars(module).values()):
        if isinstance(value, Api):
            yield value.type
        elif isinstance(value, Things):
            yield value.api.type
        else:
            name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
            if isinstance(name, str) and name.startswith(f"{PACKAGE}.") and name not in seen:
                yield from _named_in(sys.modules[name], seen)
