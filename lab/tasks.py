"""Doing many things at once, each as soon as what it needs is done."""

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from lab.telling import say

QUIET = 15.0  # seconds, after which it is said what is being waited for


@dataclass(frozen=True)
class Task:
    """A piece of work; `needs` are the names of those that come before it (names that are not there count as done).

    One that is `heavy` wants a core for itself; those that come first are begun first.
    """

    name: str
    work: Callable[[], None]
    needs: tuple[str, ...] = ()
    heavy: bool = False


def carry_out(tasks: Iterable[Task], heavy_at_once: int) -> None:
    """Do all tasks. After a failure nothing new is started, and it is raised when what runs has ended."""
    waiting = {task.name: task for task in tasks}
    running: dict[Future[None], Task] = {}
    failure: BaseException | None = None
    with ThreadPoolExecutor(len(waiting) or 1) as threads:
        while True:
            for task in [] if failure else _ready(waiting, running.values(), heavy_at_once):
                del waiting[task.name]
                running[threads.submit(task.work)] = task
            if not running:
                break
            done = wait(running, timeout=QUIET, return_when=FIRST_COMPLETED).done
            if not done:
                say(f"still waiting for {', '.join(task.name for task in running.values())}")
            for future in done:
                name = running.pop(future).name
                if not failure and (failure := future.exception()) and running:
                    say(f"{name} failed; waiting for {', '.join(task.name for task in running.values())}")
    if failure:
        raise failure
    assert not waiting, f"these wait for each other: {', '.join(waiting)}"


def _ready(waiting: dict[str, Task], running: Iterable[Task], heavy_at_once: int) -> list[Task]:
    running = list(running)
    undone = {*waiting, *(task.name for task in running)}
    free = heavy_at_once - sum(task.heavy for task in running)
    ready = [task for task in waiting.values() if not undone & {*task.needs}]
    heavy = [task for task in ready if task.heavy][:free]
    return [task for task in ready if not task.heavy] + heavy
