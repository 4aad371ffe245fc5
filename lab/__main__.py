"""The command of the lab: `lab/lab up`, `down`, `status`, `rc`, `restart`."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab import handover
from lab.bring_up import Lab
from lab.processes import Processes, sessions, usage
from lab.rest import Refused
from lab.settings import Settings
from lab.telling import Failed, say

HELP = """\
lab/lab up               install what is missing, start what does not run, and say where clouds.yaml is
lab/lab down             stop all that was started here
lab/lab restart          start anew what runs with another configuration than this checkout and the environment describe
lab/lab restart NAME...  start these programs anew, as `status` names them
lab/lab status           list the programs, with memory and CPU time
lab/lab rc               print what makes a shell use it: eval "$(lab/lab rc)"

It needs Debian 12 and root. README.md beside it says the rest, and which environment variables there are."""


def main(words: list[str]) -> int:
    """Do what the words say; return the exit status."""
    commands = {"up": up, "down": down, "restart": restart, "status": status, "rc": rc}
    command = commands.get(words[0] if words else "")
    if command is None:
        print(HELP)
        return 0 if words in (["help"], ["--help"]) else 2
    try:
        return command(Settings.read(), words[1:])
    except (Failed, Refused) as failure:
        print(f"lab: {failure}", file=sys.stderr)
        return 1


def up(settings: Settings, _: list[str]) -> int:
    """Bring the lab up; returns at once where it is."""
    require_machine()
    with alone(settings):
        lab = Lab(settings)
        if not lab.is_up():
            lab.bring_up()
        say("the lab is up")
        if others := lab.others():
            names = ", ".join(unit.title for unit in others)
            say(
                f"running with another configuration than this checkout's (lab/lab restart changes that): {names}"
            )
    print(handover.describe(settings), flush=True)
    return 0


def down(settings: Settings, _: list[str]) -> int:
    """Stop the services, then what they stand on."""
    with alone(settings):
        processes = Processes(settings.home)
        running = processes.all()
        processes.stop([entry for entry in running if entry[0] != "servers"])
        processes.stop([entry for entry in running if entry[0] == "servers"], patience=60)
        say(f"stopped {len(running)} programs" if running else "nothing runs")
    return 0


def restart(settings: Settings, names: list[str]) -> int:
    """Stop the named programs in all regions, or what runs with another configuration; `up` starts it again."""
    require_machine()
    processes = Processes(settings.home)
    with alone(settings):
        chosen = [entry for entry in processes.all() if entry[1] in names]
        if names and not chosen:
            raise Failed(f"there is no program called {' '.join(names)}; lab/lab status lists them")
        processes.stop(chosen)
        for unit in [] if names else Lab(settings).others():
            say(f"stopping {unit.title}")
            unit.stop()
    return up(settings, [])


def status(settings: Settings, _: list[str]) -> int:
    """List the programs; 1 where one of them has ended, or nothing runs."""
    processes = Processes(settings.home)
    by_session = sessions()
    memory = ended = 0.0
    entries = processes.all()
    for group, name in sorted(entries):
        if pid := processes.pid(group, name):
            members = by_session.get(pid, [])
            mebibytes, seconds = usage(members)
            memory += mebibytes
            print(
                f"{group:10} {name:24} {pid:8} {mebibytes:6.0f} MiB {seconds:7.1f} s CPU {len(members):3} processes"
            )
        else:
            ended += 1
            print(f"{group:10} {name:24}  has ended")
    print(f"{len(entries)} programs, {memory:.0f} MiB resident")
    return 1 if ended or not entries else 0


def rc(settings: Settings, _: list[str]) -> int:
    """Print the lines of openrc; 1 where there is no lab yet."""
    file = handover.openrc_file(settings)
    if not file.exists():
        raise Failed(f"there is no lab in {settings.home} yet: lab/lab up")
    print(file.read_text(), end="")
    return 0


def require_machine() -> None:
    """Fail at once where the lab cannot be."""
    if os.geteuid() != 0:
        raise Failed("it installs packages and starts servers as their own users: run it as root")
    file = Path("/etc/os-release")
    release = file.read_text() if file.exists() else ""
    if "ID=debian" not in release or 'VERSION_ID="12"' not in release:
        raise Failed("it is made for Debian 12 (bookworm), and this is another system")


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the lab's lock: who comes meanwhile waits."""
    settings.home.mkdir(parents=True, exist_ok=True)
    settings.home.chmod(0o755)  # the servers run as other users
    with (settings.home / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another run of this command")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
