"""What to do: ``(revision, adjustments, recorded, observed, catalogue) -> Plan``.

A pure function. The plan is immutable and printable, names the state that it was made from, and holds every
choice: the executor makes none. What cannot be known yet is carried as guarded or expanding steps.

Called by the engine's converge and requests, and by the executor's caller when a subtree expands. Must not
know the executor, the store, a clock or a cloud.

``descend`` decides (``decide``) for every definition from the top of the tree; ``drafting`` turns decisions into steps;
``deletes`` orders what goes; ``lint`` refuses what cannot be carried out. ``sweep`` plans what touches every
resource alike (suspend, check, snapshot), ``removal`` what takes one nested stack away.
"""

from setpoint.engine.planner.plan import plan_subtree, plan_towards, plan_with_values
from setpoint.engine.planner.planning import Situation
from setpoint.engine.planner.removal import plan_removal
from setpoint.engine.planner.sweep import plan_sweep

__all__ = ["Situation", "plan_removal", "plan_subtree", "plan_sweep", "plan_towards", "plan_with_values"]
