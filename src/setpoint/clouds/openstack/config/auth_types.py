"""The ways of authenticating, and what each has to be told. Facts of keystoneauth 5.18 (Apache-2.0 software).

Those that need more than keystoneauth itself (SAML, Kerberos, OAuth 1) are not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

COMBINING = "v3multifactor"
"""The type that combines several others."""

_GROUPS = {
    "SCOPE": "domain_id domain_name project_id project_name project_domain_id project_domain_name",
    "V2": "auth_url tenant_id tenant_name trust_id",
    "V3": "auth_url SCOPE system_scope trust_id",
    "ANY": "V3 default_domain_id default_domain_name",
    "USER": "user_id username user_domain_id user_domain_name",
    "FEDERATED": "V3 identity_provider protocol",
    "OIDC": "FEDERATED client_id client_secret openid_scope access_token_type access_token_endpoint discovery_endpoint",
    "IDP": "auth_url identity_provider protocol",
    "CLIENT": "IDP client_id access_token_endpoint|discovery_endpoint",
    "OAUTH": "oauth2_endpoint oauth2_client_id",
    "SOMEBODY": "auth_url user_id|username",
}

_FACTS = {  # which options it knows, and which of them it cannot do without; of a|b, one is enough
    "admin_token": ("endpoint token", "endpoint token"),
    "http_basic": ("username password endpoint", "password"),
    "none": ("endpoint", ""),
    "password": ("ANY USER password", "SOMEBODY password"),
    "token": ("ANY token", "auth_url token"),
    "v2password": ("V2 user_id username password", "SOMEBODY password"),
    "v2token": ("V2 token", "auth_url token"),
    "v3applicationcredential": (
        "V3 USER application_credential_secret application_credential_id application_credential_name",
        "auth_url application_credential_secret application_credential_id|application_credential_name",
    ),
    COMBINING: ("V3 auth_methods", "auth_url auth_methods"),
    "v3oauth2clientcredential": (
        "V3 OAUTH oauth2_client_secret",
        "auth_url OAUTH oauth2_client_secret",
    ),
    "v3oauth2mtlsclientcredential": ("V3 OAUTH", "auth_url OAUTH"),
    "v3oidcaccesstoken": ("FEDERATED access_token", "IDP access_token"),
    "v3oidcauthcode": ("OIDC redirect_uri code", "CLIENT client_secret code"),
    "v3oidcclientcredentials": ("OIDC", "CLIENT client_secret"),
    "v3oidcdeviceauthz": ("OIDC device_authorization_endpoint code_challenge_method", "CLIENT"),
    "v3oidcpassword": ("OIDC username password idp_otp_key", "CLIENT client_secret username password"),
    "v3password": ("V3 USER password", "SOMEBODY password"),
    "v3token": ("V3 token", "auth_url token"),
    "v3tokenlessauth": ("auth_url SCOPE", "auth_url domain_id|domain_name|project_id|project_name"),
    "v3totp": ("V3 USER passcode", "SOMEBODY passcode"),
    "v3websso": ("FEDERATED redirect_host redirect_port login_timeout username", "IDP"),
}

FACTORS = ("v3applicationcredential", "v3oauth2clientcredential", "v3password", "v3token", "v3totp")
"""Those that it can combine."""

_USERNAME = {"username": "user_name"}
_TENANT = {"project_id": "tenant_id", "project_name": "tenant_name"}

OTHER_NAMES: Mapping[str, Mapping[str, str]] = {
    "admin_token": {"endpoint": "url"},
    "http_basic": _USERNAME,
    "password": _USERNAME | _TENANT,
    "token": _TENANT,
    "v2password": _USERNAME,
    "v3applicationcredential": _USERNAME,
    COMBINING: _USERNAME,
    "v3oidcauthcode": {"code": "authorization_code"},
    "v3password": _USERNAME,
    "v3totp": _USERNAME,
}
"""Old names of options, by type: they count where the new one is not told."""

CALLED: Mapping[str, str] = {"openid_scope": "scope"}
"""What an option is called once it is read, where that is something else."""


class AuthType(msgspec.Struct, frozen=True):
    """A way of authenticating, by name: its ``options``, and what it ``needs`` (one of each tuple).

    ``paired`` begin with a name that is only good together with one of the others.
    """

    name: str
    options: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    paired: tuple[tuple[str, ...], ...] = ()


def auth_type(name: str, factors: Sequence[str] = ()) -> AuthType | None:
    """The type of that name; None when there is none. ``factors``, of FACTORS, are what it combines."""
    if name not in _FACTS:
        return None
    facts = [_FACTS[name], *(_FACTS[factor] for factor in factors)]
    options = dict.fromkeys(option for one, _ in facts for option in _words(one))
    needs = dict.fromkeys(tuple(need.split("|")) for _, one in facts for need in _words(one))
    return AuthType(name, tuple(options), tuple(needs), _paired(name, options))


def _paired(name: str, options: Mapping[str, None]) -> tuple[tuple[str, ...], ...]:
    """In version 3, names of projects and users are only unique within a domain."""
    pairs = (
        ("project_name", "project_domain_id", "project_domain_name"),
        ("username", "user_domain_id", "user_domain_name"),
    )
    return tuple(pair for pair in pairs if name.startswith("v3") and pair[1] in options)


def _words(text: str) -> Iterator[str]:
    for word in text.split():
        yield from _words(_GROUPS[word]) if word in _GROUPS else (word,)


AUTH_TYPES = tuple(_FACTS)
"""The names of all."""
