"""Keystone's people: domains, projects, roles, groups, users, and which roles they are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import SimulatedType, describe, need, revised
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain

PROVIDED = {
    "OS::Keystone::Domain": ("default", "Default"),
    "OS::Keystone::Project": ("admin", "demo", "service"),
    "OS::Keystone::Region": ("RegionOne",),
    "OS::Keystone::Role": ("admin", "manager", "member", "reader", "service"),
    "OS::Keystone::User": ("admin", "demo"),
}
"""What every cloud has before anybody comes, by name or id; here it is known, and is no thing."""


def refer(world: World, type: type[SimulatedType], ref: Plain, bond: Bond, of: Thing) -> str:
    """The id of what a property of ``of`` names, perhaps with the domain that it is in: ``member{acme}``."""
    name = str(ref).partition("{")[0]
    if name in PROVIDED.get(type.name, ()):
        return name
    return need(world, type, name, bond, of).id


def domain_of(world: World, thing: Thing) -> str:
    """The domain that a thing is in, and goes with."""
    domain = thing.properties.get("domain")
    return refer(world, Domain, domain, Bond.PART, thing).lower() if domain else ""


class Domain(SimulatedType):
    """A domain. What is in it goes with it."""

    name = "OS::Keystone::Domain"
    title = "domain"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a name that is taken, or too long."""
        if len(thing.name) > 64:
            raise refusals.bad_request("the name of a domain has at most 64 characters")
        if thing.name in PROVIDED[self.name]:
            raise refusals.conflict(f"domain {thing.name} is there already")
        thing.claims = [f"domain {thing.name}"]


class Project(SimulatedType):
    """A project. One with others below it stays."""

    name = "OS::Keystone::Project"
    title = "project"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a name that is taken in its domain, and tags that are none."""
        parent, domain = thing.properties.get("parent"), domain_of(world, thing)
        thing.state["parent"] = refer(world, Project, parent, Bond.HOLDS, thing) if parent else domain
        tags = thing.properties.get("tags") or []
        if len(set(tags)) < len(tags) or any(set("/,") & set(str(tag)) or not tag for tag in tags):
            raise refusals.bad_request("tags are different from each other, and have no slash and no comma")
        if thing.name in PROVIDED[self.name]:
            raise refusals.conflict(f"project {thing.name} is there already")
        thing.claims = [f"project {thing.name} of domain {domain}"]
        thing.state["domain"] = domain

    def may_go(self, world: World, thing: Thing) -> None:
        """Refuse what is no leaf."""
        below = world.bound_to(thing.id, self.name)
        if below:
            why = f"{describe(self, thing)} has projects below it"
            raise refusals.forbidden(why, detail=describe(self, below[0]))

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Keystone shows it."""
        return {
            "domain_id": thing.state["domain"],
            "enabled": thing.properties["enabled"],
            "is_domain": False,
            "name": thing.name,
            "parent_id": thing.state["parent"],
        }


class Role(SimulatedType):
    """A role."""

    name = "OS::Keystone::Role"
    title = "role"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a name that is taken in its domain."""
        domain = domain_of(world, thing)
        if not domain and thing.name in PROVIDED[self.name]:
            raise refusals.conflict(f"role {thing.name} is there already")
        thing.claims = [f"role {thing.name} of domain {domain}"]


class _Granted(SimulatedType):
    """Something that is given roles. A role that goes, or what it was given on, takes the grant with it."""

    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse what is not there."""
        thing.state["ids"] = {}
        for one in thing.properties.get("roles") or ():
            for kind in (Role, Project, Domain):
                self.know(world, thing, kind, one.get(kind.title))

    def know(self, world: World, thing: Thing, type: type[SimulatedType], ref: Plain) -> None:
        """Remember what a word stands for."""
        if ref:
            thing.state["ids"][f"{type.title} {ref}"] = refer(world, type, ref, Bond.KNOWS, thing)

    def lost(self, world: World, thing: Thing, other: str) -> Thing:
        """See :meth:`SimulatedType.lost`."""
        left = super().lost(world, thing, other)
        kept = {**left.properties}
        if kept.get("roles") is not None:
            kept["roles"] = [one for one in kept["roles"] if not self._stands_on(thing, one, other)]
        return revised(left, properties=kept)

    @staticmethod
    def _stands_on(thing: Thing, one: Mapping[str, Plain], other: str) -> bool:
        return other in {thing.state["ids"].get(f"{kind} {word}") for kind, word in one.items()}


class Group(_Granted):
    """A group."""

    name = "OS::Keystone::Group"
    title = "group"

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a name that is taken in its domain, and roles that are not there."""
        super().admit(world, thing, before)
        thing.claims = [f"group {thing.name} of domain {domain_of(world, thing)}"]


class User(_Granted):
    """A user."""

    name = "OS::Keystone::User"
    title = "user"
    concealed = frozenset({"password"})

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a name that is taken in its domain, and groups and roles that are not there."""
        super().admit(world, thing, before)
        wanted, domain = thing.properties, domain_of(world, thing)
        for one in wanted.get("groups") or ():
            self.know(world, thing, Group, one)
        project = wanted.get("default_project")
        thing.state["project"] = refer(world, Project, project, Bond.KNOWS, thing) if project else None
        thing.state["domain"] = domain
        if domain == "default" and thing.name in PROVIDED[self.name]:
            raise refusals.conflict(f"user {thing.name} is there already")
        thing.claims = [f"user {thing.name} of domain {domain}"]

    def lost(self, world: World, thing: Thing, other: str) -> Thing:
        """See :meth:`SimulatedType.lost`."""
        left = super().lost(world, thing, other)
        groups: Sequence[Any] | None = left.properties.get("groups")
        if groups is None:
            return left
        kept = [one for one in groups if thing.state["ids"].get(f"group {one}") != other]
        return revised(left, properties={**left.properties, "groups": kept})

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Keystone shows it."""
        return {
            "default_project_id": thing.state["project"],
            "domain_id": thing.state["domain"],
            "enabled": thing.properties["enabled"],
            "name": thing.name,
            "password_expires_at": None,
        }


class _Assignment(_Granted):
    title = "role assignment"
    of: ClassVar[type[SimulatedType]]

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse what is not there."""
        super().admit(world, thing, before)
        refer(world, self.of, thing.properties[self.of.title], Bond.PART, thing)


class UserRoleAssignment(_Assignment):
    """Roles of a user, who takes them along."""

    name = "OS::Keystone::UserRoleAssignment"
    of = User


class GroupRoleAssignment(_Assignment):
    """Roles of a group, which takes them along."""

    name = "OS::Keystone::GroupRoleAssignment"
    of = Group
