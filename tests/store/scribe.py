"""A process that writes: makes a stack, takes its lease, and commits whole batches from several tasks at once.

``scribe.py HOME NAME COUNT`` prints the number of each batch when it is durable, and ends after COUNT batches. Batch
number n is a journal entry, an incarnation with a secret, and two events, all of which bear the n.
"""

import asyncio
import sys
from pathlib import Path

from setpoint.model.journal import Mark
from setpoint.model.plan import PlanId
from setpoint.model.stack import StackId
from setpoint.model.value import Sensitive
from setpoint.store import open_store
from setpoint.store.records import Batch, Lease, Records
from tests.store.values import a_plan, a_stack, an_entry, an_event, an_incarnation, begin, write

TASKS = 8


def batch(lease: Lease, number: int) -> Batch:
    plan = PlanId(f"plan {lease.stack}")
    one = an_incarnation(
        number, physical_id=str(number), properties={"password": Sensitive(f"secret {number}")}
    )
    return (
        Batch(lease.stack, lease.epoch)
        .journal(an_entry(number, Mark.STARTED, plan))
        .put(one)
        .log(an_event(f"{number} begun", lease.stack))
        .log(an_event(f"{number} done", lease.stack))
    )


async def commit_all(records: Records, lease: Lease, count: int) -> None:
    numbers = iter(range(count))

    async def commit() -> None:
        for number in numbers:
            await records.commit(batch(lease, number))
            print(number, flush=True)  # noqa: T201 - this is what it is for

    await asyncio.gather(*(commit() for _ in range(TASKS)))


def main(home: str, name: str, count: int) -> None:
    with open_store(Path(home)) as store:
        records, lease = begin(store, a_stack(StackId(name), name))
        plan = a_plan(PlanId(f"plan {name}"), count, StackId(name))
        write(records, lease, lambda batch: batch.put_plan(plan))
        asyncio.run(commit_all(records, lease, count))
        lease.release()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
