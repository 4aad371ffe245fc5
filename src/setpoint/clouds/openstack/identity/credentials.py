"""Credentials as Keystone's v3 API asks for them (Identity API v3, "Authentication and token management")."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from setpoint.model.errors import InvalidInput
from setpoint.model.nearest import did_you_mean

Auth = Mapping[str, str]


def request(auth_type: str, auth: Auth) -> dict[str, Any]:
    """The body of ``POST /v3/auth/tokens``. Raises InvalidInput for what is missing, or a way that is not spoken."""
    name = auth_type.removeprefix("v3") or "password"
    method = _METHODS.get(name)
    if method is None:
        raise InvalidInput.because(
            f"auth_type {auth_type!r} is not spoken here",
            detail=f"spoken are: {', '.join(sorted(_METHODS))}",
            advice=did_you_mean(auth_type, sorted(_METHODS)),
        )
    identity = method(auth)
    scope = None if "application_credential" in identity["methods"] else _scope(auth)
    return {"auth": {"identity": identity, **({"scope": scope} if scope else {})}}


def is_renewable(auth_type: str) -> bool:
    """Whether the credentials give a new token when one has run out: a bare token does not outlive itself."""
    return auth_type.removeprefix("v3") not in ("token", "admin_token")


def _password(auth: Auth) -> dict[str, Any]:
    return {
        "methods": ["password"],
        "password": {"user": {**_user(auth), "password": _need(auth, "password")}},
    }


def _totp(auth: Auth) -> dict[str, Any]:
    return {"methods": ["totp"], "totp": {"user": {**_user(auth), "passcode": _need(auth, "passcode")}}}


def _token(auth: Auth) -> dict[str, Any]:
    return {"methods": ["token"], "token": {"id": _need(auth, "token")}}


def _application_credential(auth: Auth) -> dict[str, Any]:
    told: dict[str, Any] = {"secret": _need(auth, "application_credential_secret")}
    if auth.get("application_credential_id"):
        told["id"] = auth["application_credential_id"]
    else:
        told |= {"name": _need(auth, "application_credential_name"), "user": _user(auth)}
    return {"methods": ["application_credential"], "application_credential": told}


_METHODS: dict[str, Callable[[Auth], dict[str, Any]]] = {
    "password": _password,
    "totp": _totp,
    "token": _token,
    "applicationcredential": _application_credential,
}


def _user(auth: Auth) -> dict[str, Any]:
    if auth.get("user_id"):
        return {"id": auth["user_id"]}
    return {"name": _need(auth, "username"), **_domain(auth, "user_domain")}


def _domain(auth: Auth, whose: str) -> dict[str, Any]:
    if auth.get(f"{whose}_id"):
        return {"domain": {"id": auth[f"{whose}_id"]}}
    if auth.get(f"{whose}_name"):
        return {"domain": {"name": auth[f"{whose}_name"]}}
    return {"domain": {"id": auth.get("default_domain_id") or auth.get("default_domain") or "default"}}


def _scope(auth: Auth) -> dict[str, Any] | None:
    """What a token is good for: a trust, the system, a project, a domain, or (None) what the user's default is."""
    if auth.get("trust_id"):
        return {"OS-TRUST:trust": {"id": auth["trust_id"]}}
    if auth.get("system_scope"):
        return {"system": {"all": True}}
    if auth.get("project_id"):
        return {"project": {"id": auth["project_id"]}}
    if auth.get("project_name"):
        return {"project": {"name": auth["project_name"], **_domain(auth, "project_domain")}}
    for key, word in (("domain_id", "id"), ("domain_name", "name")):
        if auth.get(key):
            return {"domain": {word: auth[key]}}
    return None


def _need(auth: Auth, name: str) -> str:
    if not auth.get(name):
        raise InvalidInput.because(
            f"the credentials lack {name}",
            advice=f"give `{name}` under `auth` of the cloud in clouds.yaml or secure.yaml, or OS_{name.upper()}",
        )
    return auth[name]
