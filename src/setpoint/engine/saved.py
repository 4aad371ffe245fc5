"""The snapshots of a stack, as plans begin and end that take them, bring them back, or leave nothing of the stack.

A snapshot knows the plan that works on it, and what drivers have saved is in that plan's journal: so whoever carries
the plan on after a crash ends the snapshot as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from setpoint.clouds.driver import Snapshottable
from setpoint.engine.clouds import Clouds
from setpoint.engine.world import World
from setpoint.model.address import Address
from setpoint.model.incarnation import Action, Status
from setpoint.model.plan import PlanId
from setpoint.model.site import Site
from setpoint.model.stack import Stack, StackId
from setpoint.model.value import Plain, Value
from setpoint.store.records import Records, Snapshot

OVERTAKEN = "something else was asked of the stack before it was taken"


def is_saving(stack: Stack) -> bool:
    """Whether a snapshot of a stack is being taken. That is carried to its end, whatever is asked meanwhile.

    What a cloud has begun to save is known only once it has ended: until then, nobody could remove it.
    """
    return stack.action is Action.SNAPSHOT and stack.status is Status.IN_PROGRESS and bool(stack.plan)


def snapshot_of(records: Records, stack: StackId, plan: PlanId) -> Snapshot | None:
    """The snapshot that a plan takes or brings back."""
    return next((one for one in records.snapshots(stack) if one.plan == plan), None)


def overtaken(records: Records, stack: StackId) -> Iterator[Snapshot]:
    """Snapshots that were asked for and are not taken: another plan begins now. They have failed."""
    for one in records.snapshots(stack):
        if one.status == Status.IN_PROGRESS:
            yield msgspec.structs.replace(one, status=Status.FAILED.value, reason=OVERTAKEN)


def taken(
    snapshot: Snapshot, status: Status, reason: str, saved: Mapping[Address, Plain], world: World
) -> Snapshot:
    """A snapshot at the end of the plan that took it: with what drivers saved, and which of them knows what that is."""
    kept: dict[str, Value] = {}
    for address, what in saved.items():
        one = world.current(address)
        kept[address] = {
            "type": one.type if one else "",
            "site": msgspec.to_builtins(one.site) if one else {},
            "saved": what,
        }
    return msgspec.structs.replace(snapshot, status=status.value, reason=reason, saved=kept)


async def drop_saved(clouds: Clouds, snapshot: Snapshot) -> None:
    """Remove from the clouds what was saved. Safe to repeat. Raises ResourceError, Retry and LostAnswer."""
    for one in snapshot.saved.values():
        site = msgspec.convert(one.get("site") or {}, Site)
        await clouds.reach([site])
        _cloud, driver = clouds.find(one["type"], site)
        if isinstance(driver, Snapshottable):
            await driver.drop_snapshot(one["saved"])
