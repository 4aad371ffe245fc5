"""Whether a plan would go through: what the simulated cloud knows before it is asked to do anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from setpoint.certify.simulated.addresses import address
from setpoint.certify.simulated.directory import denied, shows
from setpoint.certify.simulated.discovery import simulated_types
from setpoint.certify.simulated.types.port import Port, user_of
from setpoint.certify.simulated.types.subnet import Subnet as SimulatedSubnet
from setpoint.certify.simulated.world import World
from setpoint.clouds.foreseeing import Foreseen, Foresight, Planned, Question
from setpoint.clouds.foresight import Planning, names, roles, with_kinds
from setpoint.clouds.foresight.budgets import differences, overspent, quota
from setpoint.clouds.foresight.subnets import Subnet, beyond, taken, wanted
from setpoint.types.uses import Use


def foresee(world: World, planned: Sequence[Planned], questions: Collection[Question]) -> Foresight:
    """Names of nothing, what is over quotas, subnets that are full, and what the project's roles do not allow."""
    planning = with_kinds(planned)
    doing = [(one, kind) for one, kind in planning if one.deed != "delete"]
    named = names.named(doing)
    asked = names.questions(named).union(questions) - names.made(planned)
    no = denied(world, asked)
    return Foresight(
        failing=[
            *names.failing(named, no),
            *roles.failing(doing, world.roles),
            *_over_quota(world, planning),
            *_no_address(world, planning),
        ],
        denied=[one for one in no if one.question in questions],
    )


def _over_quota(world: World, planning: Planning) -> list[Foreseen]:
    budgets = {what: quota(what, limit, world.usage[what]) for what, limit in world.quotas.items()}
    known = partial(shows, world)
    return overspent(
        [(one, differences(one, kind, known) or list(_takes(one))) for one, kind in planning], budgets
    )


def _takes(planned: Planned) -> Iterator[Use]:
    """What a type takes that is not declared for all clouds."""
    amount = {"create": 1, "delete": -1}.get(planned.deed)
    if amount is not None:
        usage = simulated_types()[planned.type].usage(planned.properties)
        yield from (Use(what, amount * several) for what, several in usage.items())


def _no_address(world: World, planning: Planning) -> list[Foreseen]:
    found = wanted(planning, partial(shows, world))
    if not any(amount > 0 for _, _, amount in found):
        return []
    networks = {one.network for _, one, _ in found}
    subnets = [
        _subnet(one.state, id=one.id, title=one.name or one.id)
        for network in networks
        for one in world.bound_to(network, SimulatedSubnet.name)
        if one.state["ip_version"] == 4
    ]
    held: dict[str, list[str]] = {}
    for claim in world.claimed:
        words = claim.split()
        if words[0] == "address" and words[2:3] == ["of"]:
            held.setdefault(words[-1], []).append(words[1])
    going = {one.physical_id for one, _ in planning if one.deed != "create"}
    left = {one.id: one.left(held.get(one.id, ())) for one in subnets}
    return [*beyond(found, subnets, left), *taken(found, subnets, _ports(world), going)]


def _subnet(state: Mapping[str, Any], *, id: str, title: str) -> Subnet:
    pools = ((int(address(one["start"])), int(address(one["end"]))) for one in state["allocation_pools"])
    return Subnet(id, state["network_id"], title, "", state["cidr"], tuple(pools))


def _ports(world: World) -> Iterator[Mapping[str, Any]]:
    for port in world.of_type(Port.name):
        user = user_of(world, port)
        yield {"id": port.id, "device_id": user.id if user else "", **port.state}
