"""Signals at this door: who may send one without being anybody, and what each kind of sender is answered.

Whoever has a handle's token, or its signed address, may signal that handle and do nothing else. What is signed is
checked against the host that it was signed for: what proxies make of a request's host does not matter.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, TypedDict

import msgspec

from setpoint.api.heat.refusals import Refused, bad_request, no_resource, too_much
from setpoint.engine.engine import Engine
from setpoint.engine.requests.asking import NoResource
from setpoint.engine.requests.hearing import received
from setpoint.engine.requests.signalling import (
    ANY,
    NoRoom,
    NotThereYet,
    Room,
    TakesNoSignal,
    signal_one,
    signallable,
)
from setpoint.engine.signals import signalled
from setpoint.model.address import Address, name_of
from setpoint.model.arn import Arn, read_arn
from setpoint.model.errors import InvalidInput
from setpoint.model.in_server import is_token
from setpoint.model.incarnation import Incarnation
from setpoint.model.presigned import access_key_of, is_genuine
from setpoint.model.stack import ProjectId, Stack
from setpoint.model.value import Plain, reveal
from setpoint.types.catalogue import find
from setpoint.types.heat.signals import Handle

Engines = Callable[[ProjectId], Engine]


class Signed(msgspec.Struct, frozen=True):
    """A request to a signed address. ``arn`` and ``path`` have nothing quoted in them any more; ``query`` has."""

    method: str
    arn: str
    path: str
    query: str


class Told(TypedDict):
    """A handle, and what all it was signalled."""

    resource: str
    metadata: dict[str, Any]


def _takes_none() -> Refused:
    return Refused(400, "ResourceActionNotSupported", "signal is not supported for resource.")


async def signal(
    engine: Engine,
    stack: Stack,
    address: Address,
    body: Plain,
    *,
    one: Incarnation | None = None,
    room: Room = ANY,
) -> None:
    """A signal of somebody who may (HEAT_SIGNAL, TOKEN_SIGNAL); the answer is null. Raises Refused.

    It is for ``one``, where the sender has the token of that, else for what stands at ``address`` now.
    """
    if one is not None and signalled(one.type) is None:  # a server, whose token is for its metadata
        raise _takes_none()
    try:
        await signal_one(engine, stack, one or signallable(engine, stack, address), body, room)
    except TakesNoSignal:
        raise _takes_none() from None
    except NotThereYet as problem:
        raise Refused(404, "ResourceNotAvailable", str(problem)) from None
    except NoResource:
        raise no_resource(name_of(address), stack.name) from None
    except NoRoom as problem:
        raise too_much(str(problem)) from None
    except InvalidInput as problem:
        raise bad_request(str(problem)) from None


def by_token(engine: Engine, stack: Stack, address: Address, token: str) -> Incarnation | None:
    """The resource at ``address`` whose token that is; it may be on its way out. None where it is nobody's.

    The token is that of a handle, or one of whoever is within the server that the resource is for.
    """
    for one in engine.world(stack).at(address):
        own = reveal(one.attributes.get("token")) if isinstance(find(one.type), Handle) else None
        if own and hmac.compare_digest(str(own).encode(), token.encode()):
            return one
        secret = reveal(one.keys.get("secret"))
        if secret and is_token(str(secret), token, engine.now()):
            return one
    return None


async def signal_signed(
    engines: Engines,
    signed: Signed,
    body: Plain,
    *,
    lifetime: float = 0,
    room: Room = ANY,
    believed: Callable[[Stack, Incarnation], None] = lambda _stack, _one: None,
) -> Told:
    """A signal to a signed address (CFN_SIGNAL, and wait conditions of AWS); what all it was signalled, for an answer.

    With a ``lifetime`` in seconds, addresses that are older are refused. ``believed`` is told of whom a genuine request
    signals, and may refuse it. Raises Refused.
    """
    arn = read_arn(signed.arn)
    if arn is None or not access_key_of(signed.query):
        raise _unsigned()
    engine = engines(arn.project)
    stack, one = _signer(engine, arn, signed, lifetime)
    believed(stack, one)
    try:
        await signal_one(engine, stack, one, body if isinstance(body, dict) else {}, room)
    except NoRoom as problem:
        raise too_much(str(problem)) from None
    except InvalidInput as problem:
        raise Refused(400, "InvalidParameterValue", str(problem)) from None
    kind = signalled(one.type)
    assert kind is not None, one.type
    latest = engine.world(stack).get(one.id) or one
    return {"resource": name_of(one.address), "metadata": kind.retell(received(engine, stack.id, latest))}


def _signer(engine: Engine, arn: Arn, signed: Signed, lifetime: float) -> tuple[Stack, Incarnation]:
    """The handle whose secret signed the address. Raises Refused."""
    stack = engine.records.stack(arn.stack)
    key = access_key_of(signed.query)
    for one in engine.world(stack).at(arn.address) if stack is not None else ():
        if one.keys.get("access_key") == key and _is_genuine(one, signed, engine.now(), lifetime):
            assert stack is not None
            return stack, one
    raise _forged()


def _unsigned() -> Refused:
    return Refused(400, "IncompleteSignature", "The request signature does not conform to AWS standards")


def _forged() -> Refused:
    """Also for what is not there: who has no right learns nothing."""
    return Refused(
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided",
    )


def _is_genuine(one: Incarnation, signed: Signed, now: float, lifetime: float) -> bool:
    host = str(one.keys.get("host") or "")
    return bool(host) and is_genuine(
        str(reveal(one.keys["secret"])),
        method=signed.method,
        host=host,
        path=signed.path,
        query=signed.query,
        now=now,
        lifetime=lifetime,
    )
