"""As much of AWS's CloudFormation API as the tools within servers ask for: the metadata of the server that they are in.

A request is signed with the secret key of the server's own user, and asks for that server and nothing else. What it
says of a stack and a resource besides counts for nothing unless it is this one. One that says when it was signed is
good for a quarter of an hour; ``os-collect-config`` does not say it, and so what it has signed is good as long as its
server is there.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request

from setpoint.api.heat import answer
from setpoint.api.heat.answer import Xml
from setpoint.api.heat.believing import METADATA, believe
from setpoint.api.heat.in_server import Own, resource_of
from setpoint.api.heat.queries import Query
from setpoint.api.heat.refusals import Refused
from setpoint.api.heat.route import Form, OpenRoute
from setpoint.api.heat.services import Services
from setpoint.engine.requests.metadata import metadata
from setpoint.model.in_server import CFN, secret_key, user_of
from setpoint.model.presigned import SKEW, access_key_of, is_genuine, is_timely

ACTION = "DescribeStackResource"


class Describing(Query):
    """Which resource of which stack, and who asks."""

    Action: str = ""
    StackName: str = ""
    LogicalResourceId: str = ""
    AWSAccessKeyId: str = ""
    Signature: str = ""


async def describe(services: Services, request: Request, query: Describing) -> Xml:
    """The metadata of the server that asks."""
    if query.Action != ACTION:
        raise Refused(400, "InvalidAction", f"the action is {ACTION}, and no other")
    raw = request.scope["query_string"].decode("latin-1")
    own = resource_of(services, *user_of(access_key_of(raw)))
    if own is None or not _is_genuine(services, request, own, raw):
        raise Refused(403, "SignatureDoesNotMatch", "the signature is not that of a server's own user")
    believe(services, request, own.stack, own.one, METADATA)
    if not is_timely(raw, own.engine.now()):
        raise Refused(400, "RequestExpired", f"its time is more than {SKEW:g} s off, or over")
    stack, one = own.stack, own.one
    if query.StackName not in (stack.name, stack.id) or query.LogicalResourceId != one.address:
        raise Refused(403, "AccessDenied", "it may ask for itself, and for nothing else")
    told = msgspec.json.encode(metadata(own.engine, stack, one), enc_hook=str).decode()
    detail = {
        "StackId": stack.id,
        "StackName": stack.name,
        "LogicalResourceId": one.address,
        "PhysicalResourceId": one.physical_id,
        "ResourceType": one.type,
        "ResourceStatus": f"{one.action}_{one.status}",
        "Metadata": told,
    }
    return answer.xml(f"{ACTION}Response", {f"{ACTION}Result": {"StackResourceDetail": detail}})


OPEN = (OpenRoute("GET", f"{CFN}/v1/", describe, form=Form.AWS),)


def _is_genuine(services: Services, request: Request, own: Own, query: str) -> bool:
    """What is signed is the address that it was told, then or now: what proxies make of a host does not matter."""
    hosts = {str(own.one.keys.get("host") or ""), urlsplit(services.endpoint).netloc, request.url.netloc}
    path, key = request.scope["path"], secret_key(own.secret)
    genuine = [is_genuine(key, method=request.method, host=host, path=path, query=query) for host in hosts]
    return any(genuine)
