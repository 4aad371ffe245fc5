from __future__ import annotations

import pytest

from setpoint.model.stack import Source
from setpoint.model.value import MASK, reveal
from setpoint.templates.compiler import parameters_of
from setpoint.templates.veiled import veiled

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
