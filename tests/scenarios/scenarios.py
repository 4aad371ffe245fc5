"""The lifecycle of a small application, one feature a scenario: the same on the simulated cloud and on a real one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from setpoint.engine.requests.drift import State
from setpoint.engine.result import Verdict
from setpoint.model.incarnation import Status
from setpoint.model.observation import Ready
from setpoint.model.plan import Deed
from tests.scenarios.life import Life

Scenario = Callable[[Life], Awaitable[None]]

APP = """
parameters:
  cidr: {type: string, default: 10.77.0.0/24}
  mac: {type: string, default: ""}
  label: {type: string, default: one}
  image: {type: string, default: cirros}
conditions: {chosen: {not: {equals: [{get_param: mac}, ""]}}}
resources:
  net: {type: OS::Neutron::Net, properties: {name: {get_param: label}}}
  subnet:
    type: OS::Neutron::Subnet
    properties: {network: {get_resource: net}, cidr: {get_param: cidr}, enable_dhcp: false}
  port:
    type: OS::Neutron::Port
    depends_on: subnet
    properties:
      network: {get_resource: net}
      mac_address: {if: [chosen, {get_param: mac}]}
  server:
    type: OS::Nova::Server
    properties:
      flavor: m1.nano
      image: {get_param: image}
      networks: [{port: {get_resource: port}}]
      metadata: {label: {get_param: label}}
outputs:
  address: {value: {get_attr: [port, fixed_ips, 0, ip_address]}}
"""
MAC = "fa:16:3e:77:00:01"
ALL = ("net", "subnet", "port", "server")


async def create_and_delete(life: Life) -> None:
    """What a template wants is there; a second plan is empty; afterwards nothing is left."""
    result = await life.up(APP)
    assert str(result.stack.outputs["address"]["value"]).startswith("10.77.0.")
    made = [life.one(address) for address in ALL]
    assert all([isinstance(await life.look(one), Ready) for one in made])
    assert await life.drift() == {}
    assert (await life.plan(APP)).is_empty
    await life.down()
    assert await life.all_gone(made)


async def update_in_place(life: Life) -> None:
    """What the services can change they change, and nothing else is touched."""
    await life.up(APP)
    before = life.ids(*ALL)
    plan = await life.plan(APP, label="two")
    changed = {(one.deed, one.address) for one in plan.steps if one.deed is not Deed.RECORD}
    assert changed == {(Deed.UPDATE, "net"), (Deed.UPDATE, "server")}
    await life.up(APP, label="two")
    assert life.ids(*ALL) == before
    assert life.one("net").attributes["name"] == "two"
    assert await life.drift() == {}
    await life.down()


async def replace(life: Life) -> None:
    """A port with another MAC address is another port, and the server moves over to it."""
    await life.up(APP)
    net, _subnet, port, _server = before = life.ids(*ALL)
    old = life.one("port")
    await life.up(APP, mac=MAC)
    assert life.ids("net", "subnet") == before[:2]
    assert life.ids("port") != (port,)
    assert await life.all_gone([old])
    assert await life.drift() == {}
    assert (await life.plan(APP, mac=MAC)).is_empty
    assert net
    await life.down()


KEPT = APP.replace("      mac_address", "      fixed_ips: [{ip_address: 10.77.0.9}]\n      mac_address")


async def replace_what_must_go_first(life: Life) -> None:
    """A new port with the old one's address: the server, which stays, lets go of the old port before that goes."""
    await life.up(KEPT)
    old, server = life.one("port"), life.ids("server")
    await life.up(KEPT, mac=MAC)
    assert life.ids("server") == server
    assert await life.all_gone([old])
    assert life.one("port").attributes["fixed_ips"][0]["ip_address"] == "10.77.0.9"
    assert await life.drift() == {}
    await life.down()


async def roll_back(life: Life) -> None:
    """An update that fails goes back: whatever it made is gone, whatever it changed is as before."""
    await life.up(APP)
    before = life.ids(*ALL)
    result = await life.try_up(APP, rollback=True, label="two", mac=MAC, image="no-such-image")
    assert result.verdict is Verdict.ROLLED_BACK, result.failures
    assert life.ids("net", "subnet", "server") == (*before[:2], before[3])
    assert await life.drift() == {}
    assert (await life.plan(APP)).is_empty
    await life.down()


async def recover(life: Life) -> None:
    """A create that failed half way is mended by the next update, which keeps what was made."""
    result = await life.try_up(APP, image="no-such-image")
    assert result.verdict is Verdict.FAILED
    assert "no-such-image" in str(result.failures[0])
    kept = life.ids("net", "subnet", "port")
    await life.up(APP)
    assert life.ids("net", "subnet", "port") == kept
    assert life.one("server").status is Status.COMPLETE
    await life.down()


async def see_drift(life: Life) -> None:
    """What was changed or removed behind its back is seen, with the property that differs."""
    await life.up(APP)
    await life.alter("net", name="renamed")
    await life.vanish("server")
    found = await life.drift()
    assert {address: one.state for address, one in found.items()} == {
        "net": State.CHANGED,
        "server": State.GONE,
    }
    assert [(one.property, one.seen) for one in found["net"].differences] == [("name", "renamed")]
    await life.down()


async def heal(life: Life) -> None:
    """The next update puts right what differs, and touches nothing else."""
    await life.up(APP)
    net, subnet, port, server = life.ids(*ALL)
    await life.alter("net", name="renamed")
    await life.vanish("server")
    await life.up(APP)
    assert life.ids("net", "subnet", "port") == (net, subnet, port)
    assert life.ids("server") != (server,)
    assert await life.drift() == {}
    await life.down()


async def adopt(life: Life) -> None:
    """A stack that was given up is taken up again, with the same things and nothing to do."""
    await life.up(APP)
    before = life.ids(*ALL)
    carried = await life.abandon()
    await life.adopt(APP, carried)
    assert life.ids(*ALL) == before
    assert (await life.plan(APP)).is_empty
    await life.down()


async def import_what_is_there(life: Life) -> None:
    """Of a server that nobody records, with all it stands on, a template is made, and a stack with nothing to do."""
    await life.up(APP)
    before = [(life.one(address).type, life.one(address).physical_id) for address in ALL]
    await life.abandon()
    read = await life.read(before[-1], follows=True)
    assert sorted(read.ids.values()) == sorted(known for _type, known in before)
    assert read.secrets == ()
    await life.take(read)
    source = life.source("")
    assert (await life.plan_of(msgspec.structs.replace(source, template=read.template))).is_empty
    assert await life.drift() == {}
    things = [life.one(address) for address in read.ids]
    await life.down()
    assert await life.all_gone(things)


async def refer_to_what_is_there(life: Life) -> None:
    """With ``external_id`` a thing is referred to, and outlives the stack."""
    await life.up("resources:\n  net: {type: OS::Neutron::Net}\n")
    other = Life(life.cloud, life.engine.now)
    text = f"""
resources:
  theirs: {{type: OS::Neutron::Net, external_id: {life.ids("net")[0]}}}
  subnet: {{type: OS::Neutron::Subnet, properties: {{network: {{get_resource: theirs}}, cidr: 10.78.0.0/24}}}}
"""
    await other.up(text)
    assert other.ids("theirs") == life.ids("net")
    await other.down()
    assert isinstance(await life.look(life.one("net")), Ready)
    await life.down()


REACHED = """
parameters:
  cidr: {type: string, default: 10.77.0.0/24}
  hop: {type: string, default: 10.77.0.9}
  opened: {type: number, default: 80}
resources:
  address:
    type: OS::Neutron::FloatingIP
    properties: {floating_network: public, port_id: {get_resource: port}}
  route:
    type: OS::Neutron::ExtraRoute
    properties:
      router_id: {get_resource: router}
      destination: 10.99.0.0/24
      nexthop: {get_param: hop}
  port:
    type: OS::Neutron::Port
    properties: {network: {get_resource: net}, security_groups: [{get_resource: web}]}
  joined:
    type: OS::Neutron::RouterInterface
    properties: {router: {get_resource: router}, subnet: {get_resource: subnet}}
  router: {type: OS::Neutron::Router, properties: {external_gateway_info: {network: public}}}
  subnet:
    type: OS::Neutron::Subnet
    properties: {network: {get_resource: net}, cidr: {get_param: cidr}}
  net: {type: OS::Neutron::Net}
  web:
    type: OS::Neutron::SecurityGroup
    properties:
      rules:
      - {protocol: tcp, port_range_min: {get_param: opened}, port_range_max: {get_param: opened}}
      - {protocol: icmp, remote_mode: remote_group_id}
outputs:
  inner: {value: {get_attr: [address, fixed_ip_address]}}
"""
WAY = ("address", "route", "port", "joined", "router", "subnet", "net", "web")


async def need_without_a_word(life: Life) -> None:
    """What needs others that it does not name is made after them, and goes before them."""
    result = await life.up(REACHED)
    assert str(result.stack.outputs["inner"]["value"]).startswith("10.77.0.")
    made = [life.one(address) for address in WAY]
    assert await life.drift() == {}
    assert (await life.plan(REACHED)).is_empty
    await life.up(REACHED, opened=443)
    assert [life.one(address).physical_id for address in WAY] == [one.physical_id for one in made]
    assert await life.drift() == {}
    await life.down()
    assert await life.all_gone(made)


async def move_to_other_addresses(life: Life) -> None:
    """What keeps a subnet and the way to it lets go while both are exchanged; address, port and router stay."""
    await life.up(REACHED)
    stays = ("address", "port", "router", "net", "web")
    before, old = life.ids(*stays), [life.one(one) for one in ("subnet", "joined", "route")]
    result = await life.up(REACHED, cidr="10.78.0.0/24", hop="10.78.0.9")
    assert life.ids(*stays) == before
    assert await life.all_gone(old)
    assert str(result.stack.outputs["inner"]["value"]).startswith("10.78.0.")
    assert await life.drift() == {}
    await life.down()


SCENARIOS: tuple[Scenario, ...] = (
    create_and_delete,
    update_in_place,
    replace,
    replace_what_must_go_first,
    roll_back,
    recover,
    see_drift,
    heal,
    adopt,
    import_what_is_there,
    refer_to_what_is_there,
    need_without_a_word,
    move_to_other_addresses,
)
