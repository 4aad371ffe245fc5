"""A project of the lab that is made for one measurement, so that its lists hold nothing else; and somebody in it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from bench.lab.place import REGION, cloud, settings
from lab.catalogue import PERSON_ROLES, SETPOINT
from lab.place import Place
from lab.rest import Cloud
from lab.settings import PASSWORD


class Tenant(msgspec.Struct, frozen=True):
    """One project, with a token of its only user."""

    project: str
    user: str
    token: str


@contextmanager
def tenant() -> Iterator[Tenant]:
    """One, which is gone afterwards."""
    admin = Cloud(_auth_url(), REGION, "admin", PASSWORD, "admin")
    name = f"bench-{uuid.uuid4().hex[:8]}"
    project = admin.post("identity", "/projects", {"project": {"name": name, "domain_id": "default"}})[
        "project"
    ]
    wanted = {"name": name, "domain_id": "default", "password": PASSWORD, "default_project_id": project["id"]}
    user = admin.post("identity", "/users", {"user": wanted})["user"]
    try:
        for role in admin.get("identity", "/roles")["roles"]:
            if role["name"] in PERSON_ROLES:
                path = f"/projects/{project['id']}/users/{user['id']}/roles/{role['id']}"
                admin.call("PUT", "identity", path)
        token = Cloud(_auth_url(), REGION, name, PASSWORD, name).token
        yield Tenant(project["id"], user["id"], token)
    finally:
        admin.call("DELETE", "identity", f"/users/{user['id']}")
        admin.call("DELETE", "identity", f"/projects/{project['id']}")


def keystone_section() -> str:
    """The section ``[keystone]`` with which Setpoint's service is one of the lab's."""
    options = {
        "auth_url": _auth_url(),
        "username": SETPOINT,
        "password": PASSWORD,
        "region_name": REGION,
    }
    return "[keystone]\n" + "".join(f'{name} = "{value}"\n' for name, value in options.items())


def heat_url(one: Tenant) -> str:
    """Where the lab's Heat is asked of that project."""
    return f"{cloud().root('orchestration')}/v1/{one.project}"


def _auth_url() -> str:
    return Place(settings(), REGION).auth_url
