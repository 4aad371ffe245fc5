from __future__ import annotations

import pytest

from setpoint.model.stack import Source
from setpoint.model.value import MASK, reveal
from setpoint.templates.compiler import compile_stack, parameters_of
from setpoint.templates.veiled import masked_in, veiled, veiled_files
from tests.templates.world import AROUND

HEADER = "heat_template_version: 2021-04-16\n"


@pytest.mark.parametrize(
    "declared",
    (
        "{type: string, hidden: true, default: hunter2}",
        "{type: string, default: 'hunter2', hidden: true}",
        '{type: string, default: "hunter2 \\" }", hidden: true}',
        "\n    type: string\n    hidden: true\n    default: |\n      hunter2\n      hunter2",
        "\n    type: string\n    hidden: yes\n    default: hunter2  # as always",
        "\n    type: json\n    hidden: true\n    default:\n      a: hunter2\n      b: [hunter2]",
        "\n    type: json\n    hidden: true\n    default: {a: {b: hunter2}, c: hunter2}",
    ),
)
def test_a_hidden_default_is_masked_and_all_else_is_as_it_was(declared: str) -> None:
    others = "  a: {type: string, default: é shown}", "  z: {type: number}"
    text = f"{HEADER}parameters:\n{others[0]}\n  password: {declared}\n{others[1]}\n"
    shown = veiled(Source(text))
    assert "hunter2" not in shown
    assert shown.count(MASK) == 1
    assert "default: é shown" in shown
    assert "z: {type: number}" in shown
    if "json" not in declared:
        read_again = parameters_of(Source(shown)).parameters
        assert list(read_again) == ["a", "password", "z"]
        assert reveal(read_again["password"].default) == MASK


def test_without_hidden_defaults_nothing_is_changed() -> None:
    text = f"{HEADER}parameters:\n  a: {{type: string, hidden: true}}\n# hunter2\n"
    assert veiled(Source(text)) == text


def test_what_cannot_be_read_is_not_shown() -> None:
    assert veiled(Source("parameters: [")) == ""


DECLARED = '{"Type": "String", "NoEcho": "true", "Default": "hunter2"}'


@pytest.mark.parametrize(
    "text",
    (
        f"AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  password: {DECLARED}\n",
        f'{{"HeatTemplateFormatVersion": "2012-12-12", "Parameters": {{"p": {DECLARED}}}}}',
    ),
)
def test_a_hidden_default_in_cloudformations_language_is_masked(text: str) -> None:
    shown = veiled(Source(text))
    assert "hunter2" not in shown
    assert shown.count(MASK) == 1


NESTED = f"""{HEADER}parameters:
  own: {{type: string, hidden: true, default: hunter2}}
  inner: {{type: string, hidden: true}}
  shown: {{type: string, default: as it is}}
"""
OUTER = f"""{HEADER}parameters:
  password: {{type: string, hidden: true}}
  other: {{type: string, default: x}}
resources: {{nested: {{type: nested.yaml}}}}
"""
CFN = f"AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  password: {DECLARED}\n"
GIVEN = "# as always\nparameters:\n  password: {}\n  other: o\nparameter_defaults: {{inner: {}, more: m}}\n"


def sealed(**files: str) -> Source:
    """What is recorded of a stack that was given ``hunter2`` and ``hunter3``."""
    environment = {
        "parameters": {"password": "hunter2", "other": "o"},
        "parameter_defaults": {"inner": "hunter3"},
    }
    named = {name.replace("_", "."): text for name, text in files.items()}
    made = compile_stack(
        Source(OUTER, files={"nested.yaml": NESTED, **named}, environment=environment), AROUND
    )
    return made.source


@pytest.mark.parametrize("value", ("hunter2", "'hunter2'", '"hunter2"', "|\n    hunter2\n    hunter2"))
def test_what_is_hidden_is_masked_in_environments_among_the_files(value: str) -> None:
    shown = veiled_files(sealed(env_yaml=GIVEN.format(value, "hunter3")))["env.yaml"]
    assert "hunter" not in shown
    assert shown == GIVEN.format(f'"{MASK}"', f'"{MASK}"')


def test_an_environment_as_clients_send_it_is_masked() -> None:
    sent = '{"parameters": {"other": "o", "password": "hunter2"}, "parameter_defaults": {"inner": {"a": ["hunter3"]}}}'
    shown = veiled_files(sealed(env_json=sent))["env.json"]
    assert shown == (
        f'{{"parameters": {{"other": "o", "password": "{MASK}"}}, "parameter_defaults": {{"inner": "{MASK}"}}}}'
    )


def test_hidden_defaults_of_nested_templates_are_masked() -> None:
    shown = veiled_files(sealed(cfn_yaml=CFN))
    assert "hunter" not in "".join(shown.values())
    assert shown["nested.yaml"] == NESTED.replace("hunter2", f'"{MASK}"')
    assert set(masked_in(shown)) == {("nested.yaml", "own"), ("cfn.yaml", "password")}
    assert not list(masked_in({"nested.yaml": NESTED, "cfn.yaml": CFN}))


def test_other_files_are_as_they_were() -> None:
    others = {
        "script_sh": "#!/bin/sh\necho hidden password {\n",
        "list_yaml": "- hidden\n",
        "odd": "hidden: [\x00",
    }
    source = sealed(**others, env_yaml="parameters: {other: o}\n")
    assert {name: text for name, text in veiled_files(source).items() if name != "nested.yaml"} == {
        name: text for name, text in source.files.items() if name != "nested.yaml"
    }
