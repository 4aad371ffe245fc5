"""The rules of Heat 27 under its own names, with the defaults that it has since "secure RBAC".

Who may what is one table: readers look, members change, the users inside servers reach the few things that are made
for them, and the types of resources that only an administrator can make are an administrator's. Tokens must be of a
project, but for the rules that other rules refer to and those that let nobody in until an operator says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from setpoint.api.policy.language import parse
from setpoint.api.policy.rule import PROJECT, Rule

_HERE = "project_id:%(project_id)s"

READER = f"role:reader and {_HERE}"
MEMBER = f"role:member and {_HERE}"
READER_OR_STACK_USER = f"({READER}) or (role:heat_stack_user and {_HERE})"
ADMIN = f"role:admin and {_HERE}"
ADMIN_ANYWHERE = "rule:project_admin"
NOBODY = "rule:deny_everybody"

TYPES = "resource_types"
"""Names of rules about types of resources begin so: ``resource_types:OS::Nova::Flavor``."""

IS_ADMIN = "context_is_admin"
"""Who may work in any project, and for whom ``is_admin:True`` holds."""

_COMMON: Mapping[str, str] = {
    IS_ADMIN: "role:admin and is_admin_project:True",
    "project_admin": "role:admin",
    "deny_stack_user": "not role:heat_stack_user",
    "deny_everybody": "!",
    "allow_everybody": "@",
}

_WHO_MAY_WHAT: Mapping[str, Mapping[str, str]] = {
    "stacks": {
        READER: """
            index detail show template environment files list_outputs show_output preview
            list_snapshots show_snapshot
            list_resource_types resource_schema list_template_versions list_template_functions
            """,
        MEMBER: """
            create update update_patch preview_update preview_update_patch delete abandon export
            snapshot restore_snapshot delete_snapshot validate_template generate_template
            """,
        "rule:stacks:update_patch": "update_no_change",
        READER_OR_STACK_USER: "lookup",
    },
    "resource": {
        READER: "index show",
        MEMBER: "mark_unhealthy",
        READER_OR_STACK_USER: "metadata signal",
    },
    "events": {READER: "index show"},
    "actions": {
        READER: "check",
        MEMBER: "action snapshot suspend resume cancel_update cancel_without_rollback",
    },
    "build_info": {READER: "build_info"},
    "service": {ADMIN: "index"},
    "software_configs": {READER: "index show", MEMBER: "create delete"},
    "software_deployments": {
        READER: "index show",
        MEMBER: "create update delete",
        READER_OR_STACK_USER: "metadata",
    },
    "cloudformation": {
        READER: """
            ListStacks DescribeStacks DescribeStackEvents DescribeStackResources ListStackResources
            GetTemplate ValidateTemplate EstimateTemplateCost
            """,
        MEMBER: "CreateStack UpdateStack CancelUpdateStack DeleteStack",
        READER_OR_STACK_USER: "DescribeStackResource",
    },
    TYPES: {
        ADMIN_ANYWHERE: """
            OS::Blazar::Host
            OS::Cinder::EncryptedVolumeType OS::Cinder::QoSAssociation OS::Cinder::QoSSpecs OS::Cinder::Quota
            OS::Cinder::VolumeType
            OS::Keystone::*
            OS::Manila::ShareType
            OS::Neutron::ProviderNet OS::Neutron::QoSBandwidthLimitRule OS::Neutron::QoSDscpMarkingRule
            OS::Neutron::QoSMinimumBandwidthRule OS::Neutron::QoSMinimumPacketRateRule OS::Neutron::QoSPolicy
            OS::Neutron::Quota OS::Neutron::Segment
            OS::Nova::Flavor OS::Nova::HostAggregate OS::Nova::Quota
            OS::Octavia::AvailabilityZone OS::Octavia::AvailabilityZoneProfile
            OS::Octavia::Flavor OS::Octavia::FlavorProfile OS::Octavia::Quota
            """,
    },
}

_CLOSED = ("stacks:global_index", "software_configs:global_index")
"""Closed to all until an operator opens them: what they show is not of one project."""


def defaults() -> Iterator[Rule]:
    """All of them."""
    for name, rule in _COMMON.items():
        yield Rule(name, parse(rule))
    for name in _CLOSED:
        yield Rule(name, parse(NOBODY))
    for group, who_may in _WHO_MAY_WHAT.items():
        for rule, names in who_may.items():
            for name in names.split():
                yield Rule(f"{group}:{name}", parse(rule), (PROJECT,))
