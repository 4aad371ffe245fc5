"""Templates in CloudFormation's language, by Heat's own client: wherever one in HOT may stand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from heatclient import exc
from heatclient.v1.client import Client

from tests.api.heat.test_remote import Web, heat, service, web
from tests.api.heat.test_stacks import settled

__all__ = ["heat", "service", "web"]

APP: dict[str, Any] = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Description": "an application",
    "Parameters": {
        "size": {"Type": "Number", "Default": "2", "MaxValue": 4},
        "word": {"Type": "String", "NoEcho": True, "Default": "hush"},
        "zone": {"Type": "String", "Default": "none", "AllowedValues": ["none", "one"]},
    },
    "Mappings": {"Zones": {"none": {"lengths": 8}, "one": {"lengths": 16}}},
    "Conditions": {"One": {"Fn::Equals": [{"Ref": "zone"}, "one"]}},
    "Resources": {
        "net": {"Type": "OS::Neutron::Net", "Metadata": {"a": {"Ref": "size"}}},
        "word": {
            "Type": "OS::Heat::RandomString",
            "DependsOn": "net",
            "Properties": {"length": {"Fn::FindInMap": ["Zones", {"Ref": "zone"}, "lengths"]}},
        },
        "zoned": {"Type": "OS::Heat::RandomString", "Condition": "One"},
    },
    "Outputs": {
        "word": {"Value": {"Fn::GetAtt": ["word", "value"]}, "Description": "a word"},
        "zoned": {"Value": {"Fn::GetAtt": ["zoned", "value"]}, "Condition": "One"},
        "stack": {"Value": {"Ref": "AWS::StackId"}},
    },
}
PROVIDED = {
    "HeatTemplateFormatVersion": "2012-12-12",
    "Parameters": {"length": {"Type": "Number"}},
    "Resources": {"word": {"Type": "OS::Heat::RandomString", "Properties": {"length": {"Ref": "length"}}}},
    "Outputs": {"Word": {"Value": {"Fn::GetAtt": ["word", "value"]}}},
}
OUTPUT = {"Value": {"Fn::GetAtt": ["inner", "Outputs.Word"]}}


def nesting(url: str, **given: Any) -> dict[str, Any]:
    properties = {"TemplateURL": url, "Parameters": given or {"length": 5}}
    inner = {"Type": "AWS::CloudFormation::Stack", "Properties": properties}
    return {
        "HeatTemplateFormatVersion": "2012-12-12",
        "Resources": {"inner": inner},
        "Outputs": {"word": OUTPUT},
    }


def outputs(stack: Any) -> dict[str, Any]:
    return {one["output_key"]: one["output_value"] for one in stack.outputs}


def names(heat: Client, stack: str, depth: int = 0) -> set[str]:
    return {one.resource_name for one in heat.resources.list(stack, nested_depth=depth)}


def test_a_stack_is_made_shown_changed_patched_and_removed(heat: Client) -> None:
    heat.stacks.create(stack_name="app", template=APP)
    stack = settled(heat, "app")
    assert (stack.stack_status, stack.description) == ("CREATE_COMPLETE", "an application")
    shown = heat.stacks.template("app")
    assert shown["Parameters"]["word"].pop("Default") == "******"
    assert shown == {**APP, "Parameters": {**APP["Parameters"], "word": {"Type": "String", "NoEcho": True}}}
    found = outputs(stack)
    assert (len(found["word"]), found["zoned"]) == (8, None)
    assert found["stack"].endswith(f":stacks/app/{stack.id}")
    assert stack.parameters == {
        "AWS::StackId": found["stack"],
        "AWS::StackName": "app",
        "AWS::Region": "ap-southeast-1",
        "size": "2",
        "word": "******",
        "zone": "none",
    }
    assert names(heat, "app") == {"net", "word"}
    assert heat.resources.metadata("app", "net") == {"a": 2}

    heat.stacks.update("app", existing=True, parameters={"zone": "one"})
    changed = settled(heat, "app")
    assert changed.stack_status == "UPDATE_COMPLETE"
    assert {name: len(one) for name, one in outputs(changed).items() if name != "stack"} == {
        "word": 16,
        "zoned": 32,
    }
    heat.stacks.update("app", template=APP)
    assert settled(heat, "app").stack_status == "UPDATE_COMPLETE"
    assert names(heat, "app") == {"net", "word"}
    heat.stacks.delete("app")


def test_previews_and_what_a_template_declares(heat: Client) -> None:
    shown = heat.stacks.preview(stack_name="app", template=APP)
    assert {one["resource_name"] for one in shown.resources} == {"net", "word"}
    assert shown.parameters["AWS::StackName"] == "app"
    assert shown.parameters["AWS::StackId"] == "arn:openstack:heat::p1:stacks/app/None"
    assert "OS::stack_name" not in shown.parameters
    found = heat.stacks.validate(template=APP)
    assert found["Description"] == "an application"
    assert found["Parameters"]["size"] == {
        "Type": "Number",
        "Description": "",
        "NoEcho": "false",
        "Label": "size",
        "Default": "2",
        "MaxValue": 4,
    }


def test_a_stack_is_abandoned_and_adopted(heat: Client) -> None:
    heat.stacks.create(stack_name="app", template=APP)
    before = outputs(settled(heat, "app"))
    data = heat.stacks.abandon("app")
    assert data["template"] == APP
    heat.stacks.create(stack_name="again", template=None, adopt_stack_data=json.dumps(data))
    stack = settled(heat, "again")
    assert stack.stack_status == "ADOPT_COMPLETE"
    assert outputs(stack)["word"] == before["word"]


def test_what_is_nested_is_abandoned_with_its_template_and_adopted_without_an_id(
    heat: Client, web: Web
) -> None:
    web.pages["/inner.yaml"] = PROVIDED
    template = nesting(f"{web.root}/inner.yaml")
    template["Resources"]["own"] = {"Type": "My::Word", "Properties": {"length": 6}}
    template["Outputs"]["own"] = {"Value": {"Fn::GetAtt": ["own", "Word"]}}
    own = {
        "files": {"own.yaml": json.dumps(PROVIDED)},
        "environment": {"resource_registry": {"My::Word": "own.yaml"}},
    }
    heat.stacks.create(stack_name="app", template=template, **own)
    settled(heat, "app")
    carried = heat.stacks.abandon("app")["resources"]
    assert carried["inner"]["template"] == carried["own"]["template"] == PROVIDED

    word = {"type": "OS::Heat::RandomString", "resource_id": "any"}
    members = {
        "inner": {
            "resource_id": "what Heat called it",
            "resources": {"word": {**word, "resource_data": {"value": "first"}}},
        },
        "own": {
            "type": "My::Word",
            "resources": {"word": {**word, "resource_id": "other", "resource_data": {"value": "second"}}},
        },
    }
    data = {"template": template, "environment": {"parameters": {}}, "resources": members}
    heat.stacks.create(stack_name="again", template=None, adopt_stack_data=json.dumps(data), **own)
    stack = settled(heat, "again")
    assert stack.stack_status == "ADOPT_COMPLETE"
    assert outputs(stack) == {"word": "first", "own": "second"}
    for one in heat.resources.list("again"):
        assert heat.stacks.get(one.physical_resource_id).parent == stack.id


@pytest.mark.parametrize("is_text", (False, True))
def test_a_template_of_either_language_provides_a_type_of_the_other(heat: Client, *, is_text: bool) -> None:
    hot = {
        "heat_template_version": "2021-04-16",
        "parameters": {"length": {"type": "number"}},
        "resources": {"deeper": {"type": "cfn.yaml", "properties": {"length": {"get_param": "length"}}}},
        "outputs": {"word": {"value": {"get_attr": ["deeper", "Word"]}}},
    }
    template = {
        "HeatTemplateFormatVersion": "2012-12-12",
        "Resources": {"inner": {"Type": "My::Word", "Properties": {"length": 7}}},
        "Outputs": {"word": {"Value": {"Fn::GetAtt": ["inner", "word"]}}},
    }
    heat.stacks.create(
        stack_name="app",
        template=json.dumps(template) if is_text else template,
        files={"hot.yaml": json.dumps(hot), "cfn.yaml": json.dumps(PROVIDED)},
        environment={"resource_registry": {"My::Word": "hot.yaml"}},
    )
    assert len(outputs(settled(heat, "app"))["word"]) == 7
    assert names(heat, "app", 3) == {"inner", "deeper", "word"}


def test_a_stack_is_nested_by_the_url_of_its_template(heat: Client, web: Web) -> None:
    web.pages["/inner.yaml"] = PROVIDED
    url = f"{web.root}/inner.yaml"
    heat.stacks.create(stack_name="app", template=nesting(url))
    stack = settled(heat, "app")
    assert stack.stack_status == "CREATE_COMPLETE"
    assert len(outputs(stack)["word"]) == 5
    (inner,) = heat.resources.list("app")
    assert inner.resource_type == "AWS::CloudFormation::Stack"
    nested = heat.stacks.get(inner.physical_resource_id)
    assert nested.parent == stack.id
    assert nested.parameters == {
        "AWS::StackId": f"arn:openstack:heat::p1:stacks/{nested.stack_name}/{nested.id}",
        "AWS::StackName": nested.stack_name,
        "AWS::Region": "ap-southeast-1",
        "length": "5",
    }

    web.pages["/inner.yaml"] = PROVIDED | {"Outputs": {"Word": {"Value": "changed"}}}
    heat.stacks.update("app", template=nesting(url))
    assert outputs(settled(heat, "app"))["word"] == "changed"
    assert heat.resources.get("app", "inner").physical_resource_id == inner.physical_resource_id
    heat.actions.suspend("app")
    assert settled(heat, "app").stack_status == "SUSPEND_COMPLETE"


def test_validation_tells_what_a_nested_stack_declares(heat: Client, web: Web) -> None:
    web.pages["/inner.yaml"] = PROVIDED
    found = heat.stacks.validate(template=nesting(f"{web.root}/inner.yaml"), show_nested=True)
    inner = found["NestedParameters"]["inner"]
    assert inner["Type"] == "AWS::CloudFormation::Stack"
    assert inner["Parameters"]["length"]["Value"] == 5


@pytest.mark.parametrize(
    ("url", "why"),
    (
        ("inner.yaml", 'Could not fetch remote template "inner.yaml": Invalid URL scheme '),
        (
            "file:///etc/passwd",
            'Could not fetch remote template "file:///etc/passwd": Invalid URL scheme file',
        ),
    ),
)
def test_a_nested_stack_is_not_made_of_what_is_not_fetched(heat: Client, url: str, why: str) -> None:
    with pytest.raises(exc.HTTPBadRequest) as refused:
        heat.stacks.create(stack_name="app", template=nesting(url))
    assert why in str(refused.value)


AWS = {"AWSTemplateFormatVersion": "2010-09-09"}


def one(value: Any) -> dict[str, Any]:
    return AWS | {"Resources": {"a": {"Type": "OS::Heat::Value", "Properties": {"value": value}}}}


@pytest.mark.parametrize(
    ("template", "kind", "sentence"),
    (
        (
            {"AWSTemplateFormatVersion": "2010-09-10"},
            "InvalidTemplateVersion",
            "The template version is invalid: unknown AWSTemplateFormatVersion: '2010-09-10'",
        ),
        (
            AWS | {"heat_template_version": "2021-04-16"},
            "InvalidTemplateVersion",
            "The template version is invalid: the template says that it is of several formats: cfn, hot",
        ),
        (AWS | {"Resource": {}}, "StackValidationFailed", "The template section is invalid: Resource"),
        (
            {"HeatTemplateFormatVersion": "2012-12-12", "Conditions": {}},
            "StackValidationFailed",
            "The template section is invalid: Conditions",
        ),
        (
            one({"Ref": "b"}),
            "InvalidTemplateReference",
            'The specified reference "b" (in unknown) is incorrect.',
        ),
        (
            one({"Fn::GetAtt": ["b", "value"]}),
            "InvalidTemplateReference",
            'The specified reference "b" (in a.Properties.value) is incorrect.',
        ),
        (
            {**one(1), "Outputs": {"b": {"Value": {"Fn::GetAtt": ["a", "c"]}}}},
            "StackValidationFailed",
            "Outputs.b.Value.Fn::GetAtt: : The Referenced Attribute (a c) is incorrect.",
        ),
        (
            AWS | {"Parameters": {"p": {"Type": "String"}}},
            "UserParameterMissing",
            "The Parameter (p) was not provided.",
        ),
        (
            AWS | {"Resources": {"a": {"Type": "AWS::EC2::Nothing"}}},
            "StackValidationFailed",
            "The Resource Type (AWS::EC2::Nothing) could not be found.",
        ),
    ),
)
def test_what_is_wrong_is_told_in_heats_words(heat: Client, template: Any, kind: str, sentence: str) -> None:
    with pytest.raises(exc.HTTPBadRequest) as refused:
        heat.stacks.create(stack_name="app", template=template)
    assert refused.value.error["error"]["type"] == kind
    assert refused.value.error["error"]["message"].startswith(sentence)


def test_a_generated_template_of_a_type_is_one_in_that_language(heat: Client) -> None:
    generated = heat.resource_types.generate_template("OS::Nova::KeyPair", "cfn")
    assert generated["HeatTemplateFormatVersion"] == "2012-12-12"
    found = heat.stacks.validate(template=generated)
    assert found["Parameters"]["name"]["Type"] == "String"
    names = ("name", "public_key", "type", "user", "save_private_key")
    parameters = dict.fromkeys(names, "x") | {"type": "ssh", "save_private_key": "False"}
    shown = heat.stacks.preview(stack_name="app", template=generated, parameters=parameters)
    assert [one["resource_type"] for one in shown.resources] == ["OS::Nova::KeyPair"]


def test_the_versions_and_functions_of_both_languages(heat: Client) -> None:
    found = {one.version: one.type for one in heat.template_versions.list()}
    assert (
        found["AWSTemplateFormatVersion.2010-09-09"] == found["HeatTemplateFormatVersion.2012-12-12"] == "cfn"
    )
    assert found["heat_template_version.2021-04-16"] == "hot"
    told = heat.template_versions.get("AWSTemplateFormatVersion.2010-09-09", with_condition_func=True)
    assert {"Fn::If", "Fn::Equals", "Fn::FindInMap", "Fn::GetAtt", "Ref"} <= {one.functions for one in told}
