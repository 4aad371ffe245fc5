"""What is written of an incarnation by whoever works on it."""

from setpoint.engine.executor.ledger import Ledger
from setpoint.engine.world import World
from setpoint.model.address import Address
from setpoint.model.incarnation import Incarnation, IncarnationId, Phase, Status
from setpoint.model.signal import Signal
from setpoint.model.stack import StackId
from setpoint.store import open_store
from tests.lifecycle.kit import PROJECT


def test_who_works_on_a_handle_does_not_undo_what_it_was_signalled_meanwhile() -> None:
    handle = Incarnation(
        IncarnationId("one"),
        Address("handle"),
        "OS::Heat::WaitConditionHandle",
        Phase.CURRENT,
        physical_id="h",
    )
    world = World([handle])
    ledger = Ledger(open_store(None).project(PROJECT), StackId("app"), 1, world, lambda: 5.0)
    came = {"1": Signal(data="x")}
    ledger.put(handle, tell=False, signals=came)
    landed = ledger.become_current(handle, status=Status.COMPLETE, reason="checked")
    assert landed.signals == came
    assert world[handle.id].signals == came
    assert [one.signals for verb, one in ledger.batch.writes if verb == "put"] == [came, came]  # type: ignore[attr-defined]
