"""Groups and nested stacks are part of the one graph: scaled, replaced and read like everything else."""

from __future__ import annotations

from setpoint.model.plan import Deed
from tests.lifecycle.kit import Life, complete, deeds, live

GROUP = """
parameters:
  size: {type: number, default: 2}
  value: {type: string, default: v}
resources:
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: {get_param: size}
      resource_def:
        type: OS::Heat::TestResource
        properties: {value: {str_replace: {template: "$v-%index%", params: {$v: {get_param: value}}}}}
  reader:
    type: OS::Heat::TestResource
    properties: {value: {list_join: [",", {get_attr: [group, output]}]}}
"""


def test_members_are_resources_and_the_group_is_read_through_them() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(GROUP))
        assert set(life.recorded.addresses()) == {"group", "group/0", "group/1", "reader"}
        assert life.attributes("reader")["output"] == "v-0,v-1"
        assert (await life.plan(GROUP)).is_empty
        complete(await life.down())
        life.check()

    live(scenario())


def test_growing_makes_only_the_new_ones() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(GROUP))
        old = life.one("group/0")
        plan = await life.plan(GROUP, size=3)
        assert deeds(plan)[:2] == ["create group/2", "update group"]
        complete(await life.up(GROUP, size=3))
        assert life.one("group/0") == old
        assert life.attributes("reader")["output"] == "v-0,v-1,v-2"
        life.check()

    live(scenario())


def test_shrinking_deletes_after_the_readers_have_moved_on() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(GROUP))
        plan = await life.plan(GROUP, size=1)
        delete = next(step for step in plan.steps if step.deed is Deed.DELETE)
        reader = [step.id for step in plan.steps if step.address == "reader"]
        assert delete.address == "group/1"
        assert set(reader) <= set(delete.needs)
        complete(await life.up(GROUP, size=1))
        assert life.attributes("reader")["output"] == "v-0"
        life.check()

    live(scenario())


UNKNOWN_SIZE = """
parameters:
  size: {type: string, default: "2"}
resources:
  source: {type: OS::Heat::TestResource, properties: {value: {get_param: size}}}
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: {get_attr: [source, output]}
      resource_def: {type: OS::Heat::TestResource, properties: {value: "%index%"}}
  reader:
    type: OS::Heat::TestResource
    properties: {value: {list_join: [",", {get_attr: [group, output]}]}}
"""


def test_a_size_that_is_not_known_yet_is_planned_when_it_is() -> None:
    async def scenario() -> None:
        life = Life()
        plan = await life.plan(UNKNOWN_SIZE)
        assert deeds(plan) == ["create source", "expand group", "create reader"]
        complete(await life.up(UNKNOWN_SIZE))
        assert life.attributes("reader")["output"] == "0,1"
        assert (await life.plan(UNKNOWN_SIZE)).is_empty
        complete(await life.up(UNKNOWN_SIZE, size="3"))
        assert life.attributes("reader")["output"] == "0,1,2"
        complete(await life.up(UNKNOWN_SIZE, size="1"))
        assert life.attributes("reader")["output"] == "0"
        complete(await life.down())
        life.check()

    live(scenario())


def test_a_nested_template_is_planned_as_part_of_the_one_graph() -> None:
    nested = """heat_template_version: 2021-04-16
parameters:
  value: {type: string}
resources:
  inner: {type: OS::Heat::TestResource, properties: {value: {get_param: value}}}
outputs:
  result: {value: {get_attr: [inner, output]}}
"""
    template = """
resources:
  outer: {type: OS::Heat::TestResource, properties: {value: x}}
  nested: {type: lib/nested.yaml, properties: {value: {get_attr: [outer, output]}}}
  reader: {type: OS::Heat::TestResource, properties: {value: {get_attr: [nested, result]}}}
"""

    async def scenario() -> None:
        life = Life()
        life.files["lib/nested.yaml"] = nested
        plan = await life.plan(template)
        assert deeds(plan) == ["create outer", "create nested/inner", "create nested", "create reader"]
        complete(await life.up(template))
        assert life.attributes("reader")["output"] == "x"
        assert (await life.plan(template)).is_empty
        complete(await life.up(template.replace("value: x", "value: y")))
        assert life.attributes("reader")["output"] == "y"
        complete(await life.down())
        life.check()

    live(scenario())
