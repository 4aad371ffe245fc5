"""Virtual time passes at once, in order, and stands still while somebody holds the loop."""

import asyncio
import threading
from time import monotonic

import pytest

from setpoint.certify import virtual_time
from setpoint.certify.virtual_time import EPOCH, Deadlock, VirtualLoop, clock, run


def the_loop() -> VirtualLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    return loop


def test_an_hour_passes_in_milliseconds() -> None:
    async def main() -> float:
        await asyncio.sleep(3600)
        return asyncio.get_running_loop().time()

    begun = monotonic()
    assert run(main()) == 3600
    assert monotonic() - begun < 5


def test_the_clock_starts_at_a_fixed_time_and_follows_the_loop() -> None:
    async def main() -> tuple[float, float]:
        first = clock()
        await asyncio.sleep(2.5)
        return first, clock()

    assert run(main()) == (EPOCH, EPOCH + 2.5)
    assert run(main(), start=10) == (EPOCH + 10, EPOCH + 12.5)


def test_outside_virtual_time_the_clock_is_the_machines() -> None:
    before = clock()
    assert before > EPOCH - 10 * 366 * 86400
    assert clock() >= before


def test_timers_fire_in_order_whoever_set_them_first() -> None:
    async def main() -> list[tuple[float, str]]:
        seen: list[tuple[float, str]] = []

        async def note(after: float, name: str) -> None:
            await asyncio.sleep(after)
            seen.append((the_loop().time(), name))

        async with asyncio.TaskGroup() as group:
            for after, name in ((30, "c"), (10, "a"), (20, "b"), (10, "a too")):
                group.create_task(note(after, name))
        return seen

    assert run(main()) == [(10, "a"), (10, "a too"), (20, "b"), (30, "c")]


def test_a_timeout_is_virtual_too() -> None:
    async def main() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(600):
                await asyncio.Event().wait()
        return the_loop().time()

    assert run(main()) == 600


def test_years_pass_exactly() -> None:
    async def main() -> float:
        for _ in range(100):
            await asyncio.sleep(30 * 86400 + 0.1)
        return the_loop().time()

    assert run(main()) == pytest.approx(100 * (30 * 86400 + 0.1), abs=1e-3)


def test_a_deadlock_is_loud_and_names_who_waits() -> None:
    async def waits_for_nothing() -> None:
        await asyncio.Event().wait()

    async def main() -> None:
        task = asyncio.create_task(waits_for_nothing(), name="the-sleeper")
        await task

    with pytest.raises(
        Deadlock, match=r"the-sleeper in waits_for_nothing, .*test_virtual_time\.py"
    ) as caught:
        run(main())
    assert len(caught.value.pending) == 2


def test_a_held_loop_waits_for_a_real_thread_while_its_time_stands_still() -> None:
    async def main() -> tuple[float, list[str]]:
        loop, done, order = the_loop(), asyncio.Event(), list[str]()
        loop.call_later(5, order.append, "timer")
        with loop.hold():
            worker = threading.Thread(target=lambda: loop.call_soon_threadsafe(done.set))
            worker.start()
            await done.wait()
            order.append("thread")
        at = loop.time()
        await asyncio.sleep(5)
        worker.join()
        return at, order

    assert run(main()) == (0, ["thread", "timer"])


def test_an_executor_job_holds_the_loop_by_itself() -> None:
    started = threading.Event()

    async def main() -> tuple[str, float]:
        loop = the_loop()
        loop.call_later(1, started.set)  # must not come while the job runs
        answer = await asyncio.to_thread(lambda: "early" if started.is_set() else "in time")
        at = loop.time()
        await asyncio.sleep(1)
        return answer, at

    assert run(main()) == ("in time", 0)


def test_a_holder_that_never_lets_go_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(virtual_time, "PATIENCE", 0.05)

    async def main() -> None:
        with the_loop().hold():
            await asyncio.Event().wait()

    with pytest.raises(Deadlock, match="held for"):
        run(main())
