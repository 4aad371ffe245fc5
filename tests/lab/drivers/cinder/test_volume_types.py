"""``OS::Cinder::VolumeType``, its encryption and QoS, and quotas, on a real Cinder; only administrators make them."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.model.errors import Conflict, ResourceError
from setpoint.model.observation import Gone, Ready
from tests.lab.drivers.ground import IDENTITY, VOLUME, Ground

pytestmark = pytest.mark.lab

TYPE, ENCRYPTION = "OS::Cinder::VolumeType", "OS::Cinder::EncryptedVolumeType"
QOS, ASSOCIATION, QUOTA = "OS::Cinder::QoSSpecs", "OS::Cinder::QoSAssociation", "OS::Cinder::Quota"


async def test_the_life_of_a_type(above: Ground) -> None:
    driver = above.cloud.driver(TYPE)
    assert driver is not None
    wanted = {
        "name": f"{above.mark}-type",
        "description": "what it is for",
        "metadata": {"volume_backend_name": "fake", "number": 7},
        "is_public": False,
        "projects": ["demo"],
    }
    changed = {
        **wanted,
        "name": f"{above.mark}-other",
        "description": "what else",
        "metadata": {"number": 8},
        "projects": ["admin", "demo"],
    }
    failing = {"name": "fake"}
    refused: tuple[Any, ...] = ({}, {**wanted, "is_public": True})
    examples = Examples(wanted=wanted, changed=changed, refused=refused, failing=failing)
    await certify_driver(driver, examples)


async def test_a_type_that_becomes_everybodys(above: Ground, ground: Ground) -> None:
    kind = await above.lead(TYPE, name=f"{above.mark}-type", is_public=False, projects=["demo"]).make()
    volume = await ground.lead("OS::Cinder::Volume", size=1, volume_type=f"{above.mark}-type").make()
    await kind.change(is_public=True, projects=None)
    seen = await kind.look()
    assert isinstance(seen, Ready)
    assert seen.seen["is_public"] is True
    assert not seen.attributes["show"]["extra_specs"], "the token is nobody else's business"
    for deed in (kind.driver.delete(kind.subject), kind.change(metadata={"a": "b"})):
        with pytest.raises(ResourceError, match="in use"):
            await deed
    await volume.remove()
    cinder, path = above.service(VOLUME), f"types/{kind.physical_id}"
    await cinder.put(path, {"volume_type": {"description": "new", "is_public": False}})
    await cinder.post(f"{path}/extra_specs", {"extra_specs": {"a": "b", "c": "d"}})
    await kind.change(metadata={"a": "e"}, description="old")
    seen = await kind.look()
    assert isinstance(seen, Ready)
    told = {"is_public": True, "metadata": {"a": "e"}, "description": "old"}
    assert {name: seen.seen[name] for name in told} == told
    await kind.remove()


async def test_the_life_of_an_encryption(above: Ground) -> None:
    driver = above.cloud.driver(ENCRYPTION)
    assert driver is not None
    kind = await above.make(
        VOLUME,
        "types",
        "volume_type",
        name=f"{above.mark}-safe",
        **{"os-volume-type-access:is_public": False},
    )
    wanted = {"volume_type": kind["name"], "provider": "luks", "cipher": "aes-xts-plain64", "key_size": 256}
    await certify_driver(
        driver,
        Examples(
            wanted=wanted,
            changed={**wanted, "provider": "plain", "control_location": "back-end", "key_size": 512},
            replaced={**wanted, "volume_type": "fake"},
            refused=({"provider": "luks"}, {**wanted, "cipher": "rot13"}),
            failing={**wanted, "volume_type": "nothing"},
        ),
    )
    one = await above.lead(ENCRYPTION, **wanted).make()
    assert one.physical_id == kind["id"]
    with pytest.raises(ResourceError, match="already exists"):
        await above.lead(ENCRYPTION, **{**wanted, "key_size": 512}).make()
    shown = await above.service(VOLUME).get(f"types/{kind['id']}/encryption")
    await above.service(VOLUME).delete(f"types/{kind['id']}/encryption/{shown['encryption_id']}")
    assert await one.look() == Gone()


async def test_the_life_of_qos_specs(above: Ground) -> None:
    driver = above.cloud.driver(QOS)
    assert driver is not None
    wanted = {"name": f"{above.mark}-qos", "specs": {"consumer": "front-end", "read_iops_sec": 10, "a": "b"}}
    await certify_driver(
        driver,
        Examples(
            wanted=wanted,
            changed={**wanted, "specs": {"read_iops_sec": 20, "c": "d"}},
            replaced={**wanted, "name": "other"},
            refused=({"name": "x"},),
            failing={"name": f"{above.mark}-qos", "specs": {"consumer": "nobody"}},
        ),
    )
    await above.lead(QOS, **wanted).make()
    second = above.lead(QOS, **{**wanted, "specs": {"read_iops_sec": 20}})
    with pytest.raises(Conflict):
        await second.make()
    assert await driver.find("another-token", second.want) is None, "somebody else's"


async def test_the_life_of_an_association(above: Ground) -> None:
    driver = above.cloud.driver(ASSOCIATION)
    assert driver is not None
    named = [f"{above.mark}-{one}" for one in "abc"]
    kinds = [await above.make(VOLUME, "types", "volume_type", name=one) for one in named]
    specs = await above.lead(QOS, name=f"{above.mark}-qos", specs={"read_iops_sec": 10}).make()
    wanted = {"qos_specs": f"{above.mark}-qos", "volume_types": [named[0], kinds[1]["id"]]}
    await certify_driver(
        driver,
        Examples(
            wanted=wanted,
            changed={**wanted, "volume_types": [named[2], named[0]]},
            replaced={**wanted, "qos_specs": "other"},
            refused=({"qos_specs": "x"},),
            failing={**wanted, "qos_specs": "nothing"},
        ),
    )
    one = await above.lead(ASSOCIATION, **wanted).make()
    assert one.physical_id == specs.physical_id
    path, gone = f"qos-specs/{specs.physical_id}/disassociate", {"vol_type_id": kinds[1]["id"]}
    await above.service(VOLUME).send("GET", path, query=gone)
    seen = await one.look()
    assert isinstance(seen, Ready)
    assert seen.seen["volume_types"] == [named[0]]
    await one.change()
    seen = await one.look()
    assert isinstance(seen, Ready)
    assert seen.seen == wanted
    other = await above.lead(QOS, name=f"{above.mark}-more", specs={"a": "b"}).make()
    with pytest.raises(ResourceError, match="already associated"):
        await above.lead(ASSOCIATION, qos_specs=other.physical_id, volume_types=[named[0]]).make()
    await specs.remove()
    assert await one.look() == Gone()


async def test_the_life_of_a_quota(above: Ground) -> None:
    driver = above.cloud.driver(QUOTA)
    assert driver is not None
    project = await above.make(IDENTITY, "projects", "project", name=f"{above.mark}-project")
    wanted = {"project": project["name"], "gigabytes": 10, "volumes": -1}
    await certify_driver(
        driver,
        Examples(
            wanted=wanted,
            changed={**wanted, "volumes": 3, "snapshots": 4, "backups": 5, "backup_gigabytes": 6},
            replaced={**wanted, "project": "demo"},
            refused=({"project": "x"}, {**wanted, "volumes": -2}),
            failing={**wanted, "project": "nobody"},
        ),
    )
