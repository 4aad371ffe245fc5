"""What Nova's types share. Follows the Compute API v2.1 and its microversions."""

from __future__ import annotations

from collections.abc import Sequence

from setpoint.clouds.openstack.client.service import Api, Service
from setpoint.clouds.openstack.names import Names, Things
from setpoint.clouds.openstack.rest.carrier import PREFIX
from setpoint.clouds.openstack.rest.existing import Told
from setpoint.clouds.openstack.rest.looking import Shown

COMPUTE = Api("compute", "v2.1", microversion="2.96")
IMAGE = Api("image", "v2")
IDENTITY = Api("identity", "v3")

FLAVORS = Things(COMPUTE, "flavors/detail", "flavors", "flavor", filters=False)
IMAGES = Things(IMAGE, "images", "images", "image")
PROJECTS = Things(IDENTITY, "projects", "projects", "project")
USERS = Things(IDENTITY, "users", "users", "user")

STANDS_IN = f"{PREFIX}image:"
"""Before the id of an image, as a tag of a server: restored from it, the server is as its own image wants it."""


class NovaDriver(Told):
    """One collection of the compute service."""

    api = COMPUTE


async def with_flavors(shown: Sequence[Shown], names: Names) -> list[Shown]:
    """Servers with the ids of their flavors: from microversion 2.47 on, Nova shows no more than the name.

    An id is missing where there is no such flavor any more.
    """
    needed = {one["flavor"]["original_name"] for one in shown if "id" not in one.get("flavor", {"id": ""})}
    known = await _ids(names) if needed else {}
    if not needed <= known.keys():
        names.forget(FLAVORS)  # one was made since the list was read
        known = await _ids(names)
    return [_with_flavor(one, known) for one in shown]


async def _ids(names: Names) -> dict[str, str]:
    return {str(one["name"]): str(one["id"]) for one in await names.all(FLAVORS)}


def _with_flavor(one: Shown, ids: dict[str, str]) -> Shown:
    flavor = one.get("flavor", {})
    known = ids.get(flavor.get("original_name", ""))
    return {**one, "flavor": {"id": known, **flavor}} if known else one


async def told_of(service: Service, server: str, action: str) -> str | None:
    """What Nova says of the last such action on a server; "" for nothing ("Servers actions" of its API).

    None while it may still come to say something.
    """
    path = f"servers/{server}/os-instance-actions"
    actions = (await service.get(path))["instanceActions"]
    last = next((one for one in actions if one["action"] == action), None)
    if last is None:
        return ""
    shown = (await service.get(f"{path}/{last['request_id']}"))["instanceAction"]
    events = shown.get("events") or ()
    details = next((str(event["details"]) for event in events if event.get("details")), "")
    if not details and any(event["finish_time"] is None for event in events):
        return None
    failed = next((str(event["event"]) for event in events if event.get("result") == "Error"), "")
    return details or (
        f"{failed} ended in an error, and only administrators are told which" if failed else ""
    )


def token_of(tags: Sequence[str]) -> str:
    """The token that a server bears; "" for one that was not made here."""
    ours = (tag for tag in tags if tag.startswith(PREFIX) and not tag.startswith(STANDS_IN))
    return next(ours, "").removeprefix(PREFIX)
