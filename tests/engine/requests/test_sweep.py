from __future__ import annotations

import pytest

from setpoint.certify.simulated.accidents import drift, vanish
from setpoint.engine.requests.sweep import rollback, sweep
from setpoint.engine.result import Verdict
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Action, Status
from tests.lifecycle.kit import Life, complete, live

APP = """
resources:
  net: {type: OS::Neutron::Net}
  subnet: {type: OS::Neutron::Subnet, properties: {network: {get_resource: net}, cidr: 10.0.0.0/24}}
  server:
    type: OS::Nova::Server
    depends_on: subnet
    properties:
      flavor: m1.small
      image: jammy
      networks: [{network: {get_resource: net}}]
  note: {type: OS::Heat::TestResource, properties: {value: {get_resource: server}}}
"""


def test_suspend_and_resume_reach_what_can_sleep_and_mark_the_rest() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(APP))
        complete(await sweep(life.engine, "app", Action.SUSPEND))
        assert life.stack().action is Action.SUSPEND
        server = life.one("server")
        assert life.world.things[server.physical_id].status == "SUSPENDED"
        assert {one.action for one in life.recorded} == {Action.SUSPEND}
        complete(await sweep(life.engine, "app", Action.RESUME))
        assert life.world.things[server.physical_id].status == "ACTIVE"
        life.check()

    live(scenario())


def test_what_was_seen_on_waking_is_recorded() -> None:
    """As a process has another pid afterwards."""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(APP))
        complete(await sweep(life.engine, "app", Action.SUSPEND))
        drift(life.world, life.one("server").physical_id, metadata={"by": "hand"})
        complete(await sweep(life.engine, "app", Action.RESUME))
        assert life.one("server").seen["metadata"] == {"by": "hand"}

    live(scenario())


def test_check_finds_what_vanished_and_the_next_update_makes_it_again() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(APP))
        before = life.one("server").physical_id
        vanish(life.world, before)
        result = await sweep(life.engine, "app", Action.CHECK)
        assert result.verdict is Verdict.FAILED
        assert life.stack().status is Status.FAILED
        assert (life.one("server").status, life.one("net").status) == (Status.FAILED, Status.COMPLETE)
        complete(await life.up(APP))
        assert life.one("server").physical_id != before
        life.check()

    live(scenario())


def test_rollback_goes_to_the_revision_before() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(APP))
        complete(await life.up(APP.replace("  note:", "  other:")))
        result = await rollback(life.engine, "app")
        assert result.verdict is Verdict.ROLLED_BACK
        assert set(life.recorded.addresses()) == {"net", "subnet", "server", "note"}
        assert life.stack().revision == 1
        life.check()

    live(scenario())


def test_rollback_passes_over_revisions_that_failed() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(APP))
        failing = APP.replace("note: {", "note: {depends_on: net, ").replace("{value:", "{fail: true, value:")
        assert (await life.up(failing)).verdict is Verdict.FAILED
        complete(await life.up(APP.replace("  note:", "  other:")))
        assert (await rollback(life.engine, "app")).verdict is Verdict.ROLLED_BACK
        assert life.stack().revision == 1
        assert set(life.recorded.addresses()) == {"net", "subnet", "server", "note"}
        life.check()

    live(scenario())


def test_rollback_of_the_first_good_revision_is_refused() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(APP))
        complete(await life.up(APP.replace("  note:", "  other:")))
        await rollback(life.engine, "app")
        with pytest.raises(InvalidInput, match="no good revision before"):
            await rollback(life.engine, "app")
        assert len(life.recorded) == 4
        assert life.stack().status is Status.COMPLETE
        complete(await life.up(APP))
        life.check()

    live(scenario())
