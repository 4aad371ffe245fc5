"""The name of a resource within its stack, nested ones included: ``group/0/server``.

Names of resources hold no slash (Heat refuses it too), so that an address reads and sorts as a path.
"""

from __future__ import annotations

from typing import NewType

Address = NewType("Address", str)
"""Path of a resource: its own name preceded by those of the stacks and groups around it. ``""`` is the root stack."""

ROOT = Address("")


def inside(container: Address, name: str) -> Address:
    """The address of ``name`` within ``container``."""
    return Address(f"{container}/{name}") if container else Address(name)


def container_of(address: Address) -> Address:
    """The address of the nested stack or group that holds ``address``; ROOT when it stands in the stack itself."""
    return Address(address.rpartition("/")[0])


def name_of(address: Address) -> str:
    """The last part of ``address``: what the template calls it."""
    return address.rpartition("/")[2]


def is_within(address: Address, container: Address) -> bool:
    """Whether ``address`` stands somewhere below ``container`` (not: is it)."""
    return not container or address.startswith(f"{container}/")


def is_near(address: Address, container: Address, depth: int) -> bool:
    """Whether ``address`` stands in ``container``, with at most ``depth`` stacks or groups between (0: directly)."""
    own = container.count("/") + 1 if container else 0
    return is_within(address, container) and address.count("/") - own <= depth
