"""What is refused, by the real Heat as well: as the same, in the same words, or the tables here say why not."""

from typing import Any

import pytest

from tests.lab.conftest import RunningLab
from tests.lab.differences import Allowed, Difference, differences, unexplained
from tests.lab.heat import Heat, ours

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("heat_as_it_is")]


@pytest.fixture(scope="module")
def heat(lab: RunningLab) -> Heat:
    return Heat(lab.cloud("lab-admin"))


def _t(**sections: Any) -> dict[str, Any]:
    return {"template": {"heat_template_version": "2018-08-31", **sections}}


def _one(**resource: Any) -> dict[str, Any]:
    return _t(resources={"a": {"type": "OS::Heat::Value", **resource}})


GIVEN = {"p": {"type": "string", "constraints": [{"length": {"max": 2}}]}}
NEED = {"type": "OS::Heat::Value", "properties": {"value": 1}}
AWS = {"AWSTemplateFormatVersion": "2010-09-09"}


def _aws(**sections: Any) -> dict[str, Any]:
    return {"template": {**AWS, **sections}}


def _output(value: Any) -> dict[str, Any]:
    return _aws(Resources={"a": {"Type": "OS::Heat::Value", "Properties": {"value": value}}})


REFUSED: dict[str, tuple[str, Any]] = {
    "unknown type": ("/resource_types/OS::No::Such", None),
    "template of an unknown type": ("/resource_types/OS::No::Such/template", None),
    "unknown language": ("/resource_types/OS::Heat::Value/template?template_type=tosca", None),
    "unknown status": ("/resource_types?support_status=FINE", None),
    "no flag": ("/resource_types?with_description=x", None),
    "unknown version": ("/template_versions/heat_template_version.2013-05-24/functions", None),
    "no flag for functions": (
        "/template_versions/heat_template_version.rocky/functions?with_condition_func=x",
        None,
    ),
    "no flag for nested": ("/validate?show_nested=x", _t()),
    "unknown code": ("/validate?ignore_errors=77", _t()),
    "no template": ("/validate", {}),
    "empty template": ("/validate", {"template": ""}),
    "a list of a template": ("/validate", {"template": [1]}),
    "no yaml": ("/validate", {"template": "a: ["}),
    "a text of a template": ("/validate", {"template": "abc"}),
    "no version": ("/validate", {"template": {"resources": {}}}),
    "wrong version": ("/validate", {"template": {"heat_template_version": "2000-01-01"}}),
    "wrong version of CloudFormation's": (
        "/validate",
        {"template": {"AWSTemplateFormatVersion": "2010-09-10"}},
    ),
    "unknown section of CloudFormation's": ("/validate", _aws(Resource={})),
    "conditions in Heat's version": (
        "/validate",
        {"template": {"HeatTemplateFormatVersion": "2012-12-12", "Conditions": {}}},
    ),
    "unknown key of CloudFormation's parameter": (
        "/validate",
        _aws(Parameters={"p": {"Type": "String", "X": 1}}),
    ),
    "wrong type of CloudFormation's parameter": ("/validate", _aws(Parameters={"p": {"Type": "string"}})),
    "reference to nothing": ("/validate", _output({"Ref": "b"})),
    "attribute of nothing": ("/validate", _output({"Fn::GetAtt": ["b", "c"]})),
    "three arguments": ("/validate", _output({"Fn::GetAtt": ["b", "c", "d"]})),
    "no mapping": ("/validate", _output({"Fn::FindInMap": ["a", "b", "c"]})),
    "unknown section": ("/validate", _t(resource={})),
    "unknown section of an environment": ("/validate", _t() | {"environment": {"x": 1}}),
    "empty section of an environment": ("/validate", _t() | {"environment": {"parameters": None}}),
    "no yaml of an environment": ("/validate", _t() | {"environment": "a: ["}),
    "absent environment file": ("/validate", _t() | {"environment_files": ["x"]}),
    "undeclared parameter": ("/validate", _t() | {"parameters": {"z": 1}}),
    "wrong type of a parameter": ("/validate", _t(parameters={"p": {"type": "strin"}})),
    "unknown key of a parameter": ("/validate", _t(parameters={"p": {"type": "string", "x": 1}})),
    "default against its rule": ("/validate", _t(parameters={"p": {**GIVEN["p"], "default": "abc"}})),
    "wrong default": ("/validate", _t(parameters={"p": {"type": "number", "default": "x"}})),
    "unknown parameter in a group": ("/validate", _t(parameter_groups=[{"parameters": ["z"]}])),
    "type that is not there": ("/validate", _t(resources={"a": {"type": "OS::No::Such"}})),
    "no type of a resource": ("/validate", _t(resources={"a": {"properties": {}}})),
    "unknown key of a resource": ("/validate", _one(propertie={})),
    "unknown property": ("/validate", _one(properties={"value": 1, "valu": 1})),
    "missing property": ("/validate", _one()),
    "wrong property": (
        "/validate",
        _t(resources={"a": {"type": "OS::Heat::RandomString", "properties": {"length": 0}}}),
    ),
    "unknown reference": ("/validate", _one(properties={"value": {"get_resource": "z"}})),
    "unknown dependency": ("/validate", _one(properties={"value": 1}, depends_on="z")),
    "unknown parameter": ("/validate", _one(properties={"value": {"get_param": "z"}})),
    "unknown attribute": (
        "/validate",
        _t(resources={"a": NEED}, outputs={"o": {"value": {"get_attr": ["a", "z"]}}}),
    ),
    "wrong arguments": ("/validate", _one(properties={"value": {"str_replace": ["x"]}})),
    "circle": (
        "/validate",
        _t(resources={"a": {**NEED, "depends_on": "b"}, "b": {**NEED, "depends_on": "a"}}),
    ),
    "output without a value": ("/validate", _t(outputs={"o": {"description": "x"}})),
    "absent template": ("/validate", _t(resources={"n": {"type": "absent.yaml"}})),
    "one name for two": ("/validate", _t(parameters={"a": {"type": "string"}}, resources={"a": NEED})),
}
MORE_SPECIFIC = "what Heat only calls a bad request is told by the name that it has when a stack is made"
EARLIER = "it is told now, not when a stack is made"
REFUSALS = (
    Allowed(r"one name for two (status|type)", "names of parameters and of resources never meet"),
    Allowed(r"unknown code (status|type)", "Heat answers 200 with the text of a Python object"),
    Allowed(r"absent environment file (status|type)", "Heat fails"),
    Allowed(r"(wrong default|missing property|wrong property|unknown parameter) (status|type)", EARLIER),
    Allowed(r"(reference to nothing|no mapping) (status|type)", EARLIER),
    Allowed(
        r"(unknown section( of CloudFormation's)?|conditions in Heat's version|three arguments|"
        r"unknown parameter in a group|type that is not there|no type of a resource|"
        r"unknown key of a resource|unknown property|unknown attribute|wrong arguments|output without a value|"
        r"absent template) type",
        MORE_SPECIFIC,
    ),
    Allowed(
        r"(wrong type of (a|CloudFormation's) parameter|unknown key of (a|CloudFormation's) parameter|"
        r"default against its rule) type",
        "a declaration that is wrong is a template that is wrong, under one name",
    ),
)
SENTENCES = (
    Allowed(
        r"(no yaml|no yaml of an environment|a text of a template|a list of a template|empty template)",
        "why it is none is told in our words",
    ),
    Allowed(r"(no|wrong) version( of CloudFormation's)?", "likewise"),
    Allowed(r"(unknown|empty) section of an environment", "likewise"),
    Allowed(
        r"(wrong type of (a|CloudFormation's) parameter|unknown key of (a|CloudFormation's) parameter|three arguments|"
        r"default against its rule|unknown parameter in a group|"
        r"no type of a resource|unknown key of a resource|wrong arguments|output without a value|absent template)",
        "nobody looks for these words: they are ours",
    ),
    Allowed(r"circle", "it is told in its order, and Heat tells a set"),
    Allowed(r"unknown (property|attribute)", "in the form that Heat has when a stack is made"),
)


def test_refusals(heat: Heat) -> None:
    found: list[Difference] = []
    for question, (path, body) in REFUSED.items():
        theirs, our = (_named(ask(path, body)) for ask in (heat.ask, ours))
        found += differences(question, theirs, our)
    assert not unexplained(found, REFUSALS)


def test_the_sentences_of_refusals(heat: Heat) -> None:
    found: list[Difference] = []
    for question, (path, body) in REFUSED.items():
        (status, theirs), (our_status, our) = (ask(path, body) for ask in (heat.ask, ours))
        if status == our_status != 200:
            sentences = theirs["error"].get("message"), our["error"]["message"].partition("\n")[0]
            found += differences(question, *sentences)
    assert not unexplained(found, SENTENCES)


def _named(answer: tuple[int, Any]) -> dict[str, Any]:
    status, body = answer
    return {"status": status, "type": body["error"]["type"] if status >= 400 else None}
