"""``OS::Barbican::Secret``, ``Order`` and the three containers on a real Barbican."""

from __future__ import annotations

import base64
from typing import Any

import msgspec
import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.certify.led import Led
from setpoint.clouds.driver import Facts
from setpoint.clouds.openstack.drivers.barbican.barbican import KEY_MANAGER, last_part
from setpoint.model.observation import Accepted, Gone, Ready
from setpoint.model.value import Sensitive
from tests.lab.drivers.ground import Ground
from tests.lab.drivers.neutron.ground import drift, refused, repair, seen

pytestmark = pytest.mark.lab

SECRET, ORDER = "OS::Barbican::Secret", "OS::Barbican::Order"
GENERIC, RSA = "OS::Barbican::GenericContainer", "OS::Barbican::RSAContainer"
CERTIFICATE = "OS::Barbican::CertificateContainer"
BINARY = {"payload_content_type": "application/octet-stream", "payload_content_encoding": "base64"}
NEVER = "2099-12-31T12:00:00+02:00"


async def certify(ground: Ground, type: str, **examples: Any) -> None:
    driver = ground.cloud.driver(type)
    assert driver is not None
    await certify_driver(driver, Examples(**examples))


# ---- secrets


@pytest.mark.parametrize("named", ("named", "unnamed"))
async def test_the_life_of_a_secret(ground: Ground, named: str) -> None:
    wanted = {
        **({"name": f"{ground.mark}-secret"} if named == "named" else {}),
        "payload": "it is ä",
        "payload_content_type": "text/plain",
        "secret_type": "passphrase",
        "algorithm": "none",
        "mode": "cbc",
        "bit_length": 8,
        "expiration": NEVER,
    }
    await certify(
        ground,
        SECRET,
        wanted=wanted,
        replaced={**wanted, "payload": "another"},
        refused=({"secret_type": "open"}, {"payload_content_type": "text/plain"}),
        failing={"name": ground.mark, "payload": "x" * 100_000},
    )


@pytest.mark.parametrize(
    ("given", "held"),
    (
        ({"payload": "plain"}, "plain"),
        ({"payload": base64.b64encode(b"text").decode(), **BINARY}, "text"),
        ({"payload": base64.b64encode(b"\xff\x00").decode(), **BINARY}, "/wA="),
        ({}, None),
    ),
    ids=("text", "text-in-base64", "binary", "empty"),
)
async def test_what_a_secret_holds(ground: Ground, given: dict[str, Any], held: str | None) -> None:
    one = await ground.lead(SECRET, name=ground.mark, **given).make()
    found = await one.look()
    assert isinstance(found, Ready)
    assert found.attributes["decrypted_payload"] == held
    assert found.attributes["status"] == "ACTIVE"
    shielded = one.driver.kind.shield({}, found.attributes)["decrypted_payload"]
    assert isinstance(shielded, Sensitive) or held is None
    service, path = ground.service(KEY_MANAGER), f"secrets/{last_part(one.physical_id)}/payload"
    if held is None:
        text = {"Content-Type": "text/plain"}
        await service.send("PUT", path.removesuffix("/payload"), headers=text, content=b"filled")
        found = await one.look()
        assert isinstance(found, Ready)
        assert found.attributes["decrypted_payload"] == "filled"
    else:
        kind = given.get("payload_content_type", "text/plain")
        answer = await service.send("GET", path, headers={"Accept": kind})
        assert answer.content == (b"\xff\x00" if held == "/wA=" else held.encode())


async def test_what_a_lost_answer_left_is_taken_and_filled(ground: Ground) -> None:
    service = ground.service(KEY_MANAGER)
    one, twin = [ground.lead(SECRET, name=ground.mark, payload="mine", mode="m") for _ in range(2)]
    told = {"name": ground.mark, "mode": "m", "secret_type": "opaque"}
    theirs = {**told, "payload": "theirs", "payload_content_type": "text/plain"}
    other = await service.post("secrets", theirs)
    ground.later.push_async_callback(service.delete, f"secrets/{last_part(other['secret_ref'])}")
    assert await one.driver.find(one.token, one.want) is None, "somebody else's is filled"
    left = (await service.post("secrets", told))["secret_ref"]

    found = await one.driver.find(one.token, one.want)
    assert isinstance(found, Accepted)
    assert found.physical_id == left
    await one.settle(found)
    assert await twin.driver.find(twin.token, twin.want) is None, "it is taken"
    await twin.make()
    assert twin.physical_id != one.physical_id
    both = await one.driver.observe([one.subject, twin.subject], Facts(0))
    assert all(isinstance(both[led.token], Ready) for led in (one, twin))
    for led in (one, twin):
        again = await led.driver.find(led.token, led.want)
        assert again is not None
        assert again.physical_id == led.physical_id


async def test_many_secrets_are_seen_at_once(ground: Ground) -> None:
    ones = [await ground.lead(SECRET, name=ground.mark, payload=f"{number}").make() for number in range(3)]
    gone = msgspec.structs.replace(
        ones[0].subject, physical_id=ones[0].physical_id[:-4] + "0000", token="gone"
    )
    before = ground.cloud.region.connection.transport.sent
    found = await ones[0].driver.observe([*(one.subject for one in ones), gone], Facts(0))
    assert ground.cloud.region.connection.transport.sent - before <= 3, "a list has pages of a hundred"
    assert [type(one) for one in found.values()] == [Ready, Ready, Ready, Gone]


# ---- orders


@pytest.mark.parametrize("named", ("named", "unnamed"))
async def test_the_life_of_an_order(ground: Ground, named: str) -> None:
    wanted = {
        **({"name": f"{ground.mark}-key"} if named == "named" else {}),
        "type": "key",
        "algorithm": "aes",
        "bit_length": 256,
        "mode": "cbc",
        "expiration": NEVER,
        "payload_content_type": "application/octet-stream",
    }
    await certify(
        ground,
        ORDER,
        wanted=wanted,
        replaced={**wanted, "bit_length": 128},
        refused=({}, {"type": "key"}, {**wanted, "pass_phrase": "x"}),
        failing={**wanted, "algorithm": "none"},
    )


async def test_keys_are_made_kept_and_removed(ground: Ground) -> None:
    told = {"type": "asymmetric", "algorithm": "rsa", "bit_length": 2048, "pass_phrase": "a pass phrase"}
    service = ground.service(KEY_MANAGER)
    one = await ground.lead(ORDER, name=ground.mark, **told).make()
    attributes = one.attributes
    assert "BEGIN PUBLIC KEY" in attributes["public_key"]
    assert "BEGIN ENCRYPTED PRIVATE KEY" in attributes["private_key"], "the pass phrase was not used"
    assert "a pass phrase" not in str(attributes)
    assert attributes["status"] == "ACTIVE"
    assert attributes["order_ref"] == one.physical_id
    assert attributes["certificate"] is attributes["intermediates"] is attributes["secret_ref"] is None
    shielded = one.driver.kind.shield({}, attributes)
    assert [name for name, value in shielded.items() if isinstance(value, Sensitive)] == ["private_key"]

    before = ground.cloud.region.connection.transport.sent
    found = await one.look()
    assert isinstance(found, Ready)
    assert found.attributes["private_key"] == attributes["private_key"]
    assert ground.cloud.region.connection.transport.sent == before + 1, (
        "keys that are known are not asked for"
    )

    container = await service.get(f"containers/{last_part(attributes['container_ref'])}")
    refs = [held["secret_ref"] for held in container["secret_refs"]]
    assert len(refs) == 3
    await one.remove()
    for path in (
        f"containers/{last_part(attributes['container_ref'])}",
        *(f"secrets/{last_part(ref)}" for ref in refs),
    ):
        await refused(service.get(path), "404")


async def test_an_order_whose_answer_was_lost_is_found(ground: Ground) -> None:
    told = {"type": "key", "algorithm": "aes", "bit_length": 128}
    one, twin = [ground.lead(ORDER, name=ground.mark, **told) for _ in range(2)]
    first = await one.driver.create(one.want, one.token)
    found = await one.driver.find(one.token, one.want)
    assert found == first
    await one.settle(found)
    assert await twin.driver.find(twin.token, twin.want) is None, "it is taken"
    await twin.make()
    assert twin.physical_id != one.physical_id
    again = await twin.driver.find(twin.token, twin.want)
    assert again is not None
    assert again.physical_id == twin.physical_id


async def test_certificates_cannot_be_ordered_any_more(ground: Ground) -> None:
    one = ground.lead(ORDER, type="certificate", request_type="custom", subject_dn="cn=a", name=ground.mark)
    await refused(one.driver.create(one.want, one.token), "certificate")


# ---- containers


async def secrets(ground: Ground, *names: str) -> list[str]:
    """The addresses of new secrets."""
    service = ground.service(KEY_MANAGER)
    made = [await service.post("secrets", {"name": f"{ground.mark}-{name}"}) for name in names]
    for one in made:
        path = f"secrets/{last_part(one['secret_ref'])}"
        ground.later.push_async_callback(service.delete, path)
    return [str(one["secret_ref"]) for one in made]


async def test_the_life_of_a_generic_container(ground: Ground) -> None:
    a, b, c = await secrets(ground, *"abc")
    wanted = {"name": ground.mark, "secrets": [{"name": "one", "ref": a}, {"name": "two", "ref": b}]}
    await certify(
        ground,
        GENERIC,
        wanted=wanted,
        changed={"name": ground.mark, "secrets": [{"name": "three", "ref": c}, {"name": "2", "ref": b}]},
        replaced={**wanted, "name": f"{ground.mark}-2"},
        refused=(
            {"secrets": [{"name": "one"}]},
            {"secrets": [{"name": "1", "ref": a}, {"name": "2", "ref": a}]},
        ),
        failing={"secrets": [{"name": "one", "ref": a[:-4] + "0000"}]},
    )


async def test_the_lives_of_containers_of_keys(ground: Ground) -> None:
    a, b, c, d = await secrets(ground, *"abcd")
    keys = {"private_key_ref": a, "private_key_passphrase_ref": b}
    await certify(
        ground,
        RSA,
        wanted={"name": ground.mark, "public_key_ref": c, **keys},
        replaced={"name": ground.mark, "public_key_ref": d, **keys},
        refused=({"public_key_ref": c}, {"private_key_ref": a, "public_key_ref": a}),
        failing={"public_key_ref": c, "private_key_ref": a[:-4] + "0000"},
    )
    await certify(
        ground,
        CERTIFICATE,
        wanted={"certificate_ref": c, "intermediates_ref": d, **keys},
        replaced={"certificate_ref": d, **keys},
        refused=({"private_key_ref": a},),
        failing={"certificate_ref": "http://127.0.0.1:1/v1/secrets/" + "0" * 8},
    )


async def test_what_a_container_is(ground: Ground) -> None:
    a, b = await secrets(ground, "a", "b")
    service = ground.service(KEY_MANAGER)
    one = await ground.lead(GENERIC, name=ground.mark, secrets=[{"name": "one", "ref": a}]).make()
    path = f"containers/{last_part(one.physical_id)}"
    theirs = {"name": "somebody", "URL": "http://127.0.0.1:1/"}
    await service.post(f"{path}/consumers", theirs)
    found = await one.look()
    assert isinstance(found, Ready)
    assert found.attributes["consumers"] == [theirs]
    assert found.attributes["container_ref"] == one.physical_id
    assert found.attributes["secret_refs"] == {"one": a}
    assert found.attributes["status"] == "ACTIVE"

    await service.post(f"{path}/secrets", {"name": "two", "secret_ref": b})
    more = [{"name": "one", "ref": a}, {"name": "two", "ref": b}]
    assert await drift(one) == {"secrets": more}
    await repair(one)
    assert await seen(one) == {"name": ground.mark, "secrets": more[:1]}


async def test_a_container_whose_answer_was_lost_is_taken_once(ground: Ground) -> None:
    (a,) = await secrets(ground, "a")
    service = ground.service(KEY_MANAGER)
    one, twin, other = [
        ground.lead(GENERIC, name=ground.mark, secrets=[{"name": name, "ref": a}]) for name in ("1", "1", "2")
    ]
    body = {"name": ground.mark, "type": "generic", "secret_refs": [{"name": "1", "secret_ref": a}]}
    left = (await service.post("containers", body))["container_ref"]
    assert await other.driver.find(other.token, other.want) is None, "it holds something else"
    await taken(one, left)
    assert await twin.driver.find(twin.token, twin.want) is None, "it is taken"
    await taken(one, left)


async def taken(one: Led, left: str) -> None:
    found = await one.driver.find(one.token, one.want)
    assert found is not None
    assert found.physical_id == left
    await one.settle(found)
