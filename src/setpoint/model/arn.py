"""How Heat names a resource in one text: ``arn:openstack:heat::PROJECT:stacks/NAME/ID/resources/ADDRESS``."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

import msgspec

from setpoint.model.address import Address
from setpoint.model.stack import ProjectId, StackId

_OWNER = "arn:openstack:heat::"

_ARN = re.compile(
    r"arn:openstack:heat::(?P<project>[^:/]*):stacks/(?P<name>[^/]+)/(?P<stack>[^/]+)/resources/(?P<address>.+)"
)


class Arn(msgspec.Struct, frozen=True):
    """Which resource of which stack of which project. Nested ones are named from the root: ``web/0/handle``."""

    project: ProjectId
    stack_name: str
    stack: StackId
    address: Address

    def __str__(self) -> str:
        """As it is written."""
        return f"arn:openstack:heat::{self.project}:{self._path}"

    @property
    def in_path(self) -> str:
        """As it stands in the path of an address."""
        return f"{quote(f'arn:openstack:heat::{self.project}:stacks', safe='')}{quote(self._path)[len('stacks') :]}"

    @property
    def resource_path(self) -> str:
        """The path of the resource in Heat's native API, below ``/v1/``."""
        return f"{quote(self.project, safe='')}/{quote(self._path)}"

    @property
    def _path(self) -> str:
        return f"stacks/{self.stack_name}/{self.stack}/resources/{self.address}"


def stack_arn(project: str, name: str, stack_id: str) -> str:
    """How a whole stack is named."""
    return f"arn:openstack:heat::{project}:stacks/{name}/{stack_id}"


class StackArn(NamedTuple):
    """A whole stack, and the way to a part of it: empty for the stack itself. ``project`` may be left out ("")."""

    project: ProjectId
    name: str
    id: StackId
    part: str


def read_stack_arn(text: str) -> StackArn | None:
    """What :func:`stack_arn` made, or what names a part of that; None when it is no such name."""
    head, _, rest = text.partition(":stacks/")
    name, _, rest = rest.partition("/")
    stack_id, _, part = rest.partition("/")
    if not head.startswith(_OWNER) or not stack_id:
        return None
    return StackArn(ProjectId(head.removeprefix(_OWNER)), name, StackId(stack_id), part)


def read_arn(text: str) -> Arn | None:
    """What ``text`` names, with nothing in it quoted any more; None when it is no such name."""
    found = _ARN.fullmatch(text)
    if found is None:
        return None
    return Arn(ProjectId(found["project"]), found["name"], StackId(found["stack"]), Address(found["address"]))
