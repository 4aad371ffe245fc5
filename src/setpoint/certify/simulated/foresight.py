"""Whether a plan would go through: what the simulated cloud knows before it is asked to do anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from setpoint.certify.simulated.discovery import simulated_types
from setpoint.certify.simulated.world import World
from setpoint.clouds.driver import Foreseen, Planned
from setpoint.model.nearest import did_you_mean
from setpoint.model.value import Plain, Unknown


def foresee(world: World, planned: Sequence[Planned]) -> list[Foreseen]:
    """Names that are not offered, and the first that is over each quota."""
    used = Counter(world.usage)
    told: set[str] = set()
    found: list[Foreseen] = []
    for one in planned:
        if one.deed != "delete":
            found += _not_offered(world, one)
        if one.deed == "create":
            found += _over_quota(world, one, used, told)
    return found


def _not_offered(world: World, one: Planned) -> Iterator[Foreseen]:
    for name in simulated_types()[one.type].offered:
        wanted, offers = one.properties.get(name), world.offers.get(name)
        if wanted and offers is not None and not isinstance(wanted, Unknown) and wanted not in offers:
            title = name.replace("_", " ")
            yield Foreseen(
                one.address,
                f"there is no {title} {wanted!r}",
                (name,),
                advice=did_you_mean(str(wanted), offers, f"there are: {', '.join(offers) or 'none'}"),
            )


def _over_quota(world: World, one: Planned, used: Counter[str], told: set[str]) -> Iterator[Foreseen]:
    usage: dict[str, Plain] = simulated_types()[one.type].usage(one.properties)
    for what, amount in usage.items():
        used[what] += amount
        limit = world.quotas.get(what)
        if limit is not None and used[what] > limit and what not in told:
            told.add(what)
            over = used[what] - limit
            yield Foreseen(
                one.address,
                f"{over} {what.replace('_', ' ')} over quota",
                detail=f"{used[what] - amount} of {limit} would be in use, and {amount} more are wanted",
                advice="delete some, or have the project's quota raised",
            )
