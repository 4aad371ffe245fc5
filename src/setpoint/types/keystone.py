"""OS::Keystone types: names that are unique within a domain, passwords, and roles that are given on one thing.

Keystone moves nothing to another domain, so such a change costs a replacement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from setpoint.model.value import Value
from setpoint.types.declarations import Declarations
from setpoint.types.resource_type import Problem, ResourceType
from setpoint.types.roles import ADMINS, MANAGERS

_ADMINS = {"": ADMINS}
_MANAGERS = {"": MANAGERS}  # of a domain


class RoleAssignment(ResourceType):
    """Roles that a user or a group is given. Each is given on one project, or one domain."""

    declared = Declarations(for_roles=_MANAGERS)

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """On what each is given."""
        roles = properties.get("roles")
        for index, one in enumerate(roles if isinstance(roles, list) else ()):
            if isinstance(one, Mapping) and "project" in one and "domain" in one:
                yield Problem(("roles", index, "project"), "cannot be given together with domain")
            if isinstance(one, Mapping) and "project" not in one and "domain" not in one:
                yield Problem(("roles", index), "must have a project or a domain")


class Group(RoleAssignment):
    """A group, with roles."""

    declared = Declarations(unique={"group": ["name", "domain"]}, immutable=["domain"], for_roles=_MANAGERS)


class User(RoleAssignment):
    """A user, with roles."""

    declared = Declarations(
        unique={"user": ["name", "domain"]},
        immutable=["domain"],
        secret_properties=["password"],
        for_roles=_MANAGERS,
        made_of={
            "default_project_id": ["default_project"],
            "domain_id": ["domain"],
            "password_expires_at": ["password"],
        },
    )

    def shield(self, properties: Mapping[str, Value], attributes: Mapping[str, Value]) -> dict[str, Value]:
        """See :meth:`ResourceType.shield`; Keystone tells the password to nobody, and when it expires is no secret."""
        told = {name: value for name, value in properties.items() if name != "password"}
        return super().shield(told, attributes)


KINDS = {
    "OS::Keystone::Domain": Declarations(unique={"domain": ["name"]}, for_roles=_ADMINS),
    "OS::Keystone::Endpoint": Declarations(for_roles=_ADMINS),
    "OS::Keystone::Group": Group,
    "OS::Keystone::GroupRoleAssignment": RoleAssignment,
    "OS::Keystone::Project": Declarations(
        unique={"project": ["name", "domain"]},
        immutable=["domain"],
        made_of={"domain_id": ["domain"], "parent_id": ["parent"]},
        for_roles=_MANAGERS,
    ),
    "OS::Keystone::Region": Declarations(unique={"region": ["id"]}, for_roles=_ADMINS),
    "OS::Keystone::Role": Declarations(unique={"role": ["name", "domain"]}, for_roles=_ADMINS),
    "OS::Keystone::Service": Declarations(for_roles=_ADMINS),
    "OS::Keystone::User": User,
    "OS::Keystone::UserRoleAssignment": RoleAssignment,
}
