"""What is shown of a stack is true of one moment, while whoever drives it writes."""

from __future__ import annotations

from typing import Any

import msgspec

from setpoint.api.heat.views import find
from setpoint.engine.requests.submitting import ask_to_delete
from setpoint.model.incarnation import Action, Status
from setpoint.store.records import Batch
from tests.lifecycle.kit import Life, complete, live


class Overtaking:
    """Records in which a request is taken up just after the first look at the stack, or at what was asked of it."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._taken_up = False

    def __getattr__(self, name: str) -> Any:
        def looked(*what: Any) -> Any:
            found = getattr(self._life.records, name)(*what)
            self._take_up()
            return found

        return looked

    def _take_up(self) -> None:
        """As whoever carries it out does: the stack is in progress with the commit that answers the request."""
        if self._taken_up:
            return
        self._taken_up = True
        stack, (request,) = self._life.stack(), self._life.records.requests(self._life.stack().id)
        begun = msgspec.structs.replace(stack, action=Action.DELETE, status=Status.IN_PROGRESS)
        lease = self._life.records.lease(stack.id)
        self._life.records.commit_now(Batch(stack.id, lease.epoch).put_stack(begun).answered(request.number))
        lease.release()


def test_a_stack_is_not_at_rest_while_a_request_is_taken_up() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up("resources:\n  net: {type: OS::Neutron::Net}\n"))
        await ask_to_delete(life.engine, life.stack())
        engine = life.engine
        engine.records = Overtaking(life)
        view = find(engine, life.records.stack("app").id)
        assert view is not None
        assert (view.action, view.status) == (Action.DELETE, Status.IN_PROGRESS)

    live(scenario())
