"""The keys that a resource is signalled with: addresses that are signed with them, and the user that they make."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import NamedTuple
from urllib.parse import urlsplit

from setpoint.model.address import Address
from setpoint.model.arn import Arn
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.in_server import IDENTITY, password
from setpoint.model.presigned import presigned
from setpoint.model.queue import QUEUE, queue_of
from setpoint.model.stack import ProjectId, StackId
from setpoint.model.value import Plain, Sensitive, Value, reveal

BITS = 256
"""Of secrets."""

METHODS = {"waitcondition": "PUT", "signal": "POST"}
"""How each kind of signed address is used."""


def secret(chance: Random) -> str:
    """A new one."""
    return f"{chance.getrandbits(BITS):064x}"


def new_keys(token: str, chance: Random, service: str) -> dict[str, Value]:
    """Keys for the resource made under ``token``, for addresses at ``service``."""
    return {
        "access_key": token.replace("-", ""),
        "secret": Sensitive(secret(chance)),
        "host": urlsplit(service).netloc,
    }


def with_queue(keys: Mapping[str, Value], transport: Plain) -> dict[str, Value]:
    """``keys``, with a queue where ``transport`` is one: its name tells whose it is."""
    queue = queue_of(str(keys["access_key"]))
    return {**keys, QUEUE: queue} if transport == "ZAQAR_SIGNAL" else dict(keys)


def signed(service: str, way: str, arn: Arn, keys: Mapping[str, Value], at: float) -> str:
    """The address at which the resource of ``arn`` and ``keys`` is signalled; "" where there is no service."""
    if not service:
        return ""
    url = f"{service}/v1/{way}/{arn.in_path}"
    return presigned(url, METHODS[way], str(keys["access_key"]), str(reveal(keys["secret"])), at=at)


def arn_of(project: str, labels: Mapping[str, str]) -> Arn:
    """The resource that is made for ``labels``."""
    return Arn(
        ProjectId(project),
        labels.get("stack_name", ""),
        StackId(labels.get("stack", "")),
        Address(labels.get("address", "")),
    )


class InServer(NamedTuple):
    """How whatever runs within a server asks for a token with which it may signal a resource and nothing else."""

    auth_url: str
    username: str
    user_id: str
    password: str
    project_id: str


def in_server(service: str, project: str, name: str, keys: Mapping[str, Value]) -> InServer:
    """The user of the resource called ``name``, with these keys. Raises ResourceError where there is no service."""
    if not service:
        raise ResourceError(
            Diagnostic(
                "nothing can be signalled by HEAT_SIGNAL or ZAQAR_SIGNAL: there is no service that could be asked",
                detail="a server signs in at the service's public address, and signals there",
                advice="run `setpoint serve`, with a public_endpoint; or use NO_SIGNAL",
            )
        )
    secret_of_it = str(reveal(keys["secret"]))
    return InServer(f"{service}{IDENTITY}", name, str(keys["access_key"]), password(secret_of_it), project)
