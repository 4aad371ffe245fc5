"""Who may what: security groups, what is shared with whom, quotas; and what is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from setpoint.model.value import Value
from setpoint.types.declarations import Declarations
from setpoint.types.neutron.parts import maps, out_of_order
from setpoint.types.notes import Path
from setpoint.types.resource_type import Problem, ResourceType
from setpoint.types.roles import ADMINS, MANAGERS
from setpoint.types.uses import Shows, Use


class SecurityGroup(ResourceType):
    """A security group, with rules."""

    declared = Declarations(takes=["security_groups"])

    def uses(self, properties: Mapping[str, Value], shows: Shows) -> Iterator[Use]:
        """Itself, and its rules."""
        yield from super().uses(properties, shows)
        yield Use("security_group_rules", len(maps(properties.get("rules"))), ("rules",))

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """The name of the group that every project has; and ports from low to high."""
        if properties.get("name") == "default":
            yield Problem(("name",), "must not be 'default': every project has that group already")
        for index, rule in enumerate(maps(properties.get("rules"))):
            for low, high in _wrong_ports(rule):
                yield Problem(("rules", index, low), f"must not be greater than {high}")


class SecurityGroupRule(ResourceType):
    """A rule; the same one cannot be made twice."""

    declared = Declarations(
        unique={
            "security group rule": [
                "security_group",
                "direction",
                "ethertype",
                "protocol",
                "port_range_min",
                "port_range_max",
                "remote_group",
                "remote_ip_prefix",
            ]
        },
        takes=["security_group_rules"],
    )

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Ports go from low to high, and whom it lets in is told in one way."""
        for low, high in _wrong_ports(properties):
            yield Problem((low,), f"must not be greater than {high}")
        if "remote_group" in properties and "remote_ip_prefix" in properties:
            yield Problem(("remote_group",), "cannot be given together with remote_ip_prefix")


def _wrong_ports(rule: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """For ICMP the two are a type and a code."""
    protocol = str(rule.get("protocol")).casefold()
    if not protocol.startswith("icmp") and protocol not in ("ipv6-icmp", "1", "58"):
        yield from out_of_order(rule, "port_range_min", "port_range_max")


_ACTIONS = {"network": ("access_as_shared", "access_as_external")}
"""What can be allowed of a kind of object, where that is more than to see it as if it were shared."""


class RBACPolicy(ResourceType):
    """That another project may use something."""

    declared = Declarations(
        unique={"RBAC policy": ["object_id", "action", "target_tenant"]}, takes=["rbac_policies"]
    )

    def needs_roles(self, properties: Mapping[str, Value]) -> Iterator[tuple[Path, Sequence[str]]]:
        """To let everybody use something."""
        if properties.get("target_tenant") == "*":
            yield ("target_tenant",), ADMINS

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """What can be allowed."""
        kind, action = properties.get("object_type"), properties.get("action")
        possible = _ACTIONS.get(str(kind), ("access_as_shared",))
        if isinstance(kind, str) and isinstance(action, str) and action not in possible:
            yield Problem(("action",), f"must be {' or '.join(possible)} for an object of type {kind}")


class Quota(ResourceType):
    """A project's quota; there is one for each."""

    declared = Declarations(unique={"quota of project": ["project"]}, for_roles={"": ADMINS})

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """It says something."""
        if not properties.keys() - {"project"}:
            limits = sorted(self.schema.properties.keys() - {"project"})
            yield Problem(("project",), "needs a limit for something", advice=f"give {' or '.join(limits)}")


KINDS = {
    "OS::Neutron::IPsecSiteConnection": Declarations(secret_properties=["psk"]),
    "OS::Neutron::MeteringLabel": Declarations(for_roles={"": MANAGERS}),
    "OS::Neutron::MeteringRule": Declarations(
        unique={"metering rule": ["metering_label_id", "direction", "remote_ip_prefix"]},
        for_roles={"": MANAGERS},
    ),
    "OS::Neutron::Quota": Quota,
    "OS::Neutron::RBACPolicy": RBACPolicy,
    "OS::Neutron::SecurityGroup": SecurityGroup,
    "OS::Neutron::SecurityGroupRule": SecurityGroupRule,
}
