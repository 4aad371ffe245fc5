"""CloudFormation's language: what is special about it, and what is told of bad input, each with its place."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from setpoint.model.address import Address
from setpoint.model.definition import DeletionPolicy
from setpoint.model.diagnostic import About, Problem
from setpoint.model.errors import InvalidInput
from setpoint.model.expression import EvaluationError
from setpoint.model.stack import Source
from setpoint.model.value import Sensitive
from setpoint.templates.compiler import compile_stack, files_of
from setpoint.templates.compiling import Whereabouts
from setpoint.templates.formats import formats
from tests.templates.world import AROUND, World, compiled, outputs, problems

AWS = "AWSTemplateFormatVersion: '2010-09-09'\n"
HEAT = "HeatTemplateFormatVersion: '2012-12-12'\n"
ONE = "Resources:\n  a: {Type: 'OS::Heat::TestResource', Properties: {value: %s}}\n"
OUTPUT = "Outputs:\n  it: {Value: %s}\n"

SECTIONS = (
    "a template has AWSTemplateFormatVersion, Conditions, Description, HeatTemplateFormatVersion, Mappings,"
    " Outputs, Parameters, Resources"
)
KEYS_OF_PARAMETERS = (
    "parameter 'p' has AllowedPattern, AllowedValues, ConstraintDescription, Default, Description, Label,"
    " MaxLength, MaxValue, MinLength, MinValue, NoEcho, Type"
)
MAPPING = "Mappings:\n  Sizes:\n    small: {ram: 512}\n"


class Told(NamedTuple):
    """What a diagnostic says: where, what, what would be right."""

    place: str
    summary: str
    advice: str = ""


def told(template: str, **source: Any) -> list[Told]:
    found = problems(template, **source)
    return [Told(str(one.place).removeprefix("template:"), one.summary, one.advice) for one in found]


GOLDEN: Mapping[str, tuple[str, list[Told]]] = {
    "another version of CloudFormation's": (
        "AWSTemplateFormatVersion: '2010-09-10'\n",
        [Told("1:27", "unknown AWSTemplateFormatVersion: '2010-09-10'", "there is 2010-09-09")],
    ),
    "another version of Heat's": (
        "HeatTemplateFormatVersion: 2012\n",
        [Told("1:28", "unknown HeatTemplateFormatVersion: the number 2012", "there is 2012-12-12")],
    ),
    "two versions": (
        AWS + "HeatTemplateFormatVersion: '2012-12-12'\n",
        [
            Told(
                "2:1",
                "the template says its version twice: AWSTemplateFormatVersion and HeatTemplateFormatVersion",
                "leave one of them",
            )
        ],
    ),
    "two languages": (
        "heat_template_version: 2021-04-16\n" + AWS,
        [
            Told(
                "1:1", "the template says that it is of several formats: cfn, hot", "leave the version of one"
            )
        ],
    ),
    "sections": (
        AWS + "Resource: {}\nTransform: x\nparameters: {}\n",
        [
            Told("2:1", "unknown section 'Resource'", "did you mean 'Resources'?"),
            Told(
                "3:1",
                "unknown section 'Transform'",
                SECTIONS,
            ),
            Told("4:1", "unknown section 'parameters'", "did you mean 'Parameters'?"),
        ],
    ),
    "sections of the wrong kind": (
        AWS
        + "Parameters: []\nMappings: x\nConditions: 1\nResources: b\nOutputs: true\nDescription: {a: b}\n",
        [
            Told("2:13", "'Parameters' must be a map, not a list"),
            Told("3:11", "'Mappings' must be a map, not the text 'x'"),
            Told("4:13", "'Conditions' must be a map, not the number 1"),
            Told("5:12", "'Resources' must be a map, not the text 'b'"),
            Told("6:10", "'Outputs' must be a map, not the boolean true"),
            Told("7:14", "'Description' of the template must be text, not a map"),
        ],
    ),
    "conditions in Heat's version": (
        HEAT
        + "Conditions: {}\nResources:\n  a: {Type: 'OS::Heat::None', Condition: b}\n"
        + "Outputs:\n  c: {Value: 1, Condition: b}\n",
        [
            Told(
                "2:1",
                "this version knows no conditions",
                "they are known to AWSTemplateFormatVersion 2010-09-09",
            ),
            Told(
                "4:31",
                "'Condition' of resource 'a' is unknown to this version",
                "it is known to AWSTemplateFormatVersion 2010-09-09",
            ),
            Told("4:42", "unknown condition 'b'"),
            Told(
                "6:17",
                "'Condition' of output 'c' is unknown to this version",
                "it is known to AWSTemplateFormatVersion 2010-09-09",
            ),
            Told("6:28", "unknown condition 'b'"),
        ],
    ),
    "functions of the other version": (
        HEAT + OUTPUT % "[{'Fn::If': [a, b, c]}, {'Fn::Equals': [1, 1]}]",
        [
            Told(
                "3:17",
                "'Fn::If' is no function of HeatTemplateFormatVersion 2012-12-12",
                "AWSTemplateFormatVersion 2010-09-09 has it",
            ),
            Told(
                "3:40",
                "'Fn::Equals' is no function of HeatTemplateFormatVersion 2012-12-12",
                "AWSTemplateFormatVersion 2010-09-09 has it",
            ),
        ],
    ),
    "functions of HOT, of CloudFormation's later versions, and of nobody": (
        AWS
        + OUTPUT % "[{get_param: a}, {'Fn::Sub': a}, {'Fn::Jion': [a, []]}, {if: data}, {Condition: data}]",
        [
            Told("3:17", "'get_param' is a function of HOT", "use Ref"),
            Told("3:33", "unknown function 'Fn::Sub'", "did you mean 'Fn::Split'?"),
            Told("3:49", "unknown function 'Fn::Jion'", "did you mean 'Fn::Join'?"),
        ],
    ),
    "functions that conditions do not have": (
        AWS
        + "Conditions:\n  a: {'Fn::Join': ['', []]}\n  b: {Condition: a}\n  c: {'Fn::Equls': [1, 1]}\n"
        + "  d: {Ref: x}\n"
        + "Resources:\n  x: {Type: 'OS::Heat::None'}\n"
        + OUTPUT % "{'Fn::Not': [a]}",
        [
            Told(
                "3:7",
                "'Fn::Join' cannot be used in a condition",
                "conditions have Fn::And, Fn::Equals, Fn::FindInMap, Fn::Not, Fn::Or, Ref",
            ),
            Told("4:7", "a condition is named by its name alone", "write the name without 'Condition:'"),
            Told("5:7", "unknown function 'Fn::Equls'", "did you mean 'Fn::Equals'?"),
            Told("6:12", "unknown parameter 'x'"),
            Told("10:16", "'Fn::Not' is for conditions only"),
        ],
    ),
    "arguments of condition functions": (
        AWS
        + "Conditions:\n  a: {'Fn::Not': true}\n  b: {'Fn::And': [true]}\n  c: {'Fn::Equals': [1]}\n"
        + "  d: {'Fn::Or': x}\n",
        [
            Told("3:18", "Fn::Not: it takes one condition; write [condition]"),
            Told("4:18", "Fn::And: it joins at least two conditions; write [condition, condition, ...]"),
            Told("5:21", "Fn::Equals: it has 1 arguments; write [value, value]"),
            Told("6:17", "Fn::Or: it joins at least two conditions; write [condition, condition, ...]"),
        ],
    ),
    "keys of parameters": (
        AWS
        + "Parameters:\n  p: {Type: String, Defalt: a, constraints: []}\n  q: {type: String}\n  r: {Type: string}\n",
        [
            Told("3:21", "unknown key 'Defalt' in parameter 'p'", "did you mean 'Default'?"),
            Told(
                "3:32",
                "unknown key 'constraints' in parameter 'p'",
                KEYS_OF_PARAMETERS,
            ),
            Told(
                "4:7",
                "parameter 'q' has no type",
                "there are Boolean, CommaDelimitedList, Json, Number, String",
            ),
            Told("4:7", "unknown key 'type' in parameter 'q'", "did you mean 'Type'?"),
            Told("5:7", "unknown type 'string' of parameter 'r'", "did you mean 'String'?"),
        ],
    ),
    "rules of parameters": (
        AWS
        + "Parameters:\n  a: {Type: String, MinValue: 1, Default: x}\n  b: {Type: Number, MaxLength: 2, Default: 1}\n"
        + "  c: {Type: String, MinLength: two, Default: x}\n  d: {Type: Number, MinValue: 5, MaxValue: 1, Default: 1}\n"
        + "  e: {Type: String, AllowedValues: x, Default: x}\n  f: {Type: String, AllowedPattern: '(', Default: x}\n"
        + "  g: {Type: Number, AllowedValues: [1, two], Default: 1}\n",
        [
            Told("3:21", "'MinValue' does not fit the type String in parameter 'a'", "it is for Number"),
            Told(
                "4:21",
                "'MaxLength' does not fit the type Number in parameter 'b'",
                "it is for CommaDelimitedList, Json, String",
            ),
            Told("5:32", "a constraint of parameter 'c' is wrong: length min must be a number"),
            Told(
                "6:31",
                "a constraint of parameter 'd' is wrong: range leaves no value: min is greater than max",
            ),
            Told(
                "7:36",
                "a constraint of parameter 'e' is wrong: allowed_values must be a list with something in it",
            ),
            Told(
                "8:37",
                "a constraint of parameter 'f' is wrong: allowed_pattern is no regular expression:"
                " missing ), unterminated subpattern at position 0",
            ),
            Told("9:36", "a constraint of parameter 'g' is wrong: must be a number, not \"two\""),
        ],
    ),
    "values that break rules": (
        AWS
        + "Parameters:\n  a: {Type: String, AllowedValues: [x, y], ConstraintDescription: Two., Default: z}\n"
        + "  b: {Type: Number, MinValue: '2', Default: '1'}\n"
        + "  c: {Type: String, NoEcho: true, MinLength: 9, Default: hush}\n"
        + "  d: {Type: CommaDelimitedList, MaxLength: 1, Default: 'a,b'}\n",
        [
            Told("3:82", "the default of parameter 'a' must be one of x, y (Two.)"),
            Told("4:45", "the default of parameter 'b' must be at least 2"),
            Told("5:58", "the default of parameter 'c' does not fit"),
            Told("6:56", "the default of parameter 'd' must have a length of at most 1, not 2"),
        ],
    ),
    "a parameter that the engine gives": (
        AWS + "Parameters:\n  AWS::StackName: {Type: String}\n",
        [
            Told("3:20", "'AWS::StackName' is given by the engine, and cannot be declared"),
            Told("3:20", "parameter 'AWS::StackName' has no value", "give it one, or a default"),
        ],
    ),
    "what Heat has not": (
        AWS + OUTPUT % "x" + ONE % "{Ref: 'AWS::NoValue'}",
        [Told("5:65", "unknown parameter or resource 'AWS::NoValue'")],
    ),
    "mappings": (
        AWS + "Mappings:\n  a: x\n  b: {c: d}\n  e: {f: {g: h}}\n",
        [
            Told("3:6", "mapping 'a' must be a map, not the text 'x'"),
            Told("4:10", "mapping 'b', key 'c' must be a map, not the text 'd'"),
        ],
    ),
    "ways through mappings": (
        AWS
        + MAPPING
        + ONE
        % (
            "[{'Fn::FindInMap': [Size, small, ram]}, {'Fn::FindInMap': [Sizes, smal, ram]},"
            " {'Fn::FindInMap': [Sizes, small, rom]}, {'Fn::FindInMap': [Sizes, small]},"
            " {'Fn::FindInMap': [Sizes, small, true]}]"
        ),
        [
            Told("6:52", "property value must be a string"),
            Told("6:79", "Fn::FindInMap: there is no mapping 'Size'", "did you mean 'Sizes'?"),
            Told("6:125", "Fn::FindInMap: the mapping has no key 'smal'", "did you mean 'small'?"),
            Told("6:171", "Fn::FindInMap: the mapping has no key 'rom'", "did you mean 'ram'?"),
            Told("6:196", "Fn::FindInMap: it has 2 arguments; write [mapping, key, key within it]"),
            Told("6:246", "Fn::FindInMap: every argument must be a text, not the boolean true"),
        ],
    ),
    "references to nothing": (
        AWS
        + "Parameters:\n  word: {Type: String, Default: x}\n"
        + ONE % "[{Ref: wrod}, {Ref: b}, {Ref: [a]}, {'Fn::GetAtt': [c, x]}, {'Fn::GetAtt': [b, value, x]}]"
        + "  b: {Type: 'OS::Heat::Value', DependsOn: [bb]}\n",
        [
            Told("5:52", "property value must be a string"),
            Told("5:66", "unknown parameter or resource 'wrod'", "did you mean 'word'?"),
            Told("5:89", "Ref: a name is needed, not a list"),
            Told("5:111", "unknown resource 'c'"),
            Told("5:134", "Fn::GetAtt: it has 3 arguments; write [resource, attribute]"),
            Told("6:3", "property value is required"),
            Told("6:43", "unknown resource 'bb' in 'DependsOn'", "did you mean 'b'?"),
        ],
    ),
    "keys of resources and outputs": (
        AWS
        + "Resources:\n  a: {Type: 'OS::Heat::None', Propertys: {}, DependOn: b, DeletionPolicy: retain}\n"
        + "  b: {type: 'OS::Heat::None'}\nOutputs:\n  c: {value: 1}\n  d: {Value: 1, Desciption: x}\n",
        [
            Told("3:31", "unknown key 'Propertys' in resource 'a'", "did you mean 'Properties'?"),
            Told("3:46", "unknown key 'DependOn' in resource 'a'", "did you mean 'DependsOn'?"),
            Told("3:75", "unknown deletion policy: 'retain'", "did you mean 'Retain'?"),
            Told("4:3", "resource 'b' has no type"),
            Told("4:7", "unknown key 'type' in resource 'b'", "did you mean 'Type'?"),
            Told("6:3", "output 'c' has no value", "write 'Value: ...'"),
            Told("6:7", "unknown key 'value' in output 'c'", "did you mean 'Value'?"),
            Told("7:17", "unknown key 'Desciption' in output 'd'", "did you mean 'Description'?"),
        ],
    ),
}
"""By what is wrong: a template, and all that is told of it."""


@pytest.mark.parametrize(("template", "expected"), GOLDEN.values(), ids=GOLDEN)
def test_what_is_told_of_bad_input(template: str, expected: list[Told]) -> None:
    assert told(template) == expected


def test_the_engine_gives_what_heat_gives() -> None:
    found = outputs(AWS + OUTPUT % "[{Ref: 'AWS::StackName'}, {Ref: 'AWS::StackId'}, {Ref: 'AWS::Region'}]")
    assert found["it"] == ["stack", "arn:openstack:heat::project:stacks/stack/1b2c", "ap-southeast-1"]


def test_every_version_tells_where_it_stands_in_its_own_words() -> None:
    where = Whereabouts(stack_name="s", stack_id="1", project="p", region="r")
    told = {
        one.full_name: set(one.pseudo_parameters(where)) for f in formats().values() for one in f.versions
    }
    assert told["AWSTemplateFormatVersion.2010-09-09"] == {"AWS::StackName", "AWS::StackId", "AWS::Region"}
    assert told["HeatTemplateFormatVersion.2012-12-12"] == {"AWS::StackName", "AWS::StackId", "AWS::Region"}
    assert told["heat_template_version.2021-04-16"] == {
        "OS::stack_name",
        "OS::stack_id",
        "OS::project_id",
        "OS::region",
    }


def test_keys_that_only_mean_something_to_cloudformation_are_warned_of() -> None:
    made = compiled(
        AWS
        + "Resources:\n  a: {Type: 'OS::Heat::None', CreationPolicy: {}, UpdateReplacePolicy: Retain}\n"
        + "Outputs:\n  b: {Value: 1, Export: {Name: c}}\n"
    )
    assert [one.summary for one in made.warnings] == [
        "'CreationPolicy' of resource 'a' does nothing here",
        "'UpdateReplacePolicy' of resource 'a' does nothing here",
        "'Export' of output 'b' does nothing here",
    ]


def test_an_output_of_what_there_is_not_is_warned_of_as_in_hot() -> None:
    made = compiled(AWS + OUTPUT % "{Ref: nothing}")
    assert [one.summary for one in made.warnings] == ["unknown parameter or resource 'nothing'"]
    with pytest.raises(EvaluationError, match="was not provided"):
        World(made.composition).outputs()


def test_what_programs_are_told_of_a_name_that_nothing_has() -> None:
    (found,) = problems(AWS + ONE % "{Ref: nothing}")
    assert found.about == About(Problem.REFERENCE, ("nothing",))
    assert found.path == ("Resources", "a", "Properties", "value", "Ref")


def test_a_hidden_parameter_is_a_secret_wherever_it_goes() -> None:
    made = compiled(
        AWS
        + "Parameters:\n  word: {Type: String, NoEcho: true}\n"
        + "Mappings:\n  Words: {hush: {it: [1]}}\n"
        + ONE % "{'Fn::Join': ['', [{Ref: word}, '!']]}"
        + OUTPUT % "{'Fn::FindInMap': [Words, {Ref: word}, it]}",
        parameters={"word": "hush"},
    )
    assert isinstance(World(made.composition).properties("a")["value"], Sensitive)
    assert World(made.composition).outputs()["it"] == Sensitive([1])
    assert "hush" not in repr(made.source.parameters)


def test_policies_of_deletion() -> None:
    text = AWS + "Resources:\n  a: {Type: 'OS::Heat::None', DeletionPolicy: %s}\n"
    for policy in DeletionPolicy:
        made = compiled(text % policy.value)
        assert made.composition.definitions[Address("a")].deletion_policy is policy


def test_a_branch_that_is_not_chosen_may_name_what_is_not_there() -> None:
    text = (
        AWS
        + "Parameters:\n  big: {Type: String, Default: 'no'}\n"
        + "Conditions:\n  Big: {'Fn::Equals': [{Ref: big}, 'yes']}\n"
        + "Resources:\n  a: {Type: 'OS::Heat::TestResource', Condition: Big, Properties: {value: x}}\n"
        + OUTPUT % "{'Fn::If': [Big, {Ref: a}, none]}"
    )
    assert outputs(text)["it"] == "none"
    assert outputs(text, parameters={"big": "yes"})["it"] == "<a>"


def test_the_files_that_a_text_names() -> None:
    text = (
        AWS
        + "Resources:\n  a: {Type: one.yaml}\n"
        + "  b: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: 'https://host/two'}}\n"
        + "  c: {Type: 'OS::Heat::ResourceGroup', Properties: {resource_def: {type: three.yaml}}}\n"
        + "  d: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: {Ref: a}}}\n"
    )
    assert set(files_of(Source(text))) == {"one.yaml", "https://host/two", "three.yaml"}


def test_a_template_that_is_given_its_format_is_read_in_it() -> None:
    with pytest.raises(InvalidInput, match="unknown heat_template_version: nothing"):
        compile_stack(Source("Resources: {}", format="hot"), AROUND)
    with pytest.raises(InvalidInput, match="unknown AWSTemplateFormatVersion: nothing"):
        compile_stack(Source("Resources: {}", format="cfn"), AROUND)
