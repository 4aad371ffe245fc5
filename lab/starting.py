"""Starting a program, and waiting until it answers."""

from collections.abc import Callable

from lab.processes import Daemon, Processes
from lab.telling import say, tail
from lab.waiting import until


def start(processes: Processes, daemon: Daemon, works: Callable[[], bool]) -> None:
    """Start a daemon unless it runs; wait until it works, and fail with the end of its log where it has ended."""

    def works_now() -> bool:
        processes.require(daemon)
        return works()

    new = processes.start(daemon)
    until(daemon.title, works_now, lambda: tail(processes.log(daemon)))
    if new:
        say(f"{daemon.title} answers")
