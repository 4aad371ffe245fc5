"""What is said of a process that was looked at: ready, on its way, or broken, and why."""

from __future__ import annotations

import signal
from pathlib import Path

import msgspec

from setpoint.clouds.local.spec import Spec, read_spec
from setpoint.clouds.local.state import Life, State, look
from setpoint.model.observation import Broken, Gone, Observation, Pending, Ready


class Sight(msgspec.Struct, frozen=True):
    """What one look at a process's folder has shown."""

    folder: Path
    observation: Observation
    spec: Spec | None = None
    state: State | None = None
    is_asleep: bool = False


def see(folder: Path) -> Sight:
    """Look at the process of ``folder``, once."""
    life, spec, is_asleep = look(folder), read_spec(folder), (folder / "asleep").exists()
    if life.state is None and not folder.exists():
        return Sight(folder, Gone())  # asked last, for it may go while we look
    wanted = spec.settings if spec else ""
    return Sight(folder, judge(life, wanted, is_asleep=is_asleep), spec, life.state, is_asleep)


def judge(life: Life, wanted: str, *, is_asleep: bool) -> Observation:
    """Say how it is; ``wanted`` are the settings that should be in force ("" where that is not known)."""
    state = life.state
    if life.is_forged:
        return Broken("what is written of it was not written by the shim that runs")
    if state is None:
        return (
            Pending("its shim is starting")
            if life.shim
            else Broken("nothing is known of it: its state was lost")
        )
    if state.phase == "exited" and is_asleep:
        return Pending("its shim is leaving") if life.shim else Ready()
    if state.phase == "exited":
        return Broken(how_it_ended(state))
    if not life.shim:
        return Broken(how_it_was_lost(state))
    return _alive(state, wanted, is_asleep=is_asleep)


def _alive(state: State, wanted: str, *, is_asleep: bool) -> Observation:
    reason = state.health.reason if state.health else ""
    if is_asleep or state.phase == "stopping":
        return Pending("it is being ended")
    if wanted not in (state.settings, ""):
        return Pending("its new settings are not in force yet")
    if state.phase == "unhealthy":
        return Broken(f"it is unhealthy: {reason}")
    if state.phase == "starting":
        return Pending(f"it is not healthy yet: {reason}" if reason else "it is coming up")
    return Ready()


def how_it_ended(state: State) -> str:
    """In words."""
    if state.code is None:
        return f"it could not be started: {state.error}"
    how = f"with exit code {state.code}" if state.code >= 0 else f"by {_signal(-state.code)}"
    return f"it ended {how}" + (f" ({state.error})" if state.error else "")


def how_it_was_lost(state: State) -> str:
    """In words, for one whose shim died before it."""
    if state.boot != this_boot():
        return "it ended when this machine was started anew"
    return "its shim was killed, and it with it"


def exit_code(state: State | None) -> int:
    """As shells have it: the code, or 128 and the signal; -1 while it runs, or where nobody saw it end."""
    if state is None or state.code is None:
        return -1
    return state.code if state.code >= 0 else 128 - state.code


def this_boot() -> str:
    """Names the time since the machine was started."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
