"""The deeds: what each does on a driver, and what is recorded before and after it.

A deed begins (with what goes into the journal before the call), and lands (with what was made of it). Everything in
between - commits, widths, retries, waiting - is the run's, and the same for all. A new deed is two functions, and a
line in each of the tables here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from setpoint.engine.executor.deeds import changing, making, removing, settling, sweeping
from setpoint.engine.executor.ground import Ground
from setpoint.engine.executor.progress import Key
from setpoint.engine.executor.task import Landed, Task
from setpoint.model.incarnation import Action
from setpoint.model.plan import Deed, Step

Begin = Callable[[Ground, Key, Step], Task | None]
"""Records the intent and gives the task; None when there is nothing to call: everything is recorded already."""

Land = Callable[[Ground, Task, Landed], None]
"""Records what was made."""

BEGIN: Mapping[Deed, Begin] = {
    Deed.CREATE: making.begin_create,
    Deed.ADOPT: making.begin_adopt,
    Deed.UPDATE: changing.begin_update,
    Deed.LET_GO: changing.begin_let_go,
    Deed.RECORD: changing.begin_record,
    Deed.DELETE: removing.begin_delete,
    Deed.FORGET: removing.begin_forget,
    Deed.SETTLE: settling.begin_settle,
    Deed.CHECK: sweeping.begin_check,
    Deed.SUSPEND: sweeping.begin_sleep(Action.SUSPEND, "suspend"),
    Deed.RESUME: sweeping.begin_sleep(Action.RESUME, "resume"),
    Deed.SNAPSHOT: sweeping.begin_snapshot,
    Deed.RESTORE: sweeping.begin_restore,
}

LAND: Mapping[Deed, Land] = {
    Deed.CREATE: making.land_create,
    Deed.ADOPT: making.land_create,
    Deed.UPDATE: changing.land_update,
    Deed.LET_GO: changing.land_let_go,
    Deed.DELETE: removing.land_delete,
    Deed.SETTLE: settling.land_settle,
    Deed.CHECK: sweeping.land_check,
    Deed.SUSPEND: sweeping.land_sleep,
    Deed.RESUME: sweeping.land_sleep,
    Deed.SNAPSHOT: sweeping.land_sleep,
    Deed.RESTORE: making.land_create,
}
