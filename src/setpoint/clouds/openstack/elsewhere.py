"""The way from one cloud to another: a region of the same one, or what the credentials in a secret lead to.

Follows the ``context`` of Heat's OS::Heat::Stack: ``credential_secret_id`` names a secret of Barbican whose payload is
JSON, ``{"auth_type": "v3applicationcredential", "auth": {...}}``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.config import CloudConfig
from setpoint.clouds.openstack.region import Region
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.site import Site

KEY_MANAGER = Api("key-manager", "v1")


class _Credentials(msgspec.Struct, frozen=True):
    """What a secret holds."""

    auth_type: str
    auth: Mapping[str, str]


Told = Callable[[str], CloudConfig]
"""What is told of a region of the cloud, where anything is. Raises InvalidInput."""


async def config_at(here: Region, site: Site, told: Told | None = None) -> CloudConfig:
    """How to connect to ``site``, from ``here``.

    Raises ResourceError for a secret that is none, InvalidInput, Retry.
    """
    config = here.connection.config
    changes: dict[str, object] = {}
    if site.region not in ("", config.region):
        if told is not None and site.region in config.region_names:
            config = told(site.region)
        else:
            changes = {"region": site.region, "regions": {}, **_NO_ADDRESSES}
    if site.credential:
        held = await _credentials(here, site.credential)
        # Nothing of ours but the region fits another cloud.
        changes |= {"auth_type": held.auth_type, "auth": dict(held.auth), **_NO_ADDRESSES}
    changes["verify"] = config.verify and not site.insecure
    return msgspec.structs.replace(config, **changes)


_NO_ADDRESSES: Mapping[str, object] = {"endpoint_overrides": {}, "options": {}}
"""For another place than the one of which they were told: its catalogue says where its services are."""


async def _credentials(here: Region, secret: str) -> _Credentials:
    service = here.service(KEY_MANAGER)
    answer = await service.send(
        "GET", f"secrets/{secret.rsplit('/', 1)[-1]}/payload", headers={"Accept": "text/plain"}
    )
    try:
        return msgspec.json.decode(answer.content, type=_Credentials)
    except msgspec.DecodeError:
        raise ResourceError(
            Diagnostic(
                f"the secret {secret} holds no credentials of a cloud",
                detail="its payload is no JSON with an `auth_type` and a map `auth`",
                advice='store {"auth_type": "v3applicationcredential", "auth": {"auth_url": ..., ...}} in it',
            )
        ) from None
