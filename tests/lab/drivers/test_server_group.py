"""``OS::Nova::ServerGroup`` on a real Nova."""

from __future__ import annotations

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.model.errors import ResourceError
from setpoint.model.observation import Broken, Pending, Ready
from tests.lab.drivers.ground import Ground

pytestmark = pytest.mark.lab

GROUP, SERVER = "OS::Nova::ServerGroup", "OS::Nova::Server"


async def test_its_life(ground: Ground) -> None:
    driver = ground.cloud.driver(GROUP)
    assert driver is not None
    await certify_driver(
        driver,
        Examples(
            wanted={"policies": ["anti-affinity"], "rules": {"max_server_per_host": 2}},
            replaced={"policies": ["affinity"]},
            refused=({"policies": ["together"]},),
            failing={"policies": ["affinity"], "rules": {"max_server_per_host": 2}},
        ),
    )


async def test_one_that_is_called_as_somebody_elses_is_not_told_from_it(ground: Ground) -> None:
    named = await ground.lead(GROUP, name=f"{ground.mark}-group", policies=["soft-affinity"]).make()
    seen = await named.look()
    assert isinstance(seen, Ready)
    assert seen.seen == {"name": f"{ground.mark}-group", "policies": ["soft-affinity"]}
    with pytest.raises(ResourceError, match="perhaps made") as refused:
        await named.driver.find("another-token", named.want)
    assert named.physical_id in refused.value.diagnostic.detail
    await named.remove()
    assert await named.driver.find("another-token", named.want) is None
    with pytest.raises(ResourceError, match="one policy"):
        await ground.lead(GROUP, policies=["affinity", "soft-affinity"]).make()


async def test_a_server_that_fits_nowhere_says_so_and_can_be_removed(ground: Ground) -> None:
    group = await ground.lead(GROUP, policies=["anti-affinity"]).make()
    told = {"flavor": "m1.nano", "image": "cirros", "networks": [{"allocate_network": "none"}]}
    servers = [ground.lead(SERVER, **told, scheduler_hints={"group": group.physical_id}) for _ in range(2)]
    await servers[0].make()
    second = servers[1]
    outcome = await second.driver.create(second.want, second.token)
    second.physical_id = outcome.physical_id
    seen = await second.until(lambda seen: not isinstance(seen, Pending))
    assert isinstance(seen, Broken)
    assert "No valid host was found" in seen.why
    assert "ask for less" in seen.why
    await second.remove()
