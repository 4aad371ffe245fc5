"""The acts of a trial. Each answers in a few words what happened, or raises Failed or LeftOut."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping

from setpoint.certify.simulated.accidents import break_down, vanish
from setpoint.certify.simulated.discovery import type_of
from setpoint.certify.simulated.world import Thing
from setpoint.certify.trial.player import Failed, LeftOut, Player, address, in_short
from setpoint.certify.trial.report import Act
from setpoint.engine.requests.drift import State, drift
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.stack import Source


async def create(player: Player) -> str:
    """Make it from nothing."""
    plan = await player.plan(player.source)
    await player.insist(player.source)
    return in_short(plan)


async def rest(player: Player) -> str:
    """Ask for the same again."""
    await player.come_to_rest()
    return "nothing to do"


async def roll_back(player: Player) -> str:
    """Change it while the cloud refuses one call: it must be as before."""
    changed = _changed(player)
    if not await player.be_refused_one(changed):
        await player.insist(player.source)
        raise LeftOut("the change was made before anything could be refused")
    if not player.is_calm:
        await player.insist(player.source)
    await player.come_to_rest()
    return "one call refused, all as it was"


async def change(player: Player) -> str:
    """Change it."""
    changed = _changed(player)
    plan = await player.plan(changed)
    await player.insist(changed)
    player.source = changed
    await player.come_to_rest()
    return in_short(plan)


async def heal(player: Player) -> str:
    """Let one thing vanish and another break down; each must show as drift and be put right."""
    vanished = player.victim("vanished", lambda _thing: True)
    vanish(player.stage.world, vanished.id)
    await _put_right(player, vanished, State.GONE)
    told = f"{address(vanished)} vanished"
    with contextlib.suppress(LeftOut):
        broken = player.victim("broken", lambda thing: type_of(thing).building is not None)
        break_down(player.stage.world, broken.id)
        await _put_right(player, broken, State.BROKEN)
        told += f", {address(broken)} broke down"
    return told


async def _put_right(player: Player, thing: Thing, state: State) -> None:
    if player.is_calm:
        await _refuse_unseen(player, thing, state)
    await player.insist(player.source)
    await player.come_to_rest()


async def _refuse_unseen(player: Player, thing: Thing, state: State) -> None:
    found = await drift(player.stage.engine, player.stage.stack().name)
    (seen,) = [one.state for one in found if one.physical_id == thing.id]
    if seen is not state:
        raise Failed([Diagnostic(f"drift shows it {seen}, not {state}", address=address(thing))])


async def delete(player: Player) -> str:
    """Remove it."""
    number = len(player.stage.living())
    await player.insist(None)
    player.refuse_leftovers()
    return f"{number} things gone from the cloud"


async def give_up(player: Player) -> str:
    """Make it anew while the cloud refuses one call: nothing of it may be left."""
    was_refused = await player.be_refused_one(player.source)
    if not (player.is_calm and was_refused):
        await player.insist(None)
    player.refuse_leftovers()
    return "one call refused, nothing left" if was_refused else "made and removed"


def _changed(player: Player) -> Source:
    if player.changed is None:
        raise LeftOut("no change was given")
    return player.changed


ACTS: Mapping[Act, Callable[[Player], Awaitable[str]]] = {
    Act.CREATE: create,
    Act.REST: rest,
    Act.ROLL_BACK: roll_back,
    Act.CHANGE: change,
    Act.HEAL: heal,
    Act.DELETE: delete,
    Act.GIVE_UP: give_up,
}
"""Every act, in the order in which they are played."""
