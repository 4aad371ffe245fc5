"""What Keystone tells of tokens, and which of them an event revokes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from setpoint.api.identity.revocations import Event
from setpoint.api.identity.token import Token, read

ISSUED, EXPIRES = "2026-11-28T06:43:14.000000Z", "2026-11-29T06:43:14.000000Z"


def told(**more: Any) -> bytes:
    """What Keystone answers of a token."""
    token = {
        "methods": ["password"],
        "user": {"id": "u1", "name": "ann", "domain": {"id": "d1", "name": "Default"}},
        "audit_ids": ["a2", "a1"],
        "issued_at": ISSUED,
        "expires_at": EXPIRES,
    }
    return msgspec.json.encode({"token": token | more})


PROJECT = {"project": {"id": "p1", "name": "shop", "domain": {"id": "d2", "name": "Shops"}}}
ROLES = {"roles": [{"id": "r1", "name": "Member"}, {"id": "r2", "name": "reader"}]}
TRUST = {
    "OS-TRUST:trust": {
        "id": "t1",
        "impersonation": True,
        "trustor_user": {"id": "u1"},
        "trustee_user": {"id": "u9"},
    }
}


def test_of_a_project() -> None:
    token = read(told(**PROJECT, **ROLES, is_admin_project=False))
    caller = token.caller
    assert (caller.user, caller.user_name, caller.project, caller.project_name) == ("u1", "ann", "p1", "shop")
    assert caller.roles == {"member", "reader"}
    assert caller.role_ids == ("r1", "r2")
    assert caller.credentials == {
        "user_domain_id": "d1",
        "project_domain_id": "d2",
        "is_admin_project": "False",
    }
    assert token.expires - token.issued == 86_400
    assert (token.audit_id, token.chain_id) == ("a2", "a1")
    assert not caller.token


def test_of_a_domain_of_the_system_and_of_nothing() -> None:
    domain = read(told(domain={"id": "d3", "name": "Third"}, **ROLES)).caller
    assert (domain.project, domain.credentials["domain_id"]) == ("", "d3")
    system = read(told(system={"all": True}, **ROLES)).caller
    assert (system.project, system.system) == ("", "all")
    nothing = read(told()).caller
    assert (nothing.project, nothing.system, nothing.roles) == ("", "", frozenset())


def test_of_a_trust_and_of_an_application_credential() -> None:
    trust = read(told(**PROJECT, **ROLES, **TRUST))
    assert trust.caller.credentials["trust_id"] == "t1"
    assert trust.users == ("u1", "u1", "u9")
    credential = read(
        told(**PROJECT, **ROLES, application_credential={"id": "c1", "name": "ci", "restricted": True})
    )
    assert credential.caller.credentials["application_credential_id"] == "c1"


def test_of_a_user_of_somebody_elses_directory() -> None:
    federated = {
        "id": "u1",
        "name": "ann",
        "OS-FEDERATION": {"groups": []},
        "domain": {"id": None, "name": None},
    }
    assert "user_domain_id" not in read(told(user=federated)).caller.credentials


@pytest.mark.parametrize(
    "content", (b"", b"<html>", b"{}", b'{"token": {}}', told(expires_at="soon"), told(user={"name": "ann"}))
)
def test_what_tells_of_no_token(content: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        read(content)


TOKENS = {
    "project": read(told(**PROJECT, **ROLES)),
    "trust": read(told(**PROJECT, **ROLES, **TRUST)),
    "domain": read(told(domain={"id": "d3"}, **ROLES)),
    "nothing": read(told(audit_ids=["a1"])),
    "other": read(
        told(
            user={"id": "u2", "domain": {"id": "d9"}},
            project={"id": "p2", "domain": {"id": "d9"}},
            audit_ids=["b1"],
            expires_at="2026-11-29T07:00:00.000000Z",
        )
    ),
}


def event(**what: Any) -> Event:
    return msgspec.convert({"revoked_at": "2026-11-28T08:00:00.000000Z", **what}, Event)


@pytest.mark.parametrize(
    ("what", "meant"),
    (
        ({"audit_id": "a2"}, "project trust domain"),
        ({"audit_chain_id": "a1"}, "project trust domain nothing"),
        ({"user_id": "u1"}, "project trust domain nothing"),
        ({"user_id": "u9"}, "trust"),
        ({"user_id": "u1", "project_id": "p1"}, "project trust"),
        ({"project_id": "p2"}, "other"),
        ({"domain_id": "d1"}, "project trust domain nothing"),
        ({"domain_id": "d2"}, "project trust"),
        ({"domain_id": "d3"}, "domain"),
        ({"domain_scope_id": "d3"}, "domain"),
        ({"role_id": "r2"}, "project trust domain"),
        ({"OS-TRUST:trust_id": "t1"}, "trust"),
        ({"OS-OAUTH1:consumer_id": "o1"}, "project trust domain nothing other"),
        ({"user_id": "u1", "expires_at": "2026-11-29T06:43:14.000000Z"}, "project trust domain nothing"),
        ({"user_id": "u1", "expires_at": "2026-11-29T06:43:15.000000Z"}, ""),
        ({"user_id": "u1", "issued_before": "2026-11-28T06:43:14.000000Z"}, "project trust domain nothing"),
        ({"user_id": "u1", "issued_before": "2026-11-28T06:43:13.000000Z"}, ""),
        ({"user_id": "u7"}, ""),
    ),
    ids=str,
)
def test_which_tokens_an_event_means(what: dict[str, str], meant: str) -> None:
    found: dict[str, Token] = {name: token for name, token in TOKENS.items() if event(**what).concerns(token)}
    assert " ".join(found) == meant
