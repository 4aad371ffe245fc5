"""Playing a trial: all acts, one after the other, on one stage."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from setpoint.certify.trial.acts import ACTS
from setpoint.certify.trial.player import Failed, LeftOut, Player
from setpoint.certify.trial.report import Act, Outcome, Report, Scene
from setpoint.certify.trial.stage import Conditions, Stage
from setpoint.certify.virtual_time import clock, run
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import Source

LONGEST = 86400.0
"""Virtual seconds that one act may take."""

CALM = Conditions()


def try_out(source: Source, changed: Source | None = None, conditions: Conditions = CALM) -> Report:
    """Play the life of a template, with a change to ``changed`` where one is given; runs in virtual time.

    Raises InvalidInput for a template that is wrong, or has types that are not simulated: nothing is played then.
    """
    return run(_play(source, changed, conditions))


async def _play(source: Source, changed: Source | None, conditions: Conditions) -> Report:
    stage = Stage(conditions)
    provided, warnings = await stage.provide_for(source)
    if changed is not None:
        provided += (await stage.provide_for(changed))[0]
    player = Player(stage, source, changed)
    scenes: list[Scene] = []
    for act, play in ACTS.items():
        scenes.append(await _scene(act, play, player, scenes))
    await stage.close()
    faults = Counter(call.fault for call in stage.world.calls if call.fault)
    return Report(conditions, tuple(scenes), faults, tuple(dict.fromkeys(provided)), tuple(warnings))


async def _scene(
    act: Act, play: Callable[[Player], Awaitable[str]], player: Player, before: list[Scene]
) -> Scene:
    if any(scene.outcome is Outcome.FAILED for scene in before):
        return Scene(act, Outcome.LEFT_OUT, "an earlier act failed")
    begun, called, player.updates = clock(), player.stage.world.called, 0
    outcome, what, problems = await _ended(play, player)
    seconds, calls = clock() - begun, player.stage.world.called - called
    return Scene(act, outcome, what, player.updates, seconds, calls, problems)


async def _ended(
    play: Callable[[Player], Awaitable[str]], player: Player
) -> tuple[Outcome, str, tuple[Diagnostic, ...]]:
    try:
        async with asyncio.timeout(LONGEST):
            what = await play(player)
            player.refuse_wrong_world()
    except LeftOut as why:
        return Outcome.LEFT_OUT, str(why), ()
    except Failed as failure:
        return Outcome.FAILED, str(failure.problems[0]), failure.problems
    except InvalidInput as refusal:  # no plan can be made for what is there now
        return Outcome.FAILED, str(refusal.diagnostics[0]), refusal.diagnostics
    except TimeoutError:
        return Outcome.FAILED, f"it had not ended after {LONGEST / 3600:g} hours of virtual time", ()
    return Outcome.PASSED, what, ()
