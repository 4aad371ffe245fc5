"""Software configurations: what they offer, under an identity that stays."""

import uuid
from email import message_from_string
from email.message import Message
from typing import Any

import pytest
import yaml

from setpoint.model.value import Sensitive
from tests.clouds.builtin.living import driver, made


def message_of(config: Any) -> Message:
    message = message_from_string(config)
    assert message.is_multipart()
    return message


@pytest.mark.parametrize(
    "name", ("SoftwareConfig", "StructuredConfig", "CloudConfig", "MultipartMime", "None")
)
async def test_its_identity_is_a_uuid_that_a_repeat_would_not_change(name: str) -> None:
    first, again = await made(driver(name), {}), await made(driver(name), {})
    assert str(uuid.UUID(first.physical_id)) == first.physical_id
    assert first == again


async def test_text_and_data_are_kept() -> None:
    assert (await made(driver("SoftwareConfig"), {"config": "echo"})).attributes == {"config": "echo"}
    assert (await made(driver("SoftwareConfig"), {})).attributes == {"config": ""}
    assert (await made(driver("StructuredConfig"), {"config": {"a": [1]}})).attributes == {
        "config": {"a": [1]}
    }


async def test_a_cloud_config_is_yaml_that_says_what_it_is() -> None:
    config = {"packages": ["nginx"], "runcmd": [["sh", "-c", "echo 'a: b'\necho c"]], "umlaut": "ä"}
    text = (await made(driver("CloudConfig"), {"cloud_config": config})).attributes["config"]
    first, rest = text.split("\n", 1)
    assert first == "#cloud-config"
    assert yaml.safe_load(rest) == config


class TestMultipartMime:
    async def test_parts_are_attached_in_order(self) -> None:
        parts = [
            {"config": "#!/bin/sh\necho 1\n", "filename": "start.sh", "subtype": "x-shellscript"},
            {"config": "ä", "filename": "cloud-boothook.txt"},
            {"config": "plain"},
        ]
        found = message_of((await made(driver("MultipartMime"), {"parts": parts})).attributes["config"])
        payload = [part.get_payload(decode=True) for part in found.walk() if not part.is_multipart()]
        assert payload == [b"#!/bin/sh\necho 1\n", "ä".encode(), b"plain"]
        kinds = [part.get_content_type() for part in found.walk()][1:]
        assert kinds == ["text/x-shellscript", "text/cloud-boothook", "text/plain"]
        names = [part.get_filename() for part in found.walk()][1:]
        assert names == ["start.sh", "cloud-boothook.txt", None]

    async def test_a_part_may_name_another_configuration(self) -> None:
        config = await made(driver("CloudConfig"), {"cloud_config": {"packages": []}})
        data = await made(driver("StructuredConfig"), {"config": {"a": 1}})
        referred = {config.physical_id: config.attributes, "data": data.attributes}
        parts = [{"config": config.physical_id}, {"config": "data"}, {"config": "nobody's id"}]
        mime = await made(driver("MultipartMime"), {"parts": parts}, referred=referred)
        found = message_of(mime.attributes["config"])
        payload = [part.get_payload() for part in found.walk() if not part.is_multipart()]
        assert payload == ["#cloud-config\npackages: []\n", '{"a":1}', "nobody's id"]

    async def test_a_message_of_parts_is_taken_apart(self) -> None:
        inner = await made(
            driver("MultipartMime"), {"parts": [{"config": "1", "filename": "a.txt"}, {"config": "ß"}]}
        )
        parts = [{"config": inner.attributes["config"], "type": "multipart"}, {"config": "3"}]
        found = message_of((await made(driver("MultipartMime"), {"parts": parts})).attributes["config"])
        assert [part.get_payload(decode=True) for part in found.walk() if not part.is_multipart()] == [
            b"1",
            "ß".encode(),
            b"3",
        ]
        assert [part.get_filename() for part in found.walk()][1:] == ["a.txt", None, None]

    async def test_a_secret_part_makes_a_secret_message(self) -> None:
        referred = {"id": {"config": Sensitive("hunter2")}}
        mime = await made(driver("MultipartMime"), {"parts": [{"config": "id"}]}, referred=referred)
        assert isinstance(mime.attributes["config"], Sensitive)
        assert "hunter2" in mime.attributes["config"].reveal()


async def test_a_value_is_offered_as_its_type_says() -> None:
    assert (await made(driver("Value"), {"value": "5", "type": "number"})).attributes == {"value": 5}


async def test_a_placeholder_offers_nothing() -> None:
    assert (await made(driver("None"), {"any": "thing"})).attributes == {}
