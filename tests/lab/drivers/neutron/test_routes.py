"""``OS::Neutron::ExtraRoute`` and ``OS::Neutron::ExtraRouteSet`` on a real Neutron."""

from __future__ import annotations

import pytest

from setpoint.clouds.openstack.drivers.neutron.neutron import EXTENSIONS
from setpoint.model.errors import Conflict
from setpoint.model.observation import Gone
from tests.lab.drivers.neutron.ground import Ground, drift, refused, repair

pytestmark = pytest.mark.lab

FIRST = {"destination": "10.71.0.0/24", "nexthop": "10.9.0.11"}
SECOND = {"destination": "10.72.0.0/24", "nexthop": "10.9.0.12"}
THIRD = {"destination": "10.72.0.0/24", "nexthop": "10.9.0.13"}


async def routed(ground: Ground) -> str:
    _, subnet = await ground.network()
    return await ground.router(subnet)


async def routes(ground: Ground, router: str) -> list[dict[str, str]]:
    shown = await ground.show(f"routers/{router}", "router")
    return sorted(shown["routes"], key=str)


@pytest.mark.parametrize("atomic", (True, False))
async def test_the_life_of_a_route(ground: Ground, *, atomic: bool) -> None:
    router = await routed(ground)
    if not atomic:
        await without_atomic_routes(ground)
    await ground.service.put(f"routers/{router}/add_extraroutes", {"router": {"routes": [SECOND]}})
    await ground.certify(
        "ExtraRoute",
        {"router_id": ground.mark, **FIRST},
        replaced={"router_id": ground.mark, **THIRD},
        refused=({"router_id": ground.mark},),
        failing={"router_id": ground.mark, "destination": "10.71.0.0/24", "nexthop": "10.8.0.11"},
    )
    assert await routes(ground, router) == [SECOND], "other routes were touched"
    one = await ground.lead("ExtraRoute", router_id=router, **FIRST).make()
    assert one.physical_id == f"{router}:10.71.0.0/24:10.9.0.11", "as Heat forms it"
    again = ground.lead("ExtraRoute", router_id=router, **FIRST)
    with pytest.raises(Conflict, match="has a route already"):
        await again.driver.create(again.want, again.token)
    await ground.service.put(f"routers/{router}/remove_extraroutes", {"router": {"routes": [FIRST]}})
    assert isinstance(await one.look(), Gone)
    await ground.change(f"routers/{router}", "router", routes=[])


async def without_atomic_routes(ground: Ground) -> None:
    """As on an older cloud: whoever asks which extensions there are is not told of this one."""
    known = await ground.cloud.region.names.all(EXTENSIONS)
    known[:] = [one for one in known if one["alias"] != "extraroute-atomic"]


@pytest.mark.parametrize("atomic", (True, False))
async def test_the_life_of_a_set_of_routes(ground: Ground, *, atomic: bool) -> None:
    router = await routed(ground)
    if not atomic:
        await without_atomic_routes(ground)
    await ground.certify(
        "ExtraRouteSet",
        {"router": ground.mark, "routes": [FIRST, SECOND]},
        changed={"router": ground.mark, "routes": [THIRD, FIRST]},
        replaced={"router": router, "routes": [FIRST]},
        refused=({"router": ground.mark, "routes": [{"destination": "everywhere", "nexthop": "10.9.0.1"}]},),
        failing={"router": ground.mark, "routes": [{"destination": "10.71.0.0/24", "nexthop": "10.8.0.11"}]},
    )


async def test_two_sets_of_one_router_do_not_touch_each_other(ground: Ground) -> None:
    router = await routed(ground)
    one = await ground.lead("ExtraRouteSet", router=router, routes=[FIRST]).make()
    other = await ground.lead("ExtraRouteSet", router=router, routes=[SECOND]).make()
    assert one.physical_id != other.physical_id
    await one.change(routes=[THIRD])
    assert await routes(ground, router) == sorted([SECOND, THIRD], key=str)
    again = ground.lead("ExtraRouteSet", router=router, routes=[SECOND])
    await refused(again.driver.create(again.want, again.token), "has a route already")
    await ground.service.put(f"routers/{router}/remove_extraroutes", {"router": {"routes": [SECOND]}})
    assert isinstance(await other.look(), Gone)
    assert await drift(one) == {}


async def test_a_route_that_is_missing_is_put_back(ground: Ground) -> None:
    router = await routed(ground)
    one = await ground.lead("ExtraRouteSet", router=router, routes=[FIRST, SECOND]).make()
    await ground.service.put(f"routers/{router}/remove_extraroutes", {"router": {"routes": [SECOND]}})
    assert await drift(one) == {"routes": [FIRST]}
    await repair(one)


async def test_an_empty_set_is_a_set(ground: Ground) -> None:
    router = await ground.router()
    one = await ground.lead("ExtraRouteSet", router=router).make()
    assert await drift(one) == {}
