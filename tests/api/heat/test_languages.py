"""The versions of the template language and their functions, as Heat's clients ask for them."""

import pytest

from setpoint.api.heat.describing.languages import template_functions, template_versions
from setpoint.api.heat.refusals import Refused


def functions(version: str, *, with_conditions: bool = False) -> dict[str, str]:
    full = version if "." in version else f"heat_template_version.{version}"
    told = template_functions(full, with_conditions=with_conditions)
    return {one["functions"]: one["description"] for one in told["template_functions"]}


def test_every_version_with_its_other_name() -> None:
    found = template_versions()["template_versions"]
    assert found[:3] == [
        {"version": "AWSTemplateFormatVersion.2010-09-09", "type": "cfn", "aliases": []},
        {"version": "HeatTemplateFormatVersion.2012-12-12", "type": "cfn", "aliases": []},
        {"version": "heat_template_version.2013-05-23", "type": "hot", "aliases": []},
    ]
    assert found[-1] == {
        "version": "heat_template_version.2021-04-16",
        "type": "hot",
        "aliases": ["heat_template_version.wallaby"],
    }
    assert [one["version"] for one in found] == sorted(one["version"] for one in found)


def test_the_functions_of_a_version() -> None:
    assert {"Fn::Join", "Ref", "get_file"} <= functions("2013-05-23").keys()
    assert functions("2014-10-16").keys() == {
        *("Fn::Select", "get_attr", "get_file", "get_param", "get_resource", "list_join", "resource_facade"),
        "str_replace",
    }


def test_the_functions_of_cloudformations_language() -> None:
    heat, aws = (
        functions("HeatTemplateFormatVersion.2012-12-12"),
        functions("AWSTemplateFormatVersion.2010-09-09"),
    )
    assert heat.keys() == {
        *("Fn::Base64", "Fn::FindInMap", "Fn::GetAZs", "Fn::GetAtt", "Fn::Join", "Fn::MemberListToMap"),
        *("Fn::Replace", "Fn::ResourceFacade", "Fn::Select", "Fn::Split", "Ref"),
    }
    assert aws.keys() - heat.keys() == {"Fn::If"}
    both = functions("AWSTemplateFormatVersion.2010-09-09", with_conditions=True)
    assert both.keys() - aws.keys() == {"Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or"}
    assert both["Fn::GetAtt"] == "An attribute of another resource."


def test_functions_that_only_conditions_have_are_told_when_they_are_asked_for() -> None:
    plain, both = functions("rocky"), functions("rocky", with_conditions=True)
    assert both.keys() - plain.keys() == {"equals", "not", "and", "or"}


def test_a_description_is_a_sentence() -> None:
    found = functions("wallaby", with_conditions=True)
    assert found["get_file"] == "A function for including a file inline."
    assert found["digest"] == "A text's hash, in hexadecimal digits."
    for name, said in found.items():
        assert said[:1].isupper(), name
        assert said.endswith("."), name
        assert "`" not in said, name


@pytest.mark.parametrize(
    "version", ("heat_template_version.2013-05-24", "rocky", "AWSTemplateFormatVersion.2012-12-12")
)
def test_a_version_that_there_is_not(version: str) -> None:
    with pytest.raises(Refused, match=f"^Template with version {version} not found$"):
        template_functions(version)
