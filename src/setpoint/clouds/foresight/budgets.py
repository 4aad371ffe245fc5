"""Budgets: what there is a limited amount of, and whether the deeds of a plan would use up more than that.

Quotas and the free addresses of a subnet alike. Plain arithmetic: a cloud says what is left of each, and what each deed
uses; an amount that is not known beforehand counts as nothing, so that nothing is foretold which would not come about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from setpoint.clouds.foreseeing import Foreseen, Planned
from setpoint.types.resource_type import ResourceType
from setpoint.types.uses import Shows, Use, unit


class Budget(msgspec.Struct, frozen=True):
    """``free`` of something, of which there are ``limit`` in all. ``one`` and ``several`` are words for its unit."""

    one: str
    several: str
    free: int
    limit: int
    beyond: str = "over quota"
    """What it is to use more, after the amount: ``4 vCPUs over quota``."""
    advice: str = "delete what is not needed, or have the project's quota raised"
    is_each: bool = False
    """Whether each use is held against ``limit`` alone: the largest size of one thing."""

    def counted(self, amount: int) -> str:
        """An amount in words: ``1 vCPU``."""
        return f"{amount} {self.one if amount == 1 else self.several}"


def quota(what: str, limit: int, used: int, *, is_each: bool = False) -> Budget:
    """The budget of a quota, of which ``used`` is in use."""
    one, several = unit(what)
    return Budget(one, several, free=limit - used, limit=limit, is_each=is_each)


def differences(planned: Planned, kind: ResourceType, shows: Shows) -> list[Use]:
    """What a deed takes of quotas, less what its thing has taken before. What is made for other projects is theirs."""
    if planned.properties.get("tenant_id"):
        return []
    new = kind.uses(planned.properties, shows) if planned.deed != "delete" else ()
    old = kind.uses(planned.before, shows) if planned.deed != "create" else ()
    before: dict[str, int] = {}
    for use in old:
        before[use.what] = before.get(use.what, 0) + use.amount
    found = [Use(use.what, use.amount - before.pop(use.what, 0), use.path) for use in new]
    return [*found, *(Use(what, -amount) for what, amount in before.items())]


Uses = Iterable[tuple[Planned, Sequence[Use]]]
"""What each deed uses, in the order in which they would be done."""


def overspent(uses: Uses, budgets: Mapping[str, Budget]) -> list[Foreseen]:
    """For each budget that the plan is beyond, the first deed for which nothing is left, and by how much in all.

    What there is no budget for is not limited.
    """
    found: list[Foreseen] = []
    accounts = {key: _Account(budget) for key, budget in budgets.items() if not budget.is_each}
    for planned, several in uses:
        for use in several:
            budget = budgets.get(use.what)
            if budget is not None and budget.is_each and use.amount > budget.limit:
                found.append(_too_large(budget, planned, use))
            if use.what in accounts:
                accounts[use.what].take(planned, use)
    return [*found, *(one.told() for one in accounts.values() if one.first is not None)]


class _Account:
    """What has been used of one budget so far, and the most that it was."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.first: tuple[Planned, Use] | None = None
        self._used = 0
        self._most = 0

    def take(self, planned: Planned, use: Use) -> None:
        self._used += use.amount
        self._most = max(self._most, self._used)
        if use.amount > 0 and self._used > self.budget.free and self.first is None:
            self.first = planned, use

    def told(self) -> Foreseen:
        assert self.first is not None
        planned, use = self.first
        budget, free = self.budget, max(self.budget.free, 0)
        over = budget.counted(self._most - free)
        return Foreseen(
            planned.address,
            f"{over} {budget.beyond} (needs {self._most}, {free} free)",
            use.path,
            detail=f"{budget.limit - budget.free} of {budget.limit} are in use",
            advice=budget.advice,
        )


def _too_large(budget: Budget, planned: Planned, use: Use) -> Foreseen:
    return Foreseen(
        planned.address,
        f"{budget.counted(use.amount)} are more than one may have (at most {budget.limit})",
        use.path,
        advice=budget.advice,
    )
