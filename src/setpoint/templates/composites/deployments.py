"""``OS::Heat::SoftwareDeploymentGroup``, and its like for data: a deployment on each of several servers.

A member is called as its server is in the map. Each has a name in older templates, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from setpoint.model.address import inside
from setpoint.model.definition import Composition, Definition
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.expression import Scope
from setpoint.model.kind import Past
from setpoint.model.value import Plain, Value, reveal
from setpoint.templates.composites.depth import refuse_too_deep
from setpoint.templates.composites.members import MEMBER, Members
from setpoint.templates.composites.pace import paces
from setpoint.templates.composites.parts import entries
from setpoint.templates.composites.typed import Typed
from setpoint.templates.selection import select

SERVERS, SERVER = "servers", "server"

OUTPUTS = {
    "deploy_stdouts": "deploy_stdout",
    "deploy_stderrs": "deploy_stderr",
    "deploy_status_codes": "deploy_status_code",
}
"""Attributes of the group, and those of its members that they are made of; any other is called alike."""


class SoftwareDeploymentGroup(Typed):
    """The type."""

    name = "OS::Heat::SoftwareDeploymentGroup"
    older = "OS::Heat::SoftwareDeployments"
    member: ClassVar[str] = "OS::Heat::SoftwareDeployment"

    def shape(self, properties: Mapping[str, Value], past: Past) -> Plain:
        """The names of the servers, which must be known; the servers themselves need not be."""
        servers = reveal(properties[SERVERS])
        return {"members": list(servers)} if isinstance(servers, Mapping) else None

    def sample(self, definition: Definition, properties: Mapping[str, Value]) -> Composition:
        """The group as it would be on one server. Raises InvalidInput."""
        return self.compose(definition, properties, {"members": ["0"]})

    def compose(self, definition: Definition, properties: Mapping[str, Value], shape: Plain) -> Composition:
        """Define a deployment for each server, and read at what pace they are made and changed."""
        refuse_too_deep(definition)
        findings = Findings()
        names = tuple(shape["members"])
        made = [self._cast(definition, properties, name, findings) for name in names]
        found = paces(self._type, definition, findings)
        if findings.has_errors:
            raise InvalidInput(findings.in_order())
        return Composition(
            container=definition.address,
            definitions={one.address: one for one in made if one},
            attribute=partial(_attribute, Members(definition.address, names)),
            create_pace=found.get("batch_create"),
            update_pace=found.get("rolling_update"),
        )

    def _cast(
        self, group: Definition, known: Mapping[str, Value], name: str, findings: Findings
    ) -> Definition | None:
        servers = entries(group.properties[SERVERS], known.get(SERVERS))
        shared = {key: value for key, value in group.properties.items() if key != SERVERS}
        return self._nesting.define(
            inside(group.address, name),
            self.member,
            {**shared, **({SERVER: servers[name]} if name in servers else {})},
            place=group.place,
            place_of=lambda path: group.place_of((SERVERS, name) if path[:1] == (SERVER,) else path),
            findings=findings,
        )


def _attribute(members: Members, path: tuple[Value, ...], scope: Scope) -> Value:
    """An attribute of every member, by the member's name, and the way into that."""
    if not path:
        return {name: members.attribute_by_name((of,), scope) for name, of in OUTPUTS.items()}
    name, rest = str(path[0]), path[1:]
    if name == "show":
        return None
    if name.startswith(MEMBER):
        return members.one(path, scope)
    return select(members.attribute_by_name((OUTPUTS.get(name, name),), scope), rest)


class SoftwareDeployments(SoftwareDeploymentGroup):
    """By its older name."""

    name = "OS::Heat::SoftwareDeployments"


class StructuredDeploymentGroup(SoftwareDeploymentGroup):
    """Of data in which the inputs are filled in."""

    name = "OS::Heat::StructuredDeploymentGroup"
    older = "OS::Heat::StructuredDeployments"
    member = "OS::Heat::StructuredDeployment"


class StructuredDeployments(StructuredDeploymentGroup):
    """By its older name."""

    name = "OS::Heat::StructuredDeployments"


kinds = (SoftwareDeploymentGroup, SoftwareDeployments, StructuredDeploymentGroup, StructuredDeployments)
