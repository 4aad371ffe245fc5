"""A plan as plain data, for JSON: its rows in words, the categories of Heat's update preview, and every step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from setpoint.model.address import Address, name_of
from setpoint.model.plan import Plan
from setpoint.model.plan_rows import Row, What, rows, summary


def plan_plain(plan: Plan, stack_name: str) -> dict[str, Any]:
    """A plan as plain data: the rows in words, the categories of Heat's update preview, and every step.

    ``resource_changes`` follows the Heat API's ``stacks/{name}/{id}/preview``.
    """
    shown = rows(plan)
    return {
        "stack_name": stack_name,
        "stack_id": plan.stack,
        "stack_action": plan.action.value,
        "plan_id": plan.id,
        "revision": plan.revision,
        "parent_revision": plan.parent_revision,
        "made_at_sequence": plan.made_at,
        "summary": summary(plan, shown),
        "resource_changes": _as_heat_sorts_them(plan, shown),
        "changes": [_row_plain(row) for row in shown],
        "steps": msgspec.to_builtins(plan.steps),
        "diagnostics": msgspec.to_builtins(plan.diagnostics),
    }


def _row_plain(row: Row) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(row)
    del plain["type"], plain["address"]
    return {**_named(row.address, row.type), "sign": row.what.sign, **plain}


def _named(address: Address, type_name: str) -> dict[str, Any]:
    return {"resource_name": name_of(address), "address": address, "resource_type": type_name}


_HEAT = {
    "added": (What.CREATE, What.ADOPT),
    "deleted": (What.DELETE, What.FORGET),
    "replaced": (What.REPLACE,),
    "updated": (What.UPDATE, What.OPEN, What.EXPAND),
}


def _as_heat_sorts_them(plan: Plan, shown: Sequence[Row]) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: [_named(row.address, row.type) for row in shown if row.what in several]
        for name, several in _HEAT.items()
    }
    found["unchanged"] = [_named(one.address, one.type) for one in plan.unchanged]
    return found
