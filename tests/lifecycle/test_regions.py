"""One tree over two regions: one plan, one run, one rollback; nothing is confused between the two."""

from __future__ import annotations

import contextlib

from setpoint.engine.result import Verdict
from setpoint.model.incarnation import Incarnation
from setpoint.model.plan import Deed
from tests.lifecycle.kit import Life, complete, live

INNER = """
heat_template_version: 2021-04-16
parameters: {label: {type: string}, bad: {type: boolean, default: false}}
conditions: {bad: {get_param: bad}}
resources:
  net: {type: OS::Neutron::Net, properties: {name: {get_param: label}}}
  broken:
    type: OS::Neutron::Subnet
    condition: bad
    properties: {network: {get_resource: net}, cidr: 10.0.0.0/24, gateway_ip: 192.168.0.1}
outputs:
  net: {value: {get_resource: net}}
  name: {value: {get_attr: [net, name]}}
"""
APP = """
parameters:
  label: {type: string, default: one}
  there: {type: string, default: RegionTwo}
  bad: {type: boolean, default: false}
resources:
  near: {type: OS::Neutron::Net, properties: {name: near}}
  far:
    type: OS::Heat::Stack
    properties:
      template: {get_file: inner.yaml}
      context: {region_name: {get_param: there}}
      parameters: {label: {get_param: label}, bad: {get_param: bad}}
  after:
    type: OS::Heat::TestResource
    properties: {value: {get_attr: [far, outputs, name]}}
"""


def life() -> Life:
    one = Life()
    one.files = {"inner.yaml": INNER}
    return one


def names_in(one: Life, region: str) -> list[str]:
    world = one.world.regions[region] if region else one.world
    return sorted(thing.name for thing in world.of_type("OS::Neutron::Net") if thing.labels)


def net(one: Life) -> Incarnation:
    return one.one("far/net")


def test_each_resource_is_where_its_stack_says() -> None:
    async def scenario() -> None:
        app = life()
        complete(await app.up(APP))
        assert names_in(app, "") == ["near"]
        assert names_in(app, "RegionTwo") == ["one"]
        assert app.attributes("after")["output"] == "one"
        assert net(app).site.region == "RegionTwo"
        assert (await app.plan(APP)).is_empty
        app.check()
        complete(await app.down())
        assert names_in(app, "") == names_in(app, "RegionTwo") == []
        app.check()

    live(scenario())


def test_what_is_changed_is_changed_there() -> None:
    async def scenario() -> None:
        app = life()
        complete(await app.up(APP))
        before = net(app).physical_id
        complete(await app.up(APP, label="two"))
        assert names_in(app, "RegionTwo") == ["two"]
        assert net(app).physical_id == before

    live(scenario())


def test_another_region_is_another_thing() -> None:
    async def scenario() -> None:
        app = life()
        complete(await app.up(APP))
        plan = await app.plan(APP, there="RegionThree")
        step = next(one for one in plan.steps if one.address == "far/net" and one.deed is Deed.CREATE)
        assert [(one.property, one.old, one.new) for one in step.causes] == [
            ("context", "RegionTwo", "RegionThree")
        ]
        complete(await app.up(APP, there="RegionThree"))
        assert names_in(app, "RegionTwo") == []
        assert names_in(app, "RegionThree") == ["one"]
        app.check()

    live(scenario())


def test_one_rollback_for_both() -> None:
    async def scenario() -> None:
        app = life()
        complete(await app.up(APP))
        result = await app.up(APP.replace("name: near", "name: nearer"), rollback=True, label="two", bad=True)
        assert result.verdict is Verdict.ROLLED_BACK
        assert names_in(app, "") == ["near"]
        assert names_in(app, "RegionTwo") == ["one"]
        app.check()

    live(scenario())


def test_after_a_crash_what_was_made_there_is_found_there() -> None:
    async def scenario(commit: int) -> bool:
        app = life()
        fragile = app.crash_at(commit, after=True)
        with contextlib.suppress(BaseException):  # a crash comes in groups
            await app.up(APP)
        reached = fragile.commits > commit
        again = app.restarted()
        again.files = app.files
        complete(await again.up(APP))
        assert names_in(again, "RegionTwo") == ["one"]
        again.check()
        return reached

    commit = 0
    while live(scenario(commit)):
        commit += 1
    assert commit > 5
