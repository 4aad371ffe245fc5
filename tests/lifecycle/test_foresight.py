"""What would fail is told before anything is made: each problem at its place, and nothing is changed."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from setpoint.certify.simulated.provided import provide_networks
from setpoint.certify.simulated.world import World
from setpoint.engine.requests.update import DEFAULTS
from setpoint.model.diagnostic import Diagnostic, Severity
from setpoint.model.errors import InvalidInput
from tests.lifecycle.kit import Life, complete, live

APP = """
parameters:
  count: {type: number, default: 3}
  image: {type: string, default: cirros}
resources:
  net: {type: OS::Neutron::Net}
  subnet: {type: OS::Neutron::Subnet, properties: {network: {get_resource: net}, cidr: 10.0.0.0/24}}
  servers:
    type: OS::Heat::ResourceGroup
    depends_on: subnet
    properties:
      count: {get_param: count}
      resource_def:
        type: OS::Nova::Server
        properties: {flavor: m1.nano, image: {get_param: image}, networks: [{network: {get_resource: net}}]}
"""


def life() -> Life:
    world = World(quotas={"servers": 5}, offers={"image": ["cirros"], "flavor": ["m1.nano"]})
    provide_networks(world)
    return Life(world=world)


async def troubles(one: Life, **parameters: Any) -> list[Diagnostic]:
    return list((await one.plan(APP, **parameters)).diagnostics)


def test_what_would_go_through_is_carried_out() -> None:
    async def scenario() -> None:
        one = life()
        assert await troubles(one) == []
        complete(await one.up(APP))
        one.check()

    live(scenario())


def test_the_first_over_a_quota_is_named() -> None:
    async def scenario() -> None:
        one = life()
        (found,) = await troubles(one, count=8)
        assert found.summary == "would fail at servers/5: 3 servers over quota (needs 8, 5 free)"
        assert found.detail == "0 of 5 are in use"
        assert found.place is not None
        assert found.place.file == "app.yaml"

    live(scenario())


def test_what_is_there_counts() -> None:
    async def scenario() -> None:
        one = life()
        complete(await one.up(APP))
        assert await troubles(one, count=5) == []
        (found,) = await troubles(one, count=6)
        assert found.address == "servers/5"

    live(scenario())


def test_a_name_of_nothing_is_told_with_what_was_meant() -> None:
    async def scenario() -> None:
        one = life()
        (found,) = await troubles(one, image="cirrus")
        assert found.summary == "would fail at servers/0: there is no image 'cirrus'"
        assert found.detail == "the same at servers/1, servers/2"
        assert found.advice == "did you mean 'cirros'?"

    live(scenario())


def test_nothing_is_made_of_a_plan_that_would_fail() -> None:
    async def scenario() -> None:
        one = life()
        with pytest.raises(InvalidInput, match="over quota"):
            await one.up(APP, count=8)
        assert one.records.stack("app") is None
        assert not [thing for thing in one.world.things.values() if thing.labels]

    live(scenario())


def test_it_is_carried_out_all_the_same_where_nobody_asks() -> None:
    async def scenario() -> None:
        one = life()
        options = msgspec.structs.replace(DEFAULTS, checks=False)
        result = await one.up(APP, options=options, count=6)
        assert any("quota" in str(failure) for failure in result.failures)

    live(scenario())


HIDDEN = """
parameters:
  image: {type: string, hidden: true, default: secret-cirro}
  key: {type: string, hidden: true, default: secret-key, constraints: [{custom_constraint: nova.keypair}]}
resources:
  server:
    type: OS::Nova::Server
    properties: {flavor: m1.nano, image: {get_param: image}, networks: [{allocate_network: none}]}
"""


def test_a_secret_that_names_nothing_is_not_shown() -> None:
    async def scenario() -> None:
        one = life()
        one.world.offers["image"] = ["secret-cirros"]
        told = [str(each) for each in (await one.plan(HIDDEN)).diagnostics]
        assert not any("secret" in each for each in told)
        assert "parameter 'key': there is no such thing (nova.keypair)" in told[0]
        assert "would fail at server: there is no image '******'" in told[1]

    live(scenario())


NESTED = """
resources:
  inner:
    type: OS::Heat::ResourceGroup
    properties: {count: 3, resource_def: {type: inner.yaml, properties: {image: cirrus}}}
"""
INNER = """
heat_template_version: 2021-04-16
parameters:
  image: {type: string, constraints: [{custom_constraint: glance.image}]}
resources:
  net: {type: OS::Neutron::Net}
"""


def test_parameters_of_nested_templates_are_asked_about_and_each_is_told_once() -> None:
    async def scenario() -> None:
        one = life()
        one.files["inner.yaml"] = INNER
        (found,) = (await one.plan(NESTED)).diagnostics
        assert found.summary == "parameter 'image': there is no image 'cirrus'"
        assert found.place is not None
        assert (found.place.file, found.place.line) == ("inner.yaml", 4)

    live(scenario())


UNHEARD_OF = """
parameters:
  share: {type: string, default: one, constraints: [{custom_constraint: manila.share_type}]}
resources:
  net: {type: OS::Neutron::Net, properties: {name: %s}}
"""


def test_what_no_cloud_can_answer_is_told_where_anything_is_done() -> None:
    async def scenario() -> None:
        one = life()
        (found,) = (await one.plan(UNHEARD_OF % "a")).diagnostics
        assert found.summary == "parameter 'share' was not checked: no cloud here knows of manila.share_type"
        assert found.severity is Severity.WARNING
        complete(await one.up(UNHEARD_OF % "a"))
        assert (await one.plan(UNHEARD_OF % "a")).diagnostics == ()

    live(scenario())
