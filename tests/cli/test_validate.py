"""``validate``: what it says of a template that is in order."""

import pytest

from tests.cli.shell import Shell

TEMPLATE = """
description: An example
parameter_groups: [{label: All, parameters: [size, key]}]
parameters:
  size: {type: number, default: 2, description: How many}
  key: {type: string, hidden: true, default: open-sesame}
resources:
  one: {type: OS::Heat::Value, properties: {value: {get_param: size}}}
outputs:
  one: {value: {get_attr: [one, value]}}
"""


def test_it_says_that_all_is_in_order_and_makes_nothing(shell: Shell) -> None:
    shell.write("t.yaml", TEMPLATE)
    assert shell.good("validate", "t.yaml").out == "t.yaml is in order: 1 resource, 1 output\n"
    assert not shell.home.exists()


def test_its_json_is_heats_answer(shell: Shell) -> None:
    shell.write("t.yaml", TEMPLATE)
    found = shell.good("validate", "t.yaml", "--json").json
    assert found["Description"] == "An example"
    assert found["Parameters"]["size"] == {
        "Type": "Number",
        "Description": "How many",
        "NoEcho": "false",
        "Label": "size",
        "Default": 2,
    }
    assert found["Parameters"]["key"]["NoEcho"] == "true"
    assert found["Parameters"]["key"]["Default"] == "******"
    assert found["ParameterGroups"] == [{"label": "All", "description": "", "parameters": ["size", "key"]}]


@pytest.mark.parametrize("version", ("2013-05-23", "2016-10-14", "rocky", "2021-04-16"))
def test_versions(shell: Shell, version: str) -> None:
    shell.write("t.yaml", f"heat_template_version: {version}\nresources: {{}}\n", header=False)
    shell.good("validate", "t.yaml")
