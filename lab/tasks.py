"""Doing many things at once, each as soon as what it needs is done."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """A piece of work; `needs` are the names of those that come before it (names that are not there count as done)."""

    name: str
    work: Callable[[], None]
    needs: tuple[str, ...] = ()


def carry_out(tasks: Iterable[Task]) -> None:
    """Do all tasks. After a failure nothing new is started, and it is raised when what runs has ended."""
    waiting = {task.name: task for task in tasks}
    running: dict[Future[None], str] = {}
    failure: BaseException | None = None
    with ThreadPoolExecutor(len(waiting) or 1) as threads:
        while waiting or running:
            undone = {*waiting, *running.values()}
            ready = [] if failure else [task for task in waiting.values() if not undone & {*task.needs}]
            for task in ready:
                running[threads.submit(waiting.pop(task.name).work)] = task.name
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                del running[future]
                failure = failure or future.exception()
    if failure:
        raise failure
    assert not waiting, f"these wait for each other: {', '.join(waiting)}"


class Turns:
    """At most so many at a time: what needs a whole core waits for one."""

    def __init__(self, width: int) -> None:
        self._free = threading.Semaphore(width)

    def __enter__(self) -> None:
        self._free.acquire()

    def __exit__(self, *_: object) -> None:
        self._free.release()
