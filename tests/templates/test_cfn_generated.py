"""Whatever is written in CloudFormation's language compiles, or is refused with words; nothing else comes out."""

from typing import Any

import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from setpoint.model.stack import Source
from setpoint.templates.cfn.parameters import TYPES
from setpoint.templates.cfn.versions import AWS, VERSIONS
from tests.templates.test_bad_input import LEAVES, NAMES, WORDS, survives

PSEUDO = st.sampled_from(("AWS::StackName", "AWS::StackId", "AWS::Region", "AWS::NoValue"))
FUNCTIONS = st.sampled_from(sorted(AWS.functions | AWS.condition_functions | {"Fn::Sub", "get_param"}))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=4,
)
LEAF = LEAVES | NAMES | PSEUDO
VALUES = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FUNCTIONS, inner, max_size=1),
    max_leaves=10,
)
TYPE = st.sampled_from(
    (
        "OS::Heat::Value",
        "OS::Heat::None",
        "OS::Heat::ResourceGroup",
        "AWS::CloudFormation::Stack",
        "nested.yaml",
    )
)
PROPERTIES = st.sampled_from(("value", "count", "resource_def", "TemplateURL", "Parameters", "a"))
RESOURCES = st.fixed_dictionaries(
    {"Type": TYPE | TREES},
    optional={
        "Properties": st.dictionaries(PROPERTIES, VALUES | st.just("nested.yaml"), max_size=3) | TREES,
        "Metadata": VALUES,
        "DependsOn": NAMES | st.lists(NAMES) | TREES,
        "Condition": NAMES | VALUES,
        "DeletionPolicy": VALUES | st.just("Retain"),
        "UpdatePolicy": TREES,
        "CreationPolicy": TREES,
        "Description": TREES,
    },
)
PARAMETERS = st.fixed_dictionaries(
    {"Type": st.sampled_from([*TYPES, "x"])},
    optional=dict.fromkeys(sorted(AWS.parameter_keys - {"Type"}), TREES),
)
OUTPUTS = st.fixed_dictionaries({"Value": VALUES}, optional={"Condition": NAMES | VALUES, "Export": TREES})
SECTIONS: dict[str, Any] = {
    "Parameters": st.dictionaries(NAMES, PARAMETERS | TREES, max_size=3) | TREES,
    "Mappings": st.dictionaries(NAMES, st.dictionaries(NAMES, TREES, max_size=2), max_size=2) | TREES,
    "Conditions": st.dictionaries(NAMES, VALUES, max_size=3) | TREES,
    "Resources": st.dictionaries(NAMES, RESOURCES | TREES, max_size=4) | TREES,
    "Outputs": st.dictionaries(NAMES, OUTPUTS, max_size=3) | TREES,
    "Description": TREES,
    "Transform": TREES,
}
TEMPLATES = st.one_of(
    *(
        st.fixed_dictionaries({key: st.just(one.name) | TREES}, optional=SECTIONS)
        for key, one in VERSIONS.items()
    )
)


@given(TEMPLATES, st.dictionaries(NAMES, TREES, max_size=2), TEMPLATES | TREES)
def test_any_template_compiles_or_is_refused(tree: Any, parameters: dict[str, Any], nested: Any) -> None:
    files = {"nested.yaml": pyyaml.safe_dump(nested)}
    survives(Source(pyyaml.safe_dump(tree), parameters=parameters, files=files))


@given(TEMPLATES)
def test_any_nested_template_compiles_or_is_refused(tree: Any) -> None:
    outer = (
        "HeatTemplateFormatVersion: '2012-12-12'\nResources:\n"
        "  v: {Type: 'OS::Heat::Value', Properties: {value: 1}}\n"
        "  n: {Type: nested.yaml, Properties: {p: {'Fn::GetAtt': [v, value]}, q: 1}}\n"
        "  s: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: nested.yaml,"
        " Parameters: {p: {'Fn::GetAtt': [v, value]}, q: 1}}}\n"
    )
    survives(Source(outer, files={"nested.yaml": pyyaml.safe_dump(tree)}))
