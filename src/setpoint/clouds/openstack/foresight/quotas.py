"""What is left of a project's quotas: one call to each service of which something is used.

Where a service tells limits alone, what is there is counted: one more call for each kind of thing that is limited.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

import msgspec

from setpoint.clouds.foresight.budgets import Budget, quota
from setpoint.clouds.openstack.client.service import Api, Service
from setpoint.clouds.openstack.drivers.cinder import cinder
from setpoint.clouds.openstack.drivers.designate.designate import DNS
from setpoint.clouds.openstack.drivers.neutron.neutron import NETWORK
from setpoint.clouds.openstack.drivers.nova.nova import COMPUTE
from setpoint.clouds.openstack.drivers.octavia.octavia import LOAD_BALANCER
from setpoint.clouds.openstack.foresight.directory import Unasked
from setpoint.clouds.openstack.region import Region
from setpoint.model.errors import ResourceError, Retry

Budgets = Mapping[str, Budget]

Asks = Callable[[Service, str, Collection[str]], Awaitable[Budgets]]
"""Asks a service what a project, by its id, has left of some things."""


class Source(msgspec.Struct, frozen=True):
    """A service that has quotas, of the things that are ``bounded`` (in the words of :mod:`setpoint.types.uses`)."""

    api: Api
    bounded: Collection[str]
    ask: Asks

    def bounds(self, what: str) -> bool:
        """Whether it bounds ``what``, which may be of one type only (``gigabytes_fast``)."""
        return what in self.bounded or ("_" in what and what.partition("_")[0] in self.bounded)


async def budgets(region: Region, wanted: Collection[str]) -> tuple[Budgets, list[Unasked]]:
    """What is left of what is ``wanted``, as far as the cloud lets that be asked."""
    by_source = ((one, [what for what in wanted if one.bounds(what)]) for one in SOURCES)
    asked = (_ask(region, source, several) for source, several in by_source if several)
    found: dict[str, Budget] = {}
    unasked: list[Unasked] = []
    for answer in await asyncio.gather(*asked):
        if isinstance(answer, Unasked):
            unasked.append(answer)
        else:
            found |= answer
    return found, unasked


async def _ask(region: Region, source: Source, wanted: Collection[str]) -> Budgets | Unasked:
    project = await region.connection.project()
    if not project or not await region.connection.has(source.api):
        return {}
    try:
        return await source.ask(region.service(source.api), project, wanted)
    except (ResourceError, Retry) as refusal:
        return Unasked.because(f"quotas of the {source.api.type} service", refusal)


def _left(what: str, limit: Any, used: Any, *, is_each: bool = False) -> dict[str, Budget]:
    """Nothing where there is no limit: one below 0 is none."""
    if not isinstance(limit, int) or limit < 0:
        return {}
    return {what: quota(what, limit, used or 0, is_each=is_each)}


# ---- compute: "Limits" of the Compute API

_LIMITS = {
    "servers": ("maxTotalInstances", "totalInstancesUsed"),
    "vcpus": ("maxTotalCores", "totalCoresUsed"),
    "ram": ("maxTotalRAMSize", "totalRAMUsed"),
    "server_groups": ("maxServerGroups", "totalServerGroupsUsed"),
}
_KEYS = "key_pairs"


async def _compute(nova: Service, _project: str, wanted: Collection[str]) -> Budgets:
    shown = (await nova.get("limits"))["limits"]["absolute"]
    found: dict[str, Budget] = {}
    for what, (limit, used) in _LIMITS.items():
        found |= _left(what, shown.get(limit), shown.get(used))
    if _KEYS in wanted and shown.get("maxTotalKeypairs", -1) >= 0:
        mine = await nova.pages("os-keypairs", "keypairs")  # a user's, of whatever project
        found |= _left(_KEYS, shown["maxTotalKeypairs"], len(mine))
    return found


# ---- network: "Quotas details" of the Networking API

_NETWORK = {
    "networks": "network",
    "subnets": "subnet",
    "subnetpools": "subnetpool",
    "ports": "port",
    "routers": "router",
    "floating_ips": "floatingip",
    "security_groups": "security_group",
    "security_group_rules": "security_group_rule",
    "rbac_policies": "rbac_policy",
    "trunks": "trunk",
}


async def _network(neutron: Service, project: str, _wanted: Collection[str]) -> Budgets:
    shown = (await neutron.get(f"quotas/{project}/details.json"))["quota"]
    found: dict[str, Budget] = {}
    for what, key in _NETWORK.items():
        one = shown.get(key) or {}
        found |= _left(what, one.get("limit"), (one.get("used") or 0) + (one.get("reserved") or 0))
    return found


# ---- volume: "Quota sets extension" of the Block Storage API


async def _volume(volumes: Service, project: str, wanted: Collection[str]) -> Budgets:
    shown = (await volumes.get(f"os-quota-sets/{project}", usage="true"))["quota_set"]
    found = _left("largest_volume", shown.get("per_volume_gigabytes", {}).get("limit"), 0, is_each=True)
    for what in wanted:
        one = shown.get(what) or {}
        found |= _left(what, one.get("limit"), (one.get("in_use") or 0) + (one.get("reserved") or 0))
    return found


# ---- load balancers: "Quotas" of the Load Balancer API, which shows limits alone

_BALANCERS = {
    "load_balancers": ("load_balancer", "lbaas/loadbalancers", "loadbalancers"),
    "listeners": ("listener", "lbaas/listeners", "listeners"),
    "pools": ("pool", "lbaas/pools", "pools"),
    "health_monitors": ("health_monitor", "lbaas/healthmonitors", "healthmonitors"),
    "l7policies": ("l7policy", "lbaas/l7policies", "l7policies"),
}


async def _balancers(octavia: Service, project: str, wanted: Collection[str]) -> Budgets:
    shown = (await octavia.get(f"lbaas/quotas/{project}"))["quota"]
    limited = [what for what in wanted if (shown.get(_BALANCERS[what][0]) or 0) >= 0]
    lists = await asyncio.gather(*(_count(octavia, project, *_BALANCERS[what][1:]) for what in limited))
    found: dict[str, Budget] = {}
    for what, count in zip(limited, lists, strict=True):
        found |= _left(what, shown.get(_BALANCERS[what][0]), count)
    return found


async def _count(octavia: Service, project: str, path: str, key: str) -> int:
    return len(await octavia.pages(path, key, project_id=project, fields="id"))


# ---- zones: "Quotas" of the DNS API, which shows limits alone


async def _zones(designate: Service, project: str, _wanted: Collection[str]) -> Budgets:
    limits = await designate.get(f"quotas/{project}")
    there = await designate.get("zones", limit=1)
    return _left("zones", limits.get("zones"), there["metadata"]["total_count"])


SOURCES = (
    Source(COMPUTE, {*_LIMITS, _KEYS}, _compute),
    Source(NETWORK, _NETWORK, _network),
    Source(cinder.LISTS, ("volumes", "gigabytes", "largest_volume", "snapshots", "backups"), _volume),
    Source(LOAD_BALANCER, _BALANCERS, _balancers),
    Source(DNS, ("zones",), _zones),
)
