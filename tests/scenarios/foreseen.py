"""What a plan foretells, one feature a scenario: the same on the simulated cloud and on a real one.

The cloud is that of an ordinary user, with the `QUOTAS`, the flavors m1.nano (1 vCPU) and m1.medium (2), the image
cirros, the volume type fake, and the external network public.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec
import pytest

from setpoint.engine.requests.update import DEFAULTS, update
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from tests.scenarios.life import Life

Scenario = Callable[[Life], Awaitable[None]]

QUOTAS = {
    "servers": 10,
    "vcpus": 4,
    "ram": 20480,
    "key_pairs": 2,
    "ports": 8,
    "networks": 3,
    "volumes": 4,
    "gigabytes": 9,
    "gigabytes_fake": 4,
}
FLAVORS = {"m1.nano": {"vcpus": 1, "ram": 64}, "m1.medium": {"vcpus": 2, "ram": 4096}}

SERVERS = """
parameters:
  count: {type: number, default: 2}
  flavor: {type: string, default: m1.medium}
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
        properties:
          flavor: {get_param: flavor}
          image: {get_param: image}
          networks: [{network: {get_resource: net}}]
"""


async def told(life: Life, text: str, **parameters: Any) -> list[str]:
    return [one.summary for one in await _diagnostics(life, text, **parameters)]


async def _diagnostics(life: Life, text: str, **parameters: Any) -> Sequence[Diagnostic]:
    return (await life.plan(text, **parameters)).diagnostics


async def within_everything(life: Life) -> None:
    """What would go through is told to have no trouble."""
    assert await told(life, SERVERS) == []


async def over_quota_by_flavor(life: Life) -> None:
    """What servers take is what their flavors have; the first that is too much is named, and how much it is in all."""
    (found,) = await _diagnostics(life, SERVERS, count=4)
    assert found.summary == "would fail at servers/2: 4 vCPUs over quota (needs 8, 4 free)"
    assert found.detail == "0 of 4 are in use"
    assert found.address == "servers/2"
    assert found.place is not None
    assert await told(life, SERVERS, count=4, flavor="m1.nano") == []


async def over_several_quotas(life: Life) -> None:
    """Each quota is told by itself: servers bring their ports with them."""
    assert await told(life, SERVERS, count=11, flavor="m1.nano") == [
        "would fail at servers/10: 1 server over quota (needs 11, 10 free)",
        "would fail at servers/4: 7 vCPUs over quota (needs 11, 4 free)",
        "would fail at servers/8: 3 ports over quota (needs 11, 8 free)",
    ]


DISKS = """
parameters:
  size: {type: number, default: 2}
  count: {type: number, default: 2}
  kind: {type: string, default: fake}
resources:
  disks:
    type: OS::Heat::ResourceGroup
    properties:
      count: {get_param: count}
      resource_def: {type: OS::Cinder::Volume, properties: {size: {get_param: size}, volume_type: {get_param: kind}}}
  plain: {type: OS::Cinder::Volume, properties: {size: 1}}
"""


async def over_quota_of_volumes(life: Life) -> None:
    """Volumes are bounded in number and size, in all and by their types."""
    assert await told(life, DISKS) == []
    assert set(await told(life, DISKS, count=3, size=3)) == {
        "would fail at disks/1: 5 GiB of volumes of type fake over quota (needs 9, 4 free)",
        "would fail at plain: 1 GiB of volumes over quota (needs 10, 9 free)",
    }
    assert await told(life, DISKS, count=4, size=1) == [
        "would fail at plain: 1 volume over quota (needs 5, 4 free)"
    ]
    assert await told(life, DISKS, kind="fakes") == ["would fail at disks/0: there is no volume type 'fakes'"]


async def nothing_is_made(life: Life) -> None:
    """A plan that would fail is refused, and the stack is not even recorded."""
    with pytest.raises(InvalidInput, match="over quota"):
        await update(life.engine, life.stack, life.source(SERVERS, count=4), DEFAULTS)
    assert life.records.stack(life.name) is None


async def unchecked(life: Life) -> None:
    """Nobody is asked who does not want to be."""
    options = msgspec.structs.replace(DEFAULTS, checks=False, consent=_no)
    with pytest.raises(InvalidInput, match="not approved"):
        await update(life.engine, life.stack, life.source(SERVERS, count=4), options)


async def _no(_plan: object) -> bool:
    return False


async def unknown_image(life: Life) -> None:
    """A name of nothing is told once, with what was probably meant."""
    (found,) = await _diagnostics(life, SERVERS, image="cirrus")
    assert found.summary == "would fail at servers/0: there is no image 'cirrus'"
    assert found.advice == "did you mean 'cirros'?"
    assert found.detail == "the same at servers/1"
    assert found.place is not None


PARAMETERS = """
parameters:
  image: {type: string, default: cirros, constraints: [{custom_constraint: glance.image}]}
  networks: {type: comma_delimited_list, default: "public", constraints: [{custom_constraint: neutron.network}]}
resources:
  server:
    type: OS::Nova::Server
    properties: {flavor: m1.nano, image: {get_param: image}, networks: [{allocate_network: none}]}
  other: {type: OS::Heat::Value, properties: {value: {get_param: networks}}}
"""


async def constraints_of_parameters(life: Life) -> None:
    """The custom constraint of a parameter is answered by the cloud; who uses it is not told of again."""
    assert await told(life, PARAMETERS) == []
    first, second = await _diagnostics(life, PARAMETERS, image="cirrus", networks="public,publik")
    assert first.summary == "parameter 'image': there is no image 'cirrus'"
    assert first.place is not None
    assert first.place.line == 4
    assert second.summary == "parameter 'networks': there is no network 'publik'"
    assert second.advice == "did you mean 'public'?"


MADE_HERE = """
resources:
  key: {type: OS::Nova::KeyPair, properties: {name: mine-alone}}
  server:
    type: OS::Nova::Server
    depends_on: key
    properties:
      {flavor: m1.nano, image: cirros, key_name: mine-alone, networks: [{allocate_network: none}]}
"""


async def what_is_made_under_a_name(life: Life) -> None:
    """What the plan itself makes is not missed."""
    assert await told(life, MADE_HERE) == []


PORTS = """
parameters:
  network: {type: string, default: ""}
  count: {type: number, default: 0}
  address: {type: string, default: ""}
conditions: {certain: {not: {equals: [{get_param: address}, ""]}}}
resources:
  net: {type: OS::Neutron::Net}
  subnet:
    type: OS::Neutron::Subnet
    properties:
      name: narrow
      network: {get_resource: net}
      cidr: 10.99.0.0/29
      enable_dhcp: false
      allocation_pools: [{start: 10.99.0.2, end: 10.99.0.3}]
  first:
    type: OS::Neutron::Port
    depends_on: subnet
    properties: {network: {get_resource: net}, fixed_ips: [{ip_address: 10.99.0.5}]}
  ports:
    type: OS::Heat::ResourceGroup
    properties:
      count: {get_param: count}
      resource_def: {type: OS::Neutron::Port, properties: {network: {get_param: network}}}
  certain:
    type: OS::Neutron::Port
    condition: certain
    properties: {network: {get_param: network}, fixed_ips: [{ip_address: {get_param: address}}]}
"""


async def full_subnet(life: Life) -> None:
    """A subnet gives what is in its pools; a certain address of it is free, or somebody else's."""
    await life.up(PORTS)
    (net,) = life.ids("net")
    assert await told(life, PORTS, network=net, count=2) == []
    (found,) = await _diagnostics(life, PORTS, network=net, count=4)
    assert found.summary == (
        "would fail at ports/2: 2 addresses more than subnet narrow has left (needs 4, 2 free)"
    )
    assert await told(life, PORTS, network=net, address="10.99.0.6") == []
    (taken,) = await _diagnostics(life, PORTS, network=net, address="10.99.0.5")
    assert taken.summary == "would fail at certain: address 10.99.0.5 is taken"
    await life.down()


FORBIDDEN = """
resources:
  size: {type: OS::Nova::Flavor, properties: {ram: 64, vcpus: 1, disk: 1}}
  router: {type: OS::Neutron::Router, properties: {ha: false, external_gateway_info: {network: public}}}
  net: {type: OS::Neutron::Net, properties: {shared: true}}
  plain: {type: OS::Neutron::Net, properties: {shared: false}}
"""


async def forbidden(life: Life) -> None:
    """What takes a role that an ordinary user does not have; and that is so."""
    assert set(await told(life, FORBIDDEN)) == {
        "would fail at size: OS::Nova::Flavor needs the role admin",
        "would fail at router: property ha needs the role admin",
        "would fail at net: property shared needs the role admin",
    }
    result = await life.try_up(FORBIDDEN)
    failed = {one.address for one in result.failures}
    assert failed == {"size", "router", "net"}
    await life.down()


SCENARIOS: tuple[Scenario, ...] = (
    within_everything,
    over_quota_by_flavor,
    over_several_quotas,
    over_quota_of_volumes,
    nothing_is_made,
    unchecked,
    unknown_image,
    constraints_of_parameters,
    what_is_made_under_a_name,
    full_subnet,
    forbidden,
)
