"""``OS::Neutron::RouterInterface`` on a real Neutron."""

from __future__ import annotations

import pytest

from setpoint.clouds.driver import Facts
from setpoint.model.errors import Conflict
from setpoint.model.observation import Gone, Ready
from tests.lab.drivers.neutron.ground import Ground, drift, patiently, refused

pytestmark = pytest.mark.lab


async def test_its_life_on_a_subnet(ground: Ground) -> None:
    _, subnet = await ground.network()
    router = await ground.router()
    await ground.certify(
        "RouterInterface",
        {"router": ground.mark, "subnet": ground.mark},
        replaced={"router": router, "subnet": "other"},
        refused=({"router": "x"}, {"router": "x", "subnet": "y", "port": "z"}),
        failing={"router": router, "subnet": "00000000-0000-4000-8000-000000000000"},
    )
    one = await ground.lead("RouterInterface", router=router, subnet=subnet).make()
    assert one.physical_id == f"{router}:subnet_id={subnet}", "as Heat forms it"


async def test_its_life_on_a_port(ground: Ground) -> None:
    net, _ = await ground.network()
    router, port = await ground.router(), await ground.port(net)
    await ground.certify("RouterInterface", {"router": router, "port": port["id"]})
    again = await ground.port(net)
    one = await ground.lead("RouterInterface", router=router, port=again["id"]).make()
    assert one.physical_id == f"{router}:port_id={again['id']}"
    assert await drift(one) == {}


async def test_those_of_several_routers_are_seen_at_once(ground: Ground) -> None:
    router, other = await ground.router(), await ground.router()
    net, subnet = await ground.network()
    second, third = await ground.subnet(net, "10.8.0.0/24"), await ground.subnet(net, "2001:db8::/64")
    ones = [
        await ground.lead("RouterInterface", router=on, subnet=one).make()
        for on, one in ((router, subnet), (other, second), (router, third))
    ]
    await ground.service.put(f"routers/{other}/remove_router_interface", {"subnet_id": second})
    seen = await ones[0].driver.observe([one.subject for one in ones], Facts(0))
    assert [type(seen[one.token]) for one in ones] == [Ready, Gone, Ready]


async def test_one_that_a_floating_ip_needs_is_kept_until_it_does_not(ground: Ground) -> None:
    net, subnet = await ground.network()
    router = await ground.router(gateway=True)
    one = await ground.lead("RouterInterface", router=router, subnet=subnet).make()
    port = await ground.port(net)
    told = {"floating_network_id": await ground.public(), "port_id": port["id"]}
    floating = await ground.make("floatingips", "floatingip", **told)
    with pytest.raises(Conflict, match="required by one or more floating IPs"):
        await one.driver.delete(one.subject)
    await ground.change(f"floatingips/{floating['id']}", "floatingip", port_id=None)
    await patiently(one.remove)
    assert isinstance(await one.look(), Gone)


async def test_a_subnet_that_is_joined_already_is_told(ground: Ground) -> None:
    _, subnet = await ground.network()
    router = await ground.router(subnet)
    await refused(
        ground.driver("RouterInterface").create(
            ground.lead("RouterInterface", router=router, subnet=subnet).want, "token"
        ),
        "already has a port on subnet",
    )
