"""What a resource uses up where it is: parts of quotas, addresses of subnets. Types say it, clouds know what is left.

Quotas go by the same words on every cloud, in snake case: ``servers``, ``vcpus``, ``ram`` (MiB), ``gigabytes``,
``gigabytes_fast`` (of volumes of type ``fast``), ``floating_ips``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

from setpoint.model.value import Value
from setpoint.types.notes import Path


class Use(msgspec.Struct, frozen=True):
    """``amount`` of the quota ``what``. ``path`` leads to the property that decides how much, where one does."""

    what: str
    amount: int = 1
    path: Path = ()


class Address(msgspec.Struct, frozen=True):
    """An address on a network that a resource wants for itself, as its property at ``path`` says.

    ``network`` and ``subnet`` are names or ids, "" for what is not said; ``ip`` is a certain address, "" for any.
    """

    network: str = ""
    subnet: str = ""
    ip: str = ""
    path: Path = ()


Shows: TypeAlias = Callable[[str, Value], Mapping[str, Any]]
"""What a cloud shows of a thing, by its kind (``nova.flavor``) and its name or id; {} where that is not known."""


def counted(amount: Value) -> int:
    """An amount, as far as it is known."""
    return amount if isinstance(amount, int) else 0


def said(value: Value) -> str:
    """A name, as far as it is known."""
    return value if isinstance(value, str) else ""


def unit(what: str) -> tuple[str, str]:
    """How people call one, and several, of what a quota is for: ``vCPU`` and ``vCPUs``."""
    if what in _UNITS:
        return _UNITS[what]
    for bounded in ("gigabytes_", "volumes_"):
        if what.startswith(bounded):
            one, several = unit(bounded.removesuffix("_"))
            kind = what.removeprefix(bounded)
            return f"{one} of type {kind}", f"{several} of type {kind}"
    several = what.replace("_", " ")
    return (f"{several[:-3]}y" if several.endswith("ies") else several.removesuffix("s")), several


_UNITS = {
    "floating_ips": ("floating IP", "floating IPs"),
    "gigabytes": ("GiB of volumes", "GiB of volumes"),
    "l7policies": ("L7 policy", "L7 policies"),
    "largest_volume": ("GiB", "GiB"),
    "ram": ("MiB of RAM", "MiB of RAM"),
    "rbac_policies": ("RBAC policy", "RBAC policies"),
    "subnetpools": ("subnet pool", "subnet pools"),
    "vcpus": ("vCPU", "vCPUs"),
}
