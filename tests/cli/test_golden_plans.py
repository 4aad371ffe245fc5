"""Plans as people read them, in files: what the planner decides, in the words of the one renderer.

``tests/golden/plans/NAME.txt`` is the plan from ``NAME.before.yaml`` (none: a new stack) to ``NAME.after.yaml`` (none:
its deletion); ``NAME.lib.yaml`` is a nested template, and ``NAME.failed.yaml`` was tried and failed in between. After a
change that is meant, write them anew with ``GOLDEN=write pytest tests/cli/test_golden_plans.py``.
"""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from setpoint.certify.simulated.accidents import break_down, drift, vanish
from setpoint.engine.requests.preview import preview
from setpoint.model.address import Address
from setpoint.model.incarnation import Action
from setpoint.model.plan import Plan
from setpoint.model.plan_text import plan_text
from setpoint.model.stack import Adjustment
from setpoint.store.records import Batch
from tests.lifecycle.kit import Life, complete, live

GOLDEN = Path(__file__).parent.parent / "golden" / "plans"
NAMES = sorted({path.name.split(".")[0] for path in GOLDEN.iterdir()})


async def _hurt(life: Life) -> None:
    vanish(life.world, life.one("lost").physical_id)
    break_down(life.world, life.one("port").physical_id, "the host is down")
    drift(life.world, life.one("bent").physical_id, name="renamed by hand")


async def _scale(life: Life) -> None:
    lease = life.records.lease(life.stack().id)
    assert lease is not None
    scaled = Adjustment(Address("web"), "count", 4, base=2, by="a person")
    await life.records.commit(Batch(life.stack().id, lease.epoch).adjust(scaled))
    lease.release()


async def _fail(life: Life) -> None:
    result = await life.up(_template("taken-back", "failed"))
    assert [one.address for one in result.failures] == ["second"]


BETWEEN: dict[str, Callable[[Life], Awaitable[None]]] = {
    "adjusted": _scale,
    "taken-back": _fail,
    "unhealthy": _hurt,
}
"""What happens between the two templates."""


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_reads_as_it_is_meant_to(name: str) -> None:
    text = plan_text(live(_plan(name)), "app")
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(text)
    assert text == golden.read_text()


async def _plan(name: str) -> Plan:
    life = Life()
    life.files = {"lib.yaml": _template(name, "lib")}
    before, after = _template(name, "before"), _template(name, "after")
    if before:
        complete(await life.up(before))
        if name in BETWEEN:
            await BETWEEN[name](life)
    if after:
        return await life.plan(after)
    return (await preview(life.engine, life.stack(), None, Action.DELETE)).plan


def _template(name: str, when: str) -> str:
    path = GOLDEN / f"{name}.{when}.yaml"
    return path.read_text() if path.exists() else ""
