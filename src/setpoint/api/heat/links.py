"""Where things are: the addresses in answers."""

from __future__ import annotations

from typing import TypedDict
from urllib.parse import quote

from setpoint.api.heat.views import View


class Link(TypedDict):
    """Where something is."""

    href: str
    rel: str


class Identity(TypedDict):
    """What Heat calls an identifier."""

    tenant: str
    stack_name: str
    stack_id: str
    path: str


def link(href: str, rel: str = "self") -> Link:
    """One link."""
    return {"href": href, "rel": rel}


def of_stack(base: str, view: View) -> str:
    """The address of a stack."""
    return f"{base}/stacks/{quote(view.name, safe='')}/{view.id}"


def of_resource(stack: str, name: str) -> str:
    """The address of a resource of the stack that has the address ``stack``."""
    return f"{stack}/resources/{quote(name, safe='')}"


def of_event(resource: str, event: str) -> str:
    """The address of an event of the resource that has the address ``resource``."""
    return f"{resource}/events/{event}"


def identity(project: str, view: View, path: str = "") -> Identity:
    """What Heat calls an identifier."""
    return {"tenant": project, "stack_name": view.name, "stack_id": view.id, "path": path}
