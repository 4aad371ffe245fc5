"""Changing a server's networks while it runs: interfaces attached and detached, floating IPs pointed to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.neutron.neutron import NETWORK, SECURITY_GROUPS
from setpoint.clouds.openstack.drivers.nova.servers.changing import Job, Properties
from setpoint.clouds.openstack.drivers.nova.servers.networks import (
    Entry,
    descriptions,
    is_brought,
    is_left_open,
    wanted_floating_ips,
)
from setpoint.clouds.openstack.drivers.nova.servers.plugging import MARK, Plugs
from setpoint.clouds.openstack.drivers.nova.servers.sight import PLUGGED
from setpoint.clouds.openstack.rest.field import ids
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.value import Plain


class Networks:
    """What is not wanted any more goes first: it may hold an address that is wanted elsewhere."""

    def begin(self, old: Properties, new: Properties) -> Plain:
        """The ports and floating IPs that it is to let go of, by name or id: they are somebody else's."""
        before, after = old.get("networks"), new.get("networks")
        if (before or None) == (after or None):
            return None
        kept = wanted_floating_ips(after).values()
        return {
            "release": [one for one in wanted_floating_ips(before).values() if one not in kept],
            "leave": sorted(_named_ports(before) - _named_ports(after)),
            "brought": sorted(descriptions(before)),
        }

    async def step(self, job: Job, doing: Plain) -> Plain:
        """Detach, and attach when that is done."""
        plugs = Plugs(job.region)
        if "detaching" not in doing:
            for floating in doing["release"]:
                with suppress(NotFound):
                    await _associate(plugs, floating, {"port_id": None})
            return {"detaching": await _detach(plugs, job, doing["leave"]), "brought": doing["brought"]}
        await _attach(plugs, job, doing["brought"])
        return None

    def under_way(self, shown: Shown, doing: Plain) -> str:
        """What is being detached is plugged in until it is not."""
        plugged = shown.get(PLUGGED)
        left = {port["id"] for port in plugged.ports} if plugged else set()
        still = left.intersection(doing.get("detaching", ()))
        return f"detaching {', '.join(sorted(still))}" if still else ""


def _named_ports(entries: Sequence[Entry] | None) -> set[str]:
    return {entry["port"] for entry in entries or () if entry.get("port")}


async def _detach(plugs: Plugs, job: Job, leave: Sequence[str]) -> list[str]:
    """Begin to detach the ports that nobody wants, and those to ``leave``; which ones."""
    answers = await plugs.answers(job.subject, job.want.properties.get("networks"), leave)
    going = [str(port["id"]) for port in answers.surplus]
    for port in going:
        with suppress(NotFound):
            await job.service.delete(f"servers/{job.subject.physical_id}/os-interface/{port}")
    return going


async def _attach(plugs: Plugs, job: Job, brought: Sequence[str]) -> None:
    """Remove what was brought and is of no use any more, attach what is missing, and bring the rest up to date."""
    entries = job.want.properties.get("networks")
    await plugs.take_back(job.subject.token, {*brought, *descriptions(entries)}, plugged=False)
    answers = await plugs.answers(job.subject, entries)
    if is_left_open(entries) and not answers.surplus:
        await _plug_into(plugs, job, {})
    for index, port in answers.ports.items():
        if is_brought(answers.entries[index]):
            wanted = await plugs.as_port(index, answers.entries[index], job.want)
            await _update(plugs, port, wanted, job.subject.token)
    for index, entry in answers.missing:
        await _plug(plugs, job, index, entry)
    await associate(plugs, job.subject, entries)


async def _plug(plugs: Plugs, job: Job, index: int, entry: Entry) -> None:
    tag = {"tag": entry["tag"]} if entry.get("tag") else {}
    if is_brought(entry):
        (port,) = (await plugs.bring([(index, entry)], job.want, job.subject.token)).values()
        try:
            await _plug_into(plugs, job, {"port_id": port, **tag})
        except ResourceError:
            await plugs.remove(port)
            raise
        return
    told = await plugs.told(entry)
    if entry.get("port"):
        await _plug_into(plugs, job, {"port_id": told["port"], **tag})
    else:
        fixed = {"fixed_ips": [{"ip_address": told["fixed_ip"]}]} if "fixed_ip" in told else {}
        await _plug_into(plugs, job, {"net_id": told["uuid"], **fixed, **tag})


async def _plug_into(plugs: Plugs, job: Job, told: Mapping[str, Any]) -> None:
    """Attach an interface; a port that Nova makes for it gets the server's security groups."""
    path = f"servers/{job.subject.physical_id}/os-interface"
    answer = await job.service.post(path, {"interfaceAttachment": told})
    groups = job.want.properties.get("security_groups")
    if groups and "port_id" not in told:
        port = answer["interfaceAttachment"]["port_id"]
        body = {"security_groups": await ids(job.region.names, SECURITY_GROUPS, list(groups))}
        await plugs.neutron.put(f"ports/{port}", {"port": body})


async def _update(plugs: Plugs, port: Shown, wanted: Mapping[str, Plain], token: str) -> None:
    given = {key: value for key, value in wanted.items() if value is not None and key != "name"}
    body = await plugs.driver.changes(plugs.driver.seen(port, given), given)
    if "description" in body:
        MARK.mark(body, token, Want(given, ""))
    if body:
        await plugs.neutron.put(f"ports/{port['id']}", {"port": body})


async def associate(plugs: Plugs, subject: Subject, entries: Sequence[Entry] | None) -> None:
    """Point the floating IPs that the entries ask for to their ports. Raises every refusal."""
    wanted = wanted_floating_ips(entries)
    if not wanted:
        return
    answers = await plugs.answers(subject, entries)
    for index, floating in wanted.items():
        port = answers.ports.get(index)
        if port is None:
            why = f"the server has no port for floating IP {floating}"
            raise ResourceError(Diagnostic(why, detail=f"networks[{index}] is not plugged in"))
        fixed = answers.entries[index].get("fixed_ip")
        body = {"port_id": port["id"], **({"fixed_ip_address": fixed} if fixed else {})}
        await _associate(plugs, floating, body)


async def _associate(plugs: Plugs, floating: str, body: Mapping[str, Plain]) -> None:
    await plugs.region.service(NETWORK).put(f"floatingips/{floating}", {"floatingip": body})
