"""Keystone's, Swift's and Barbican's types: what they check of several properties, and what a change of them costs."""

from typing import Any

import pytest

from setpoint.model.value import Sensitive, Unknown
from tests.types.asking import costs, errors, kind

LATER = Unknown(("a.b",))
USER, GRANTED = "OS::Keystone::User", "OS::Keystone::UserRoleAssignment"
CONTAINER, SECRET, ORDER = "OS::Swift::Container", "OS::Barbican::Secret", "OS::Barbican::Order"
GENERIC, CERTIFICATE = "OS::Barbican::GenericContainer", "OS::Barbican::CertificateContainer"
RSA = "OS::Barbican::RSAContainer"
KEY = {"type": "key", "algorithm": "aes", "bit_length": 256}
BINARY = {"payload_content_type": "application/octet-stream", "payload_content_encoding": "base64"}


@pytest.mark.parametrize(
    ("type_name", "given", "expected"),
    (
        (
            USER,
            {"roles": [{"role": "r", "project": "p", "domain": "d"}]},
            ["property roles[0].project cannot be given together with domain"],
        ),
        (
            GRANTED,
            {"user": "u", "roles": [{"role": "r", "domain": "d"}, {"role": "r"}]},
            ["property roles[1] must have a project or a domain"],
        ),
        (CONTAINER, {"name": "a/b"}, ["property name must not have a slash"]),
        (CONTAINER, {"name": "ä" * 129}, ["property name must have at most 256 bytes"]),
        (
            CONTAINER,
            {"X-Container-Meta": {"a b": "c"}},
            ["property X-Container-Meta.a b must have a name that a header can have"],
        ),
        (
            CONTAINER,
            {"X-Account-Meta": {"a": "b\nc"}},
            ["property X-Account-Meta.a must be a single value, on one line: it becomes a header"],
        ),
        (
            CONTAINER,
            {"X-Container-Meta": {"Setpoint": "x"}, "X-Account-Meta": {"Setpoint": "x"}},
            ["property X-Container-Meta.Setpoint is what Setpoint knows its own containers by"],
        ),
        (
            SECRET,
            {"payload_content_type": "text/plain"},
            ["property payload_content_type is for secrets with a payload"],
        ),
        (
            SECRET,
            {"payload": "x", "payload_content_type": "application/octet-stream"},
            [
                "property payload_content_encoding is required where payload_content_type is application/octet-stream"
            ],
        ),
        (
            SECRET,
            {"payload": "x", "payload_content_encoding": "base64", "payload_content_type": "text/plain"},
            [
                "property payload_content_encoding is for payloads of type application/octet-stream",
                "property payload must be in base64",
            ],
        ),
        (SECRET, {"payload": ""}, ["property payload must hold a character"]),
        (SECRET, {"payload": Sensitive("no"), **BINARY}, ["property payload must be in base64"]),
        (ORDER, {"type": "key", "bit_length": 8}, ["property algorithm is required for orders of type key"]),
        (ORDER, {**KEY, "pass_phrase": "x"}, ["property pass_phrase is not for orders of type key"]),
        (ORDER, {"type": "certificate", "profile": "p"}, ["property profile needs a ca_id"]),
        (
            GENERIC,
            {"secrets": [{"name": "a", "ref": "x"}, {"name": "a", "ref": "x"}]},
            [
                "property secrets[1].ref refers to a secret that is in it already",
                "property secrets[1].name is the name of another one in it",
            ],
        ),
        (
            CERTIFICATE,
            {"private_key_ref": "x", "intermediates_ref": "x"},
            [
                "property intermediates_ref refers to a secret that is in it already",
                "property certificate_ref is required in a container that is not empty",
            ],
        ),
        (
            RSA,
            {"public_key_ref": "x"},
            ["property private_key_ref is required in a container that is not empty"],
        ),
    ),
)
def test_what_does_not_go_together_is_told(
    type_name: str, given: dict[str, Any], expected: list[str]
) -> None:
    assert errors(kind(type_name), **given) == expected


@pytest.mark.parametrize(
    ("type_name", "given"),
    (
        (USER, {"roles": [{"role": "r", "project": LATER}, LATER]}),
        (USER, {"roles": LATER}),
        (CONTAINER, {"name": LATER, "X-Container-Meta": LATER, "X-Account-Meta": {"a": 5, "b": LATER}}),
        (SECRET, {"payload": LATER, **BINARY}),
        (SECRET, {"payload": "aGVsbG8=", **BINARY}),
        (SECRET, {}),
        (ORDER, {**KEY, "mode": "cbc", "expiration": LATER}),
        (ORDER, {"type": LATER, "profile": "p"}),
        (GENERIC, {"secrets": [{"name": "a", "ref": LATER}, {"name": "b", "ref": LATER}]}),
        (GENERIC, {"secrets": LATER}),
        (CERTIFICATE, {}),
        (RSA, {"public_key_ref": LATER, "private_key_ref": LATER}),
    ),
)
def test_what_goes_together_passes(type_name: str, given: dict[str, Any]) -> None:
    assert errors(kind(type_name), **given) == []


def test_what_the_services_can_change_is_changed_in_place() -> None:
    told = {"X-Container-Read": ".r:*", "X-Container-Meta": {"a": "b"}, "PurgeOnDelete": True}
    assert costs(kind(CONTAINER), {"name": "a"}, {"name": "a", **told}) == dict.fromkeys(told, "in place")
    assert costs(kind(CONTAINER), {"name": "a"}, {"name": "b"}) == {"name": "replace"}
    secrets = [{"name": "a", "ref": "x"}]
    assert costs(kind(GENERIC), {"name": "a"}, {"name": "b", "secrets": secrets}) == {
        "name": "replace",
        "secrets": "in place",
    }


@pytest.mark.parametrize("name", ("Group", "Project", "User"))
def test_nothing_moves_to_another_domain(name: str) -> None:
    type_ = kind(f"OS::Keystone::{name}")
    assert costs(type_, {"name": "a"}, {"name": "a", "domain": "d"}) == {"domain": "replace"}


def test_a_user_is_shown_and_the_password_is_not() -> None:
    password = {"name": "ada", "password": Sensitive("hunter2")}
    shown = {"name": "ada", "password_expires_at": None, "show": {"name": "ada"}}
    assert kind(USER).shield(password, shown) == shown
    found = kind(USER).shield({"name": Sensitive("ada")}, shown)
    assert isinstance(found["name"], Sensitive)
    assert isinstance(found["show"], Sensitive)


def test_keys_and_payloads_are_secrets() -> None:
    shown = {"public_key": "PUBLIC", "private_key": "PRIVATE", "show": {}}
    found = kind(ORDER).shield(KEY, shown)
    assert [name for name, value in found.items() if isinstance(value, Sensitive)] == ["private_key"]
    found = kind(SECRET).shield({}, {"decrypted_payload": "x", "status": "ACTIVE"})
    assert [name for name, value in found.items() if isinstance(value, Sensitive)] == ["decrypted_payload"]
