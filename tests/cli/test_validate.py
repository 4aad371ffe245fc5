"""``validate``: what it says of a template that is in order."""

import pytest

from setpoint.cli.exits import Exit
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


NAMING = """
parameters:
  key: {type: string, default: mine, constraints: [{custom_constraint: nova.keypair}]}
resources:
  server:
    type: OS::Nova::Server
    properties: {flavor: m1.nano, image: cirros, networks: [{allocate_network: none}]}
"""


def test_what_only_a_cloud_can_say_is_told_not_to_have_been_checked(shell: Shell) -> None:
    shell.write("t.yaml", NAMING)
    ran = shell.good("validate", "t.yaml")
    assert ran.out == "t.yaml is in order: 1 resource, 0 outputs\n"
    said = "not checked, for no cloud was asked: glance.image, nova.flavor, nova.keypair"
    assert ran.err == f"{said}; `setpoint plan` asks\n"
    found = shell.good("validate", "t.yaml", "--json").json
    assert found["unchecked"] == ["glance.image", "nova.flavor", "nova.keypair"]


SINKS = """\
event_sinks:
  - type: zaqar-queue
    target: a
  - type: mail
"""


@pytest.mark.parametrize(
    "command", (["validate"], ["plan"], ["up", "--yes"], ["try"]), ids=lambda command: command[0]
)
def test_event_sinks_that_nobody_serves_are_told_with_their_places(shell: Shell, command: list[str]) -> None:
    shell.write("t.yaml", TEMPLATE)
    shell.write("e.env", SINKS)
    for as_json in ([], ["--json"]):
        ran = shell.run(*command, "t.yaml", "-e", "e.env", *as_json)
        assert ran.code in (Exit.DONE, Exit.CHANGES)
        told = ran.out + ran.err
        assert "events are sent to the event sink 'zaqar-queue' by the service alone" in told
        assert "nothing is sent to the event sink 'mail'" in told
    ran = shell.run(*command, "t.yaml", "-e", "e.env")
    assert [line for line in ("e.env:2:5", "e.env:4:5") if line in ran.err + ran.out] == [
        "e.env:2:5",
        "e.env:4:5",
    ]


@pytest.mark.parametrize("version", ("2013-05-23", "2016-10-14", "rocky", "2021-04-16"))
def test_versions(shell: Shell, version: str) -> None:
    shell.write("t.yaml", f"heat_template_version: {version}\nresources: {{}}\n", header=False)
    shell.good("validate", "t.yaml")
