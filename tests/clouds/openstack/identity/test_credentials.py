"""The body that Keystone wants for each way to authenticate (Identity API v3)."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.clouds.openstack.identity.credentials import is_renewable, request
from setpoint.model.errors import InvalidInput

PASSWORD = {"username": "ada", "password": "pw", "user_domain_name": "Default"}
USER = {"name": "ada", "domain": {"name": "Default"}}


def scope(**auth: str) -> Any:
    return request("password", {**PASSWORD, **auth})["auth"].get("scope")


def test_password() -> None:
    told = request("password", PASSWORD)["auth"]
    assert told == {"identity": {"methods": ["password"], "password": {"user": {**USER, "password": "pw"}}}}


@pytest.mark.parametrize(
    ("auth", "wanted"),
    (
        ({"project_id": "p"}, {"project": {"id": "p"}}),
        (
            {"project_name": "web", "project_domain_id": "d"},
            {"project": {"name": "web", "domain": {"id": "d"}}},
        ),
        ({"project_name": "web"}, {"project": {"name": "web", "domain": {"id": "default"}}}),
        ({"trust_id": "t", "project_name": "web"}, {"OS-TRUST:trust": {"id": "t"}}),
        ({"system_scope": "all"}, {"system": {"all": True}}),
        ({"domain_name": "d"}, {"domain": {"name": "d"}}),
        ({}, None),
    ),
)
def test_what_the_token_is_good_for(auth: dict[str, str], wanted: Any) -> None:
    assert scope(**auth) == wanted


def test_an_application_credential_has_its_own_scope() -> None:
    auth = {"application_credential_id": "a", "application_credential_secret": "s", "project_id": "p"}
    assert request("v3applicationcredential", auth)["auth"] == {
        "identity": {
            "methods": ["application_credential"],
            "application_credential": {"id": "a", "secret": "s"},
        }
    }


def test_an_application_credential_by_name_belongs_to_a_user() -> None:
    auth = {**PASSWORD, "application_credential_name": "ci", "application_credential_secret": "s"}
    told = request("v3applicationcredential", auth)["auth"]["identity"]["application_credential"]
    assert told == {"name": "ci", "secret": "s", "user": USER}


def test_a_token_gives_no_other_when_it_has_run_out() -> None:
    assert request("token", {"token": "t", "project_id": "p"})["auth"]["identity"] == {
        "methods": ["token"],
        "token": {"id": "t"},
    }
    assert not is_renewable("v3token")
    assert is_renewable("v3password")


def test_what_is_missing_is_told() -> None:
    with pytest.raises(InvalidInput, match=r"lack password.*OS_PASSWORD"):
        request("password", {"username": "ada"})


def test_another_way_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="'v3oidcpassword' is not spoken"):
        request("v3oidcpassword", {})
