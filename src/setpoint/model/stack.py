"""A stack: a named set of resources with one history; its revisions and adjustments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NewType

import msgspec

from setpoint.model.address import Address
from setpoint.model.incarnation import Action, Status
from setpoint.model.value import Plain, Value

StackId = NewType("StackId", str)
"""A UUID."""

ProjectId = NewType("ProjectId", str)
"""Who owns it: a Keystone project, or ``local`` on a laptop. Every query at the store is limited to one."""


HIDING = ("hidden", "NoEcho")
"""What templates say of hidden parameters, in HOT and in CloudFormation's language."""


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything that a revision is compiled from, as it was given, with its files.

    ``template`` is text; ``template_name`` is what diagnostics call it. ``environment`` is the merged environment
    (HOT's sections). ``parameters`` are those given apart from the environment; hidden values are Sensitive in both.
    """

    template: str
    template_name: str = "template"
    files: Mapping[str, str] = {}
    environment: Mapping[str, Value] = {}
    parameters: Mapping[str, Value] = {}
    format: str = ""
    """Name of the template format, where it was told and not recognised."""


class Revision(msgspec.Struct, frozen=True, omit_defaults=True):
    """One immutable desired state of a stack. Numbers count from 1.

    ``parent`` is the revision that was good when it was made, to go back to from it; 0 means none.

    An empty stack (``source`` None) is the revision that a ``down`` plans towards.
    """

    number: int
    parent: int
    source: Source | None
    created_at: float = 0
    by: str = ""


class Adjustment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A durable change of one desired value by something other than a template.

    ``property`` is a property's name, or ``unhealthy`` for a mark. It holds until the template's own value of that
    property (``base``) changes in a newer revision; a mark holds until the incarnation that it was put on (``base``)
    has been replaced.
    """

    address: Address
    property: str
    value: Value
    base: Value = None
    by: str = ""
    at: float = 0


UNHEALTHY = "unhealthy"
"""The property name of an adjustment that marks its resource to be replaced; its value is the reason."""


class Stack(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is recorded of a stack itself. Times are seconds since the epoch; ``timeout`` is in seconds, 0 for none.

    ``sequence`` counts everything recorded for the stack: a plan made at one sequence is stale at another.
    """

    id: StackId
    name: str
    project: ProjectId
    cloud: str
    place: str = ""
    """What the cloud's credentials led to when the stack was made there; "" where a cloud has one place only."""
    action: Action = Action.INIT
    status: Status = Status.COMPLETE
    reason: str = ""
    revision: int = 0
    """Number of the revision that it is at, or on its way to."""
    good_revision: int = 0
    """The last revision that was reached completely: what a rollback goes back to. 0 means the empty stack."""
    sequence: int = 0
    rollback: bool = False
    timeout: float = 0
    tags: tuple[str, ...] = ()
    description: str = ""
    """What its template says of itself."""
    owner: str = ""
    """Who asked for it: a user's id; "" on a laptop."""
    owner_name: str = ""
    credential: str = ""
    """By which its clouds are reached without its owner: the id of a trust, or of an application credential; "" where
    none is needed."""
    credential_notes: Mapping[str, Value] = {}
    """What else is to be known of that; its secret, where it has one, is Sensitive (see ``model.credential``)."""
    sinks: Sequence[Mapping[str, Plain]] = ()
    """Where its events are sent besides, as its environment names it (:mod:`setpoint.model.sink`)."""
    outputs: Mapping[str, Plain] = {}
    created_at: float = 0
    updated_at: float = 0
    deleted_at: float = 0
    plan: str = ""
    """Id of the plan being carried out, or of a cancelled one of which things are still under way; empty at rest."""
