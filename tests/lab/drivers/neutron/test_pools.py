"""``OS::Neutron::AddressScope`` and ``OS::Neutron::SubnetPool`` on a real Neutron."""

from __future__ import annotations

import pytest

from tests.lab.drivers.neutron.ground import Ground, drift, refused, repair

pytestmark = pytest.mark.lab


async def test_the_life_of_a_scope(above: Ground) -> None:
    project = await above.cloud.region.connection.project()
    await above.certify(
        "AddressScope",
        {"name": "certified", "tenant_id": project},
        changed={"name": "certified-again", "shared": True, "tenant_id": project},
        replaced={"name": "certified", "ip_version": 6, "tenant_id": project},
        refused=({"ip_version": 5},),
        failing={"name": "certified", "tenant_id": f"{above.mark}-nobody"},
        forgets_its_token=True,
    )


async def test_a_scope_has_its_own_name_in_the_end(ground: Ground) -> None:
    scope = ground.lead("AddressScope", ip_version=6)
    made = await scope.driver.create(scope.want, scope.token)
    await scope.settle(made)
    shown = await ground.show(f"address-scopes/{scope.physical_id}", "address_scope")
    assert shown["name"] == scope.want.name
    await ground.change(f"address-scopes/{scope.physical_id}", "address_scope", name="theirs")
    assert await drift(scope) == {}, "a name that nobody wanted is not compared"
    await scope.change(name="mine")
    assert await drift(scope) == {}


async def test_the_life_of_a_pool(ground: Ground) -> None:
    await ground.make("address-scopes", "address_scope", name=ground.mark, ip_version=4)
    wanted = {
        "name": "certified",
        "prefixes": ["10.128.0.0/10", "10.192.0.0/10"],
        "default_prefixlen": 26,
        "min_prefixlen": 20,
        "max_prefixlen": 28,
        "default_quota": 100_000,
        "tags": ["a"],
    }
    await ground.certify(
        "SubnetPool",
        wanted,
        changed={
            "name": "certified-again",
            "prefixes": ["10.0.0.0/8"],
            "default_prefixlen": 25,
            "min_prefixlen": 21,
            "max_prefixlen": 27,
            "default_quota": 200_000,
            "address_scope": ground.mark,
            "tags": [],
        },
        replaced={**wanted, "shared": True},
        refused=(
            {"prefixes": []},
            {"prefixes": ["10.0.0.0/8"], "min_prefixlen": 20, "max_prefixlen": 16},
            {"prefixes": ["10.0.0.0/8"], "default_prefixlen": 20, "max_prefixlen": 16},
        ),
        failing={"prefixes": ["10.0.0.0/8", "2001:db8::/32"]},
    )


async def test_what_only_an_administrator_may_say_of_a_pool(above: Ground) -> None:
    project = await above.cloud.region.connection.project()
    pool = above.lead("SubnetPool", prefixes=["2001:0DB8:7::/48"], is_default=True, shared=True)
    if await above.service.pages("subnetpools", "subnetpools", is_default=True):
        return
    await pool.make()
    assert await drift(pool) == {}
    await pool.change(is_default=False)
    shown = await above.show(f"subnetpools/{pool.physical_id}", "subnetpool")
    assert (shown["is_default"], shown["shared"], shown["tenant_id"]) == (False, True, project)


async def test_drift_is_seen_and_repaired(ground: Ground) -> None:
    pool = await ground.lead("SubnetPool", prefixes=["10.0.0.0/8"], default_prefixlen=24).make()
    await ground.change(f"subnetpools/{pool.physical_id}", "subnetpool", default_prefixlen=26)
    assert await drift(pool) == {"default_prefixlen": 26}
    await repair(pool)


async def test_prefixes_that_are_taken_away_are_told(ground: Ground) -> None:
    pool = await ground.lead("SubnetPool", prefixes=["10.0.0.0/8", "172.16.0.0/12"]).make()
    await refused(pool.change(prefixes=["10.0.0.0/8"]), "subnetpool")
