"""The hard cases, each decided once: adjustments, consent, batches, lost answers, patience, secrets."""

from __future__ import annotations

import msgspec
import pytest

from setpoint.certify.simulated.cloud import SimulatedCloud
from setpoint.certify.simulated.faults import Fault, Faults
from setpoint.certify.simulated.timings import Timings
from setpoint.engine.clouds import Clouds
from setpoint.engine.requests.surgery import bind, forget
from setpoint.engine.requests.update import Options
from setpoint.engine.result import Verdict
from setpoint.model.address import Address
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Phase, Status
from setpoint.model.plan import Deed, Plan
from setpoint.model.stack import Adjustment
from setpoint.store.records import Batch
from tests.lifecycle.kit import Life, complete, deeds, live

GROUP = """
parameters:
  size: {type: number, default: 2}
  flavor: {type: string, default: m1.small}
resources:
  group:
    type: OS::Heat::ResourceGroup
    update_policy: {rolling_update: {max_batch_size: 2, pause_time: 30}}
    properties:
      count: {get_param: size}
      resource_def: {type: OS::Cinder::Volume, properties: {size: 1, availability_zone: {get_param: flavor}}}
"""


async def _adjust(life: Life, adjustment: Adjustment) -> None:
    lease = life.records.lease(life.stack().id)
    assert lease is not None
    await life.records.commit(Batch(life.stack().id, lease.epoch).adjust(adjustment))
    lease.release()


def test_an_adjustment_outlives_updates_until_the_template_itself_changes_that_value() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(GROUP))
        await _adjust(life, Adjustment(Address("group"), "count", 4, base=2, by="a person"))
        complete(await life.up(GROUP))
        assert len([one for one in life.recorded if not one.composite]) == 4
        assert (await life.plan(GROUP)).is_empty
        complete(await life.up(GROUP, size=3))
        assert len([one for one in life.recorded if not one.composite]) == 3
        life.check()

    live(scenario())


def test_a_rolling_update_goes_batch_by_batch_with_pauses() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(GROUP, size=6))
        plan = await life.plan(GROUP, size=6, flavor="other")
        pauses = [step for step in plan.steps if step.deed is Deed.PAUSE]
        assert [step.seconds for step in pauses] == [30, 30]
        began = life.engine.now()
        complete(await life.up(GROUP, size=6, flavor="other"))
        assert life.engine.now() - began >= 60
        life.check()

    live(scenario())


EXPANDING = """
parameters:
  size: {type: string, default: "3"}
resources:
  source: {type: OS::Heat::TestResource, properties: {value: {get_param: size}}}
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: {get_attr: [source, output]}
      resource_def: {type: OS::Cinder::Volume, properties: {size: 1}}
"""


def test_an_expansion_that_would_delete_stops_for_consent() -> None:
    async def refuse(_plan: Plan) -> bool:
        return False

    async def scenario() -> None:
        life = Life()
        complete(await life.up(EXPANDING))
        result = await life.up(EXPANDING, options=Options(approve=refuse), size="1")
        assert result.verdict is Verdict.FAILED
        assert "would delete group/" in result.failures[0].summary
        assert len([one for one in life.recorded if one.type == "OS::Cinder::Volume"]) == 3
        complete(await life.up(EXPANDING, size="1"))
        assert len([one for one in life.recorded if one.type == "OS::Cinder::Volume"]) == 1
        life.check()

    live(scenario())


def test_a_saved_plan_is_carried_out_or_refused_as_stale() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(GROUP))
        saved = await life.plan(GROUP, size=3)
        complete(await life.up(GROUP, size=3, options=Options(expected=saved)))
        with pytest.raises(InvalidInput, match="stale"):
            await life.up(GROUP, size=3, options=Options(expected=saved))
        assert len([one for one in life.recorded if not one.composite]) == 3
        life.check()

    live(scenario())


NET = "resources:\n  net: {type: OS::Neutron::Net}\n"


def test_a_create_whose_answer_was_lost_is_found_and_not_repeated() -> None:
    async def scenario() -> None:
        life = Life(faults=Faults())
        life.faults.on("create", Fault.LOST, type="OS::Neutron::Net")
        complete(await life.up(NET))
        assert len([thing for thing in life.world.things.values() if thing.labels]) == 1
        life.check()

    live(scenario())


def _unfindable(life: Life) -> None:
    """Let nets carry no token."""
    life.cloud = SimulatedCloud(
        life.world, faults=life.faults, timings=life.timings, unfindable=["OS::Neutron::Net"]
    )
    life.engine.clouds = Clouds([life.cloud, life.builtin])


def test_what_carries_no_token_is_never_made_blindly_a_second_time() -> None:
    async def scenario() -> None:
        life = Life(faults=Faults())
        _unfindable(life)
        life.faults.on("create", Fault.LOST, type="OS::Neutron::Net")
        for _ in range(2):
            result = await life.up(NET)
            assert result.verdict is Verdict.FAILED
            assert "perhaps made" in result.failures[0].summary
        made = [thing.id for thing in life.world.things.values() if thing.labels]
        assert len(made) == 1
        await bind(life.engine, "app", Address("net"), made[0])
        complete(await life.up(NET))
        assert life.one("net").physical_id == made[0]
        life.check()

    live(scenario())


def test_what_was_perhaps_made_can_be_forgotten_and_made_again() -> None:
    async def scenario() -> None:
        life = Life(faults=Faults())
        _unfindable(life)
        life.faults.on("create", Fault.CUT, type="OS::Neutron::Net")
        assert (await life.up(NET)).verdict is Verdict.FAILED
        await forget(life.engine, "app", Address("net"))
        complete(await life.up(NET))
        life.check()

    live(scenario())


def test_a_cloud_that_asks_for_patience_is_given_fewer_calls_at_once() -> None:
    nets = "resources:\n" + "".join(f"  n{n}: {{type: OS::Neutron::Net}}\n" for n in range(64))

    async def scenario() -> None:
        life = Life(faults=Faults(bears=8), timings=Timings(latency=0.1, pace=0))
        complete(await life.up(nets))
        late = [call for call in life.world.calls if call.verb == "create"][-20:]
        refused = [call for call in late if "429" in str(call)]
        assert len(refused) <= len(late) // 2
        life.check()

    live(scenario())


def test_a_step_that_takes_too_long_fails_and_is_told() -> None:
    template = "resources:\n  slow: {type: OS::Heat::TestResource, properties: {wait_secs: 900}}\n"

    async def scenario() -> None:
        life = Life()
        result = await life.up(template, options=Options(step_timeout=60))
        assert result.verdict is Verdict.FAILED
        assert "not done within 60 s" in result.failures[0].summary
        assert life.one("slow").status is Status.FAILED
        complete(await life.up(template.replace("900", "1")))
        life.check()

    live(scenario())


def test_a_failed_replacement_leaves_the_old_one_standing() -> None:
    template = """
parameters:
  zone: {type: string, default: a}
resources:
  volume: {type: OS::Cinder::Volume, properties: {size: 1, availability_zone: {get_param: zone}}}
"""

    async def scenario() -> None:
        life = Life(faults=Faults())
        complete(await life.up(template))
        old = life.one("volume").physical_id
        life.faults.on("create", Fault.ERROR, type="OS::Cinder::Volume")
        result = await life.up(template, zone="b")
        assert result.verdict is Verdict.FAILED
        phases = {one.physical_id: one.phase for one in life.recorded.at(Address("volume"))}
        assert phases[old] is Phase.CURRENT
        assert sorted(phases.values()) == [Phase.CURRENT, Phase.HALF_MADE]
        back = await life.plan(template)
        assert deeds(back) == ["delete volume"]
        complete(await life.up(template))
        assert life.one("volume").physical_id == old
        life.check()

    live(scenario())


def test_secrets_are_never_written_in_clear() -> None:
    template = """
parameters:
  password: {type: string, hidden: true}
resources:
  holder: {type: OS::Heat::TestResource, properties: {value: {get_param: password}}}
  random: {type: OS::Heat::RandomString}
  joined:
    type: OS::Heat::TestResource
    properties: {value: {list_join: ["-", [{get_attr: [random, value]}, {get_attr: [holder, output]}]]}}
outputs:
  both: {value: {get_attr: [joined, output]}}
"""

    async def scenario() -> None:
        life = Life()
        preview = await life.preview(template, password="correct horse")
        result = complete(await life.up(template, password="correct horse"))
        random = life.attributes("random")["value"].reveal()
        shown = result.stack.outputs["both"]["value"]
        assert shown.reveal() == f"{random}-correct horse"
        told = [str(event) for event in life.events] + [str(msgspec.json.encode(preview.plan, enc_hook=repr))]
        told += [repr(life.recorded.current(Address(name))) for name in ("holder", "random", "joined")]
        for text in told:
            assert "correct horse" not in text
            assert random not in text
        life.check()

    live(scenario())
