"""Volume types with their encryption and QoS, volumes of them, and images, on the simulated cloud."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.certify.virtual_time import run
from setpoint.clouds.driver import Subject
from setpoint.model.errors import Conflict, ResourceError
from setpoint.model.observation import Gone
from tests.certify.simulated.hand import VOLUME, Hand, hand, refusal

TYPE, ENCRYPTION = "OS::Cinder::VolumeType", "OS::Cinder::EncryptedVolumeType"
QOS, ASSOCIATION, IMAGE = "OS::Cinder::QoSSpecs", "OS::Cinder::QoSAssociation", "OS::Glance::WebImage"
FORMATS = {"container_format": "bare", "disk_format": "raw"}


async def encrypted(me: Hand) -> tuple[Subject, Subject]:
    kind = await me.make(TYPE, name="safe")
    return kind, await me.make(ENCRYPTION, volume_type="safe", provider="luks")


@pytest.mark.parametrize("named", (0, 1))
def test_a_type_that_has_volumes_stays_as_it_is(named: int) -> None:
    async def main() -> None:
        me = hand()
        kind, encryption = both = await encrypted(me)
        volume = await me.make(VOLUME, size=1, volume_type=both[named].physical_id)
        for refused in (
            me.remove(TYPE, kind),
            me.change(TYPE, kind, metadata={"a": "b"}),
            me.change(ENCRYPTION, encryption, key_size=512),
            me.remove(ENCRYPTION, encryption),
        ):
            assert "in use" in str(await refusal(refused))
        await me.change(TYPE, kind, description="new")
        await me.remove(VOLUME, volume)
        await me.change(ENCRYPTION, encryption, key_size=512)
        await me.remove(TYPE, kind)
        assert await me.look(ENCRYPTION, encryption) == Gone()

    run(main())


def test_a_type_in_use_cannot_be_encrypted_any_more() -> None:
    async def main() -> None:
        me = hand()
        await me.make(TYPE, name="plain")
        await me.make(VOLUME, size=1, volume_type="plain")
        assert "in use" in str(await refusal(me.make(ENCRYPTION, volume_type="plain", provider="luks")))

    run(main())


@pytest.mark.parametrize(
    ("type", "first", "second"),
    (
        (TYPE, {"name": "safe"}, {"name": "safe"}),
        (QOS, {"name": "a", "specs": {}}, {"name": "a", "specs": {"b": "c"}}),
        (ENCRYPTION, {"volume_type": "t", "provider": "a"}, {"volume_type": "t", "provider": "b"}),
        (ASSOCIATION, {"qos_specs": "q", "volume_types": ["t"]}, {"qos_specs": "r", "volume_types": ["t"]}),
        (
            IMAGE,
            {**FORMATS, "id": "i", "location": "http://a"},
            {**FORMATS, "id": "i", "location": "http://b"},
        ),
    ),
)
def test_what_only_one_can_have_is_refused_a_second_time(
    type: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    async def main() -> None:
        me = hand()
        await me.make(TYPE, "t", name="t")
        for name in "qr":
            await me.make(QOS, name, name=name, specs={})
        await me.make(type, "first", **first)
        assert isinstance(await refusal(me.make(type, "second", **second)), Conflict)

    run(main())


@pytest.mark.parametrize(
    ("type", "properties"),
    (
        (QOS, {"specs": {"consumer": "nobody"}}),
        (IMAGE, {**FORMATS, "location": "file:///etc/passwd"}),
        (VOLUME, {"size": 1, "volume_type": "t", "multiattach": True}),
        (ASSOCIATION, {"qos_specs": "q", "volume_types": ["t"]}),
    ),
)
def test_what_makes_no_sense_is_refused(type: str, properties: dict[str, Any]) -> None:
    async def main() -> None:
        me = hand()
        await me.make(TYPE, "t", name="t")
        found = await refusal(me.make(type, "it", **properties))
        assert isinstance(found, ResourceError)
        assert not isinstance(found, Conflict)

    run(main())


def test_a_volume_of_the_right_type_can_be_in_several_servers() -> None:
    async def main() -> None:
        me = hand()
        await me.make(TYPE, "t", name="t", metadata={"multiattach": "<is> True"})
        volume = await me.make(VOLUME, size=1, volume_type="t", multiattach=True)
        for name in "ab":
            server = await me.server(name)
            told = {"instance_uuid": server.physical_id, "volume_id": volume.physical_id}
            await me.make("OS::Cinder::VolumeAttachment", name, **told)
        assert (await me.attributes(VOLUME, volume))["status"] == "in-use"

    run(main())


def test_what_was_made_is_offered() -> None:
    async def main() -> None:
        me = hand(offers={"image": ["cirros"], "volume_type": ["fake"], "flavor": ["m1.small"]})
        image = await me.make(IMAGE, "mine", **FORMATS, location="http://example.org/mine")
        await me.make(TYPE, "t", name="t")
        await me.server(image=image.physical_id)
        await me.make(VOLUME, size=1, image="mine", volume_type="t")
        assert "no image 'other'" in str(await refusal(me.server("second", image="other")))

    run(main())


def test_a_protected_image_stays() -> None:
    async def main() -> None:
        me = hand()
        image = await me.make(IMAGE, "mine", **FORMATS, location="http://example.org/mine", protected=True)
        assert "is protected" in str(await refusal(me.remove(IMAGE, image)))
        await me.remove(IMAGE, await me.change(IMAGE, image, protected=False))

    run(main())
