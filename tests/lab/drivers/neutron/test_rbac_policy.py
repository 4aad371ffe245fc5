"""``OS::Neutron::RBACPolicy`` on a real Neutron."""

from __future__ import annotations

import pytest

from tests.lab.drivers.neutron.ground import Ground, drift, refused

pytestmark = pytest.mark.lab


@pytest.mark.usefixtures("networks_of_all")
async def test_its_life(above: Ground) -> None:
    await above.make("networks", "network", name=above.mark)
    wanted = {
        "object_type": "network",
        "object_id": above.mark,
        "action": "access_as_shared",
        "target_tenant": "0123456789abcdef0123456789abcdef",
    }
    await above.certify(
        "RBACPolicy",
        wanted,
        changed={**wanted, "target_tenant": "*"},
        replaced={**wanted, "action": "access_as_external"},
        refused=({**wanted, "object_type": "qos_policy", "action": "access_as_external"}, {"action": "x"}),
        failing={**wanted, "object_id": "00000000-0000-4000-8000-000000000000"},
    )


@pytest.mark.parametrize(
    ("kind", "path", "one", "body"),
    (
        ("qos_policy", "qos/policies", "policy", {}),
        ("security_group", "security-groups", "security_group", {}),
        ("address_scope", "address-scopes", "address_scope", {"ip_version": 4}),
        ("subnetpool", "subnetpools", "subnetpool", {"prefixes": ["10.0.0.0/8"]}),
    ),
)
async def test_of_what_there_can_be_one(
    above: Ground, kind: str, path: str, one: str, body: dict[str, object]
) -> None:
    await above.make(path, one, name=above.mark, **body)
    project = await above.cloud.region.connection.project()
    told = {"object_type": kind, "object_id": above.mark, "action": "access_as_shared"}
    policy = await above.lead("RBACPolicy", **told, target_tenant="*", tenant_id=project).make()
    assert await drift(policy) == {}
    again = above.lead("RBACPolicy", **told, target_tenant="*")
    await refused(again.driver.create(again.want, again.token), "already exists")
