"""How whatever runs within a server learns what it is told: where it asks, and as whom (``os-collect-config``).

Its agent is told of that by the server's metadata: once at the first boot, in user data, and with each answer anew.
The names are the agent's (os-collect-config, "Usage").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from setpoint.model.arn import Arn
from setpoint.model.in_server import CFN, IDENTITY, access_key_id, password, secret_key
from setpoint.model.value import Plain, Value, reveal

BY_HEAT, BY_CFN, BY_TEMP_URL, BY_QUEUE = (
    "POLL_SERVER_HEAT",
    "POLL_SERVER_CFN",
    "POLL_TEMP_URL",
    "ZAQAR_MESSAGE",
)
"""Ways to ask."""

METADATA_URL = "metadata_url"
"""The key of a server under which the address is that it reads its metadata at, where a cloud keeps it for it."""

COLLECTORS = {BY_HEAT: "heat", BY_CFN: "cfn", BY_TEMP_URL: "request"}
"""What of the agent asks in each way."""


class Polling(msgspec.Struct, frozen=True):
    """How one server asks. ``service`` is the service's public address, without a version; "" where there is none."""

    transport: str
    service: str
    arn: Arn
    keys: Mapping[str, Value]

    @property
    def is_brought(self) -> bool:
        """Whether its metadata must be put where it looks."""
        return self.transport == BY_TEMP_URL

    def collecting(self) -> dict[str, Plain]:
        """What its agent is told of that; secrets in clear."""
        how = self._how()
        named = {COLLECTORS[self.transport]: how} if how else {}
        return {**named, "collectors": ["ec2", *named, "local"]}

    def _how(self) -> dict[str, Plain] | None:
        """None where there is nobody to ask."""
        arn, key = self.arn, str(self.keys.get("access_key"))
        secret = str(reveal(self.keys.get("secret")))
        if self.transport == BY_TEMP_URL:
            url = reveal(self.keys.get(METADATA_URL))
            return {"metadata_url": url} if url else None
        if not self.service:
            return None
        if self.transport == BY_HEAT:
            return {
                "auth_url": f"{self.service}{IDENTITY}",
                "user_id": key,
                "password": password(secret),
                "project_id": arn.project,
                "stack_id": f"{arn.stack_name}/{arn.stack}",
                "resource_name": arn.address,
                "region_name": None,
            }
        return {
            "metadata_url": f"{self.service}{CFN}/v1/",
            "access_key_id": access_key_id(arn.project, key),
            "secret_access_key": secret_key(secret),
            "stack_name": arn.stack_name,
            "path": f"{arn.address}.Metadata",
        }

    def metadata(self, own: Plain, deployments: list[Any]) -> dict[str, Plain]:
        """The server's metadata: its ``own``, as its template says it, and what is to be carried out there."""
        said = dict(own or {})
        known = said.get("os-collect-config")
        how = {**(known if isinstance(known, Mapping) else {}), **self.collecting()}
        return {**said, "deployments": deployments, "os-collect-config": how}
