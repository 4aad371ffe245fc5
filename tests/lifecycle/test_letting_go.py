"""What stays lets go of what must be deleted first, and takes hold of what takes its place.

Neutron refuses to remove a router interface while a floating IP is reached through it, a subnet while a port has an
address of it, and two subnets with the same addresses on one router.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from setpoint.certify.simulated.faults import Fault, Faults
from setpoint.certify.simulated.provided import provide_networks
from setpoint.certify.simulated.world import World as Cloud
from setpoint.engine.requests.signalling import signal
from setpoint.engine.requests.surgery import mark_unhealthy
from setpoint.model.address import Address
from setpoint.model.incarnation import Incarnation
from setpoint.model.plan import Deed, Plan
from tests.lifecycle.kit import Life, complete, deeds, live, until_killed

ROUTED = """
parameters:
  router: {type: string, default: first}
  net: {type: string, default: net}
  cidr: {type: string, default: 10.9.0.0/24}
  image: {type: string, default: jammy}
conditions:
  second: {equals: [{get_param: router}, second]}
  other: {equals: [{get_param: net}, other]}
resources:
  net: {type: OS::Neutron::Net}
  other: {type: OS::Neutron::Net}
  sub:
    type: OS::Neutron::Subnet
    properties:
      network: {if: [other, {get_resource: other}, {get_resource: net}]}
      cidr: {get_param: cidr}
  first: {type: OS::Neutron::Router, properties: {external_gateway_info: {network: public}}}
  second: {type: OS::Neutron::Router, properties: {external_gateway_info: {network: public}}}
  joined:
    type: OS::Neutron::RouterInterface
    properties:
      router: {if: [second, {get_resource: second}, {get_resource: first}]}
      subnet: {get_resource: sub}
"""

PORT = """
  port:
    type: OS::Neutron::Port
    properties:
      network: {if: [other, {get_resource: other}, {get_resource: net}]}
      fixed_ips: [{subnet: {get_resource: sub}, ip_address: 10.9.0.7}]
  server:
    type: OS::Nova::Server
    properties: {flavor: small, image: {get_param: image}, networks: [{port: {get_resource: port}}]}
"""

FLOATING = """
  address:
    type: OS::Neutron::FloatingIP
    depends_on: joined
    properties: {floating_network: public, port_id: {get_resource: port}}
"""

ASSOCIATED = """
  address: {type: OS::Neutron::FloatingIP, properties: {floating_network: public}}
  associated:
    type: OS::Neutron::FloatingIPAssociation
    depends_on: joined
    properties: {floatingip_id: {get_resource: address}, port_id: {get_resource: port}}
"""

ATTACHED = """
  disk: {type: OS::Cinder::Volume, properties: {size: 1}}
  attached:
    type: OS::Cinder::VolumeAttachment
    properties: {instance_uuid: {get_resource: server}, volume_id: {get_resource: disk}}
"""

NIC = """
  server:
    type: OS::Nova::Server
    properties: {flavor: small, image: {get_param: image}, networks: [{subnet: {get_resource: sub}}]}
"""


def _life() -> Life:
    cloud = Cloud()
    provide_networks(cloud)
    return Life(world=cloud, faults=Faults())


async def _reached(life: Life, template: str, **parameters: Any) -> None:
    """All is as wanted, and the floating IP leads to the port through the interface."""
    assert (await life.plan(template, **parameters)).is_empty
    floating = life.world[life.one("address").physical_id]
    assert floating.state["port"] == life.one("port").physical_id
    assert life.one("joined").physical_id in floating.bonds
    life.check()


REPLACED = {"joined": ["joined"], "sub": ["sub", "joined"], "first": ["first", "joined"]}
"""What is replaced when one is unhealthy."""


@pytest.mark.parametrize("reaches", (FLOATING, ASSOCIATED), ids=("port_id", "association"))
@pytest.mark.parametrize("unhealthy", REPLACED)
def test_what_leads_to_a_port_is_replaced_and_the_address_stays(unhealthy: str, reaches: str) -> None:
    template = ROUTED + PORT + reaches

    async def scenario() -> None:
        life = _life()
        complete(await life.up(template))
        before = {str(one.address): one for one in life.recorded}
        await mark_unhealthy(life.engine, "app", Address(unhealthy), "loses packets")
        complete(await life.up(template))
        after = {str(one.address): one for one in life.recorded}
        replaced = [name for name in before if before[name].id != after[name].id]
        assert sorted(replaced) == sorted(
            [*REPLACED[unhealthy], *(["associated"] if reaches == ASSOCIATED else [])]
        )
        await _reached(life, template)

    live(scenario())


@pytest.mark.parametrize("reaches", (FLOATING, ASSOCIATED), ids=("port_id", "association"))
@pytest.mark.parametrize(
    "change",
    ({"router": "second"}, {"net": "other"}, {"cidr": "10.9.0.0/16"}),
    ids=lambda one: next(iter(one)),
)
def test_what_leads_to_a_port_is_changed_and_the_address_stays(change: dict[str, Any], reaches: str) -> None:
    template = ROUTED + PORT + reaches

    async def scenario() -> None:
        life = _life()
        complete(await life.up(template))
        address = life.one("address")
        complete(await life.up(template, **change))
        assert life.one("address").physical_id == address.physical_id
        await _reached(life, template, **change)

    live(scenario())


def _of(plan: Plan, address: str) -> list[Deed]:
    return [step.deed for step in plan.steps if step.address == address]


def test_a_plan_says_who_lets_go_of_what() -> None:
    template = ROUTED + PORT + FLOATING

    async def scenario() -> None:
        life = _life()
        complete(await life.up(template))
        await mark_unhealthy(life.engine, "app", Address("sub"), "loses packets")
        plan = await life.plan(template)
        assert _of(plan, "address") == _of(plan, "port") == [Deed.LET_GO, Deed.UPDATE]
        assert not _of(plan, "server"), deeds(plan)
        steps = {(step.deed, str(step.address)): step for step in plan.steps}
        assert steps[Deed.LET_GO, "address"].id in steps[Deed.DELETE, "joined"].needs
        assert steps[Deed.LET_GO, "address"].id in steps[Deed.LET_GO, "port"].needs
        assert steps[Deed.LET_GO, "port"].id in steps[Deed.DELETE, "sub"].needs
        assert steps[Deed.CREATE, "joined"].id in steps[Deed.UPDATE, "address"].needs
        why = [cause.why for cause in steps[Deed.UPDATE, "address"].causes]
        assert why == ["must let go of joined before that is deleted"]

    live(scenario())


def test_an_attachment_goes_before_its_server_that_goes_first() -> None:
    template = ROUTED + PORT.replace("image: {", "image_update_policy: REPLACE, image: {") + ATTACHED

    async def scenario() -> None:
        life = _life()
        complete(await life.up(template))
        before = life.one("attached").id
        complete(await life.up(template, image="noble"))
        assert life.one("attached").id != before
        assert life.world[life.one("attached").physical_id].state["server"] == life.one("server").physical_id
        assert (await life.plan(template, image="noble")).is_empty
        life.check()

    live(scenario())


def test_a_server_lets_go_of_a_subnet_that_goes_first() -> None:
    template = ROUTED + NIC

    async def scenario() -> None:
        life = _life()
        complete(await life.up(template))
        server = life.one("server").physical_id
        await mark_unhealthy(life.engine, "app", Address("sub"), "loses packets")
        complete(await life.up(template))
        assert life.one("server").physical_id == server
        (nic,) = life.world[server].state["nics"]
        assert life.world[nic["port"]].state["fixed_ips"][0]["subnet_id"] == life.one("sub").physical_id
        assert (await life.plan(template)).is_empty
        life.check()

    live(scenario())


def test_a_hook_holds_also_what_lets_go() -> None:
    template = ROUTED + PORT + FLOATING
    environment = {"resource_registry": {"resources": {"address": {"hooks": ["pre-update", "post-update"]}}}}

    async def scenario() -> None:
        life = _life()
        complete(await life.up(template, environment))
        await mark_unhealthy(life.engine, "app", Address("joined"), "loses packets")
        floating, joined = life.one("address").physical_id, life.one("joined").physical_id
        task = asyncio.ensure_future(life.up(template, environment))
        for hook, has_let_go in (("pre-update", False), ("post-update", True)):
            await life.until(lambda event, hook=hook: hook in event.reason)  # type: ignore[misc]
            assert (joined not in life.world[floating].bonds) is has_let_go
            await signal(life.engine, "app", Address("address"), {"unset_hook": hook})
        complete(await task)
        assert (await life.plan(template, environment)).is_empty
        life.check()

    live(scenario())


async def _unhealthy(life: Life, template: str) -> dict[str, Incarnation]:
    complete(await life.up(template))
    await mark_unhealthy(life.engine, "app", Address("sub"), "loses packets")
    return {str(one.address): one for one in life.recorded}


def test_killed_at_any_moment_it_takes_hold_again() -> None:
    template = ROUTED + PORT + FLOATING

    async def scenario() -> None:
        commit, killed = 0, True
        while killed:
            life = _life()
            before = await _unhealthy(life, template)
            life.crash_at(commit, after=bool(commit % 2))
            killed = await until_killed(life.up(template))
            life = life.restarted()
            complete(await life.up(template))
            complete(await life.up(template))
            assert life.one("address").physical_id == before["address"].physical_id
            await _reached(life, template)
            commit += 1
        assert commit > 8

    live(scenario())


@pytest.mark.parametrize(
    ("verb", "type_name"), (("delete", "Subnet"), ("create", "RouterInterface"), ("update", "Port"))
)
def test_refused_half_way_it_takes_hold_with_the_next_update(verb: str, type_name: str) -> None:
    template = ROUTED + PORT + FLOATING

    async def scenario() -> None:
        life = _life()
        before = await _unhealthy(life, template)
        life.faults.on(verb, Fault.REFUSED, type=f"OS::Neutron::{type_name}")
        assert (await life.up(template)).failures
        complete(await life.up(template))
        assert life.one("address").physical_id == before["address"].physical_id
        await _reached(life, template)

    live(scenario())


def test_where_it_does_not_come_to_it_nobody_lets_go() -> None:
    """Whether the interface is replaced hangs on a value that is not known when the plan is made."""
    template = ROUTED + PORT + FLOATING
    template = template.replace(
        "resources:\n",
        "resources:\n  source: {type: OS::Heat::TestResource, properties: {value: {get_param: image}}}\n",
    )
    chosen = "{if: [second, {get_resource: second}, {get_resource: first}]}"
    params = "{R: {get_resource: first}, $x: {get_attr: [source, output]}}"
    template = template.replace(chosen, f"{{str_replace: {{template: R, params: {params}}}}}")

    async def scenario() -> None:
        life = _life()
        complete(await life.up(template))
        plan = await life.plan(template, image="noble")
        assert _of(plan, "joined")[0] is Deed.GUARD
        assert Deed.LET_GO in _of(plan, "address")
        floating = life.world[life.one("address").physical_id]
        changes = [call for call in life.world.calls if call.subject == floating.id and call.verb == "update"]
        complete(await life.up(template, image="noble"))
        for call in life.world.calls:
            assert call.subject != floating.id or call.verb == "observe" or call in changes, call
        await _reached(life, template, image="noble")

    live(scenario())
