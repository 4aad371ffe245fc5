"""The two versions of CloudFormation's language that Heat takes, and what each of them knows.

``AWSTemplateFormatVersion`` 2010-09-09 is CloudFormation's own, ``HeatTemplateFormatVersion`` 2012-12-12 is what Heat
made of it before there was HOT: it is without conditions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from setpoint.model.arn import stack_arn
from setpoint.model.value import Value
from setpoint.templates.compiling import Whereabouts
from setpoint.templates.language.version import Version, Words

AWS_KEY: Final = "AWSTemplateFormatVersion"
HEAT_KEY: Final = "HeatTemplateFormatVersion"

REGION: Final = "ap-southeast-1"
"""What ``AWS::Region`` is everywhere: so Heat, and mappings by region are written for that."""

WORDS = Words(
    description="Description",
    parameters="Parameters",
    mappings="Mappings",
    conditions="Conditions",
    resources="Resources",
    outputs="Outputs",
    type="Type",
    properties="Properties",
    metadata="Metadata",
    depends_on="DependsOn",
    deletion_policy="DeletionPolicy",
    update_policy="UpdatePolicy",
    condition="Condition",
    external_id="",
    value="Value",
)

_SECTIONS = frozenset({AWS_KEY, HEAT_KEY, "Description", "Mappings", "Parameters", "Resources", "Outputs"})
_RESOURCE_KEYS = frozenset(
    {"Type", "Properties", "Metadata", "DependsOn", "DeletionPolicy", "UpdatePolicy", "Description"}
)
_OUTPUT_KEYS = frozenset({"Description", "Value"})
_PARAMETER_KEYS = frozenset(
    {"Type", "Default", "NoEcho", "AllowedValues", "AllowedPattern", "MaxLength", "MinLength", "MaxValue"}
    | {"MinValue", "Description", "ConstraintDescription", "Label"}
)
_IDLE = frozenset({"CreationPolicy", "UpdateReplacePolicy", "Export"})
"""CloudFormation's own, which Heat never looks at."""

_FUNCTIONS = frozenset(
    {"Ref", "Fn::GetAtt", "Fn::FindInMap", "Fn::GetAZs", "Fn::Select", "Fn::Join", "Fn::Split", "Fn::Replace"}
    | {"Fn::Base64", "Fn::MemberListToMap", "Fn::ResourceFacade"}
)
_CONDITION_FUNCTIONS = frozenset({"Ref", "Fn::FindInMap", "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or"})


class CfnVersion(Version, frozen=True, eq=False):
    """One of the two."""

    def pseudo_parameters(self, where: Whereabouts) -> Mapping[str, Value]:
        """As Heat has them."""
        return {
            "AWS::StackId": stack_arn(where.project, where.stack_name, where.stack_id),
            "AWS::StackName": where.stack_name,
            "AWS::Region": REGION,
        }


PSEUDO_PARAMETERS: Final = ("AWS::StackId", "AWS::StackName", "AWS::Region")

AWS = CfnVersion(
    key=AWS_KEY,
    name="2010-09-09",
    words=WORDS,
    functions=_FUNCTIONS | {"Fn::If"},
    condition_functions=_CONDITION_FUNCTIONS,
    sections=_SECTIONS | {"Conditions"},
    resource_keys=_RESOURCE_KEYS | {"Condition"},
    output_keys=_OUTPUT_KEYS | {"Condition"},
    parameter_keys=_PARAMETER_KEYS,
    idle=_IDLE,
)

HEAT = CfnVersion(
    key=HEAT_KEY,
    name="2012-12-12",
    words=WORDS,
    functions=_FUNCTIONS,
    condition_functions=frozenset(),
    sections=_SECTIONS,
    resource_keys=_RESOURCE_KEYS,
    output_keys=_OUTPUT_KEYS,
    parameter_keys=_PARAMETER_KEYS,
    elsewhere=frozenset({"Conditions", "Condition"}),
    whence=f"to {AWS.key} {AWS.name}",
    idle=_IDLE,
)

VERSIONS = {one.key: one for one in (AWS, HEAT)}
"""Each has a key of its own, under which a template says it."""
