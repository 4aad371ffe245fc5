"""A forecast: what of a plan would fail, by everything that can be asked beforehand."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence

from setpoint.clouds.foreseeing import Denied, Foreseen, Foresight, Planned, Question
from setpoint.clouds.foresight import Planning, names, roles, with_kinds
from setpoint.clouds.foresight.budgets import differences, overspent
from setpoint.clouds.openstack.foresight import addresses, quotas
from setpoint.clouds.openstack.foresight.directory import Answer, Directory, Unasked


async def forecast(
    directory: Directory, planned: Sequence[Planned], questions: Collection[Question]
) -> Foresight:
    """What would fail of ``planned``, in order, and which of ``questions`` are denied. Raises Retry, ResourceError.

    A plan that only removes is not asked about.
    """
    planning = with_kinds(planned)
    doing = [(one, kind) for one, kind in planning if one.deed != "delete"]
    if not doing and not questions:
        return Foresight()
    named = names.named(doing)
    asked = names.questions(named).union(questions) - names.made(planned)
    answers = await directory.answers(asked)
    denied = [one for one in answers.values() if isinstance(one, Denied)]
    identity = await directory.region.connection.identity()
    (over_quota, unasked), no_address = await asyncio.gather(
        _over_quota(directory, planning), addresses.failing(directory, planning)
    )
    return Foresight(
        failing=[
            *names.failing(named, denied),
            *roles.failing(doing, identity.roles),
            *over_quota,
            *no_address,
        ],
        denied=[one for one in denied if one.question in questions],
        unasked=_why([*answers.values(), *unasked]),
    )


async def _over_quota(directory: Directory, planning: Planning) -> tuple[list[Foreseen], list[Unasked]]:
    uses = [(one, differences(one, kind, directory.shows)) for one, kind in planning]
    wanted = {use.what for _, several in uses for use in several if use.amount > 0}
    budgets, unasked = await quotas.budgets(directory.region, wanted)
    return overspent(uses, budgets), unasked


def _why(answers: Iterable[Answer]) -> list[str]:
    return sorted({one.why for one in answers if isinstance(one, Unasked) and one.why})
