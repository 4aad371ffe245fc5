"""Changing a stack: in place where the type can, replaced where it cannot, and only what must be."""

from __future__ import annotations

import pytest

from setpoint.model.address import Address
from setpoint.model.change import Change
from setpoint.model.incarnation import Phase
from setpoint.model.plan import Deed
from tests.lifecycle.kit import Life, complete, deeds, live, until_killed

PAIR = """
parameters:
  value: {type: string, default: one}
  fixed: {type: string, default: a}
resources:
  first:
    type: OS::Heat::TestResource
    properties: {value: {get_param: value}, update_replace_value: {get_param: fixed}}
  second:
    type: OS::Heat::TestResource
    properties: {value: {get_attr: [first, output]}}
  bystander: {type: OS::Heat::TestResource}
"""


def test_an_in_place_update_reaches_those_who_read_it() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(PAIR))
        first, bystander = life.one("first"), life.one("bystander")
        plan = await life.plan(PAIR, value="two")
        assert deeds(plan) == ["update first", "guard second", "update second"]
        complete(await life.up(PAIR, value="two"))
        assert life.one("first").id == first.id
        assert life.attributes("second")["output"] == "two"
        assert life.one("bystander") == bystander
        life.check()

    live(scenario())


def test_a_replacement_is_made_before_the_old_one_goes() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(PAIR))
        old = life.one("first")
        plan = await life.plan(PAIR, fixed="b")
        create = next(step for step in plan.steps if step.deed is Deed.CREATE)
        delete = next(step for step in plan.steps if step.deed is Deed.DELETE)
        assert create.causes[0].property == "update_replace_value"
        assert create.causes[0].cost is Change.REPLACE
        assert create.id in delete.needs
        complete(await life.up(PAIR, fixed="b"))
        assert life.one("first").physical_id != old.physical_id
        assert len(life.recorded.at(Address("first"))) == 1
        life.check()

    live(scenario())


def test_what_leaves_the_template_is_deleted_after_those_who_used_it() -> None:
    both = """
resources:
  used: {type: OS::Heat::TestResource}
  user: {type: OS::Heat::TestResource, properties: {value: {get_resource: used}}}
  other: {type: OS::Heat::TestResource}
"""
    neither = """
resources:
  other: {type: OS::Heat::TestResource}
"""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(both))
        plan = await life.plan(neither)
        by_address = {str(step.address): step for step in plan.steps}
        assert set(deeds(plan)) == {"delete used", "delete user"}
        assert by_address["user"].id in by_address["used"].needs
        complete(await life.up(neither))
        assert set(life.recorded.addresses()) == {"other"}
        life.check()

    live(scenario())


def test_a_user_that_stays_lets_go_before_the_used_one_is_deleted() -> None:
    before = """
resources:
  used: {type: OS::Heat::TestResource}
  user: {type: OS::Heat::TestResource, properties: {value: {get_resource: used}}}
"""
    after = """
resources:
  user: {type: OS::Heat::TestResource, properties: {value: alone}}
"""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(before))
        plan = await life.plan(after)
        assert deeds(plan) == ["update user", "delete used"]
        assert plan.steps[1].needs == (plan.steps[0].id,)
        complete(await life.up(after))
        life.check()

    live(scenario())


def test_upstream_replacement_is_named_as_the_cause() -> None:
    template = """
parameters:
  cidr: {type: string, default: 10.0.0.0/24}
resources:
  net: {type: OS::Neutron::Net}
  subnet:
    type: OS::Neutron::Subnet
    properties: {network: {get_resource: net}, cidr: {get_param: cidr}}
  port:
    type: OS::Neutron::Port
    properties: {network: {get_resource: net}, fixed_ips: [{subnet: {get_resource: subnet}}]}
"""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(template))
        plan = await life.plan(template, cidr="10.1.0.0/24")
        port = next(step for step in plan.steps if step.address == "port")
        assert port.deed is Deed.GUARD
        assert port.causes[0].upstream == "subnet"
        assert port.waits_for == ("subnet",)
        complete(await life.up(template, cidr="10.1.0.0/24"))
        assert life.one("port").attributes["fixed_ips"][0]["ip_address"].startswith("10.1.0.")
        life.check()

    live(scenario())


def test_a_guard_that_finds_nothing_changed_changes_nothing() -> None:
    template = """
parameters:
  value: {type: string, default: one}
resources:
  first: {type: OS::Heat::TestResource, properties: {value: {get_param: value}, client_name: same}}
  second:
    type: OS::Heat::TestResource
    properties:
      update_replace_value:
        str_replace: {template: kept, params: {$x: {get_attr: [first, output]}}}
"""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(template))
        second = life.one("second")
        plan = await life.plan(template, value="two")
        assert deeds(plan) == ["update first", "guard second", "create second", "delete second"]
        complete(await life.up(template, value="two"))
        assert life.one("second") == second
        life.check()

    live(scenario())


def test_a_guard_that_finds_a_change_replaces() -> None:
    template = """
parameters:
  value: {type: string, default: one}
resources:
  first: {type: OS::Heat::TestResource, properties: {value: {get_param: value}}}
  second:
    type: OS::Heat::TestResource
    properties: {update_replace_value: {get_attr: [first, output]}}
"""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(template))
        second = life.one("second")
        complete(await life.up(template, value="two"))
        assert life.one("second").physical_id != second.physical_id
        assert [one.phase for one in life.recorded.at(Address("second"))] == [Phase.CURRENT]
        life.check()

    live(scenario())


def test_retained_resources_are_left_and_forgotten() -> None:
    template = """
resources:
  kept: {type: OS::Neutron::Net, deletion_policy: Retain}
  gone: {type: OS::Neutron::Net}
"""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(template))
        kept = life.one("kept").physical_id
        complete(await life.down())
        assert [thing.id for thing in life.world.things.values()] == [kept]

    live(scenario())


SERVER = """
resources:
  server:
    type: OS::Nova::Server
    deletion_policy: POLICY
    properties: {flavor: m1.small, image: jammy, networks: [{allocate_network: none}]}
"""


def test_what_a_delete_leaves_behind_is_removed_when_the_thing_is_gone() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SERVER.replace("POLICY", "Delete")))
        server = life.one("server").physical_id
        complete(await life.down())
        verbs = [call.verb for call in life.world.calls if call.subject == server]
        last = verbs[verbs.index("delete") :]
        assert last[0] == "delete"
        assert last[-1] == "go_on"
        assert not life.world.things

    live(scenario())


@pytest.mark.parametrize("after", (False, True), ids=["before", "after"])
def test_killed_at_any_commit_of_it_a_delete_carries_on(*, after: bool) -> None:
    async def scenario(commit: int) -> bool:
        life = Life()
        complete(await life.up(SERVER.replace("POLICY", "Snapshot")))
        fragile = life.crash_at(commit, after=after)
        if not await until_killed(life.down()):
            return fragile.commits > commit
        life = life.restarted()
        complete(await life.down())
        assert [thing.type for thing in life.world.things.values()] == ["image"], "saved once, and gone"
        return True

    commit = 0
    while live(scenario(commit)):
        commit += 1
    assert commit > 3


CONSOLES = """
resources:
  server:
    type: OS::Nova::Server
    properties: {flavor: m1.small, image: jammy, networks: [{allocate_network: none}]}
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: 2
      resource_def:
        type: OS::Nova::Server
        properties: {flavor: m1.small, image: jammy, networks: [{allocate_network: none}]}
outputs:
  console: {value: {get_attr: [server, console_urls, novnc]}}
  consoles: {value: {get_attr: [group, console_urls]}}
  name: {value: {get_attr: [server, name]}}
"""


def test_what_does_not_last_is_told_for_outputs_and_not_recorded() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(CONSOLES))
        found = {name: one["value"] for name, one in life.stack().outputs.items()}
        assert found["console"].startswith("http://console")
        assert len({found["console"], *(one["novnc"] for one in found["consoles"])}) == 3
        assert found["name"] == life.one("server").attributes["name"]
        assert "console_urls" not in life.one("server").attributes
        assert [call.verb for call in life.world.calls].count("tell") == 3

    live(scenario())
