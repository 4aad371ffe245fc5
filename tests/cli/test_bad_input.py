"""Bad input: every problem at once, each where it stands, exit code 2, no traceback, and nothing made."""

from pathlib import Path
from typing import Any

import pytest

from setpoint.cli.exits import Exit
from tests.cli.shell import Shell

GOOD = "resources: {one: {type: OS::Heat::TestResource}}\n"

# name of the case: the template, and what must be told (in this order of lines)
TEMPLATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "a tab": ("resources:\n\tone: {}\n", ("t.yaml:3:1: error: a tab stands where YAML wants spaces",)),
    "a quotation without an end": ('description: "never\n', ("error: a quotation is not ended",)),
    "a duplicate key": (
        "resources:\n  one: {type: OS::Heat::None}\n  one: {type: OS::Heat::None}\n",
        ("t.yaml:4:3: error:", "one"),
    ),
    "an unknown section": ("resuorces: {}\n", ("t.yaml:2:1: error:", "did you mean 'resources'?")),
    "an unknown type": (
        "resources:\n  one:\n    type: OS::Heat::RandomSting\n",
        ("t.yaml:4:11: error:", "OS::Heat::RandomSting", "did you mean 'OS::Heat::RandomString'?"),
    ),
    "an unknown property": (
        "resources:\n  one:\n    type: OS::Heat::RandomString\n    properties:\n      lenght: 8\n",
        ("t.yaml:6:7: error:", "lenght: 8", "^^^^^^", "did you mean 'length'?"),
    ),
    "an unknown function": (
        "resources:\n  one: {type: OS::Heat::Value, properties: {value: {get_parm: x}}}\n",
        ("t.yaml:3:", "get_parm", "did you mean 'get_param'?"),
    ),
    "a value of the wrong type": (
        "resources:\n  one:\n    type: OS::Heat::RandomString\n    properties: {length: many}\n",
        ("t.yaml:5:", "length", "many"),
    ),
    "a value out of range": (
        "resources:\n  one:\n    type: OS::Heat::RandomString\n    properties: {length: 9999}\n",
        ("t.yaml:5:", "512"),
    ),
    "a cycle": (
        (
            "resources:\n"
            "  one: {type: OS::Heat::TestResource, properties: {value: {get_attr: [two, output]}}}\n"
            "  two: {type: OS::Heat::TestResource, depends_on: one}\n"
        ),
        ("t.yaml:", "one", "two"),
    ),
    "a reference to nothing": (
        (
            "resources:\n  one: {type: OS::Heat::TestResource, properties: {value: {get_resource: tow}}}\n"
            "  two: {type: OS::Heat::None}\n"
        ),
        ("t.yaml:3:", "unknown resource 'tow'", "did you mean 'two'?"),
    ),
    "a parameter without a value": (
        "parameters:\n  size: {type: number}\n",
        ("t.yaml:3:", "error: parameter 'size' has no value"),
    ),
    "a broken constraint": (
        "parameters:\n  size: {type: number, default: 9, constraints: [{range: {max: 5}}]}\n",
        ("t.yaml:3:", "size", "5"),
    ),
    "an unreadable file": (
        "resources:\n  one: {type: OS::Heat::Value, properties: {value: {get_file: nothing.txt}}}\n",
        ("t.yaml:3:", "cannot read the file 'nothing.txt'", "No such file or directory"),
    ),
    "a nested template that is not there": (
        "resources:\n  one: {type: lib/web.yaml}\n",
        ("t.yaml:3:", "cannot read the template 'lib/web.yaml'", "there is no folder 'lib'"),
    ),
    "several problems": (
        (
            "parameters:\n  size: {type: nubmer}\nresources:\n"
            "  one: {type: OS::Heat::Non}\n  two: {type: OS::Heat::None, depends_on: three}\n"
        ),
        ("t.yaml:3:", "nubmer", "t.yaml:5:", "OS::Heat::Non", "t.yaml:6:", "three"),
    ),
}


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("command", (("validate",), ("plan",), ("up", "--yes")))
def test_a_bad_template_is_refused(shell: Shell, command: tuple[str, ...], name: str) -> None:
    template, told = TEMPLATES[name]
    shell.write("t.yaml", template)
    ran = shell.run(*command, "t.yaml")
    assert ran.code == Exit.BAD_INPUT, ran.out
    _told_in_order(ran.err, told)
    assert not ran.out
    assert not shell.stacks()


def test_a_version_that_there_is_not(shell: Shell) -> None:
    shell.write("t.yaml", "heat_template_version: 2018-08-13\n", header=False)
    ran = shell.run("validate", "t.yaml")
    assert ran.code == Exit.BAD_INPUT
    _told_in_order(ran.err, ("t.yaml:1:", "2018-08-13", "did you mean '2018-08-31'?"))


def test_an_alias_bomb(shell: Shell) -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 9))
    shell.write("t.yaml", f"l0: &l0 [a, b]\n{levels}\n")
    ran = shell.run("validate", "t.yaml")
    assert ran.code == Exit.BAD_INPUT
    assert "alias" in ran.err


def test_a_text_that_is_too_deep(shell: Shell) -> None:
    shell.write("t.yaml", f"description: {'[' * 5000}{']' * 5000}\n")
    ran = shell.run("validate", "t.yaml")
    assert ran.code == Exit.BAD_INPUT
    assert "t.yaml:2:" in ran.err


@pytest.mark.parametrize(
    ("content", "told"),
    (
        ("parameters: {sise: 3}\n", ("e.yaml:1:14: error:", "sise", "did you mean 'size'?")),
        ("parametres: {size: 3}\n", ("e.yaml:1:1: error:", "did you mean 'parameters'?")),
        ("parameters:\n  size: many\n", ("e.yaml:2:", "size")),
        ("parameters: [a\n", ("e.yaml:", "not ended")),
        ("resource_registry: {OS::Heat::None: gone.yaml}\n", ("e.yaml:1:", "cannot read", "gone.yaml")),
    ),
)
def test_a_bad_environment(shell: Shell, content: str, told: tuple[str, ...]) -> None:
    shell.write("t.yaml", "parameters: {size: {type: number, default: 1}}\n" + GOOD)
    shell.write("e.yaml", content, header=False)
    ran = shell.run("up", "t.yaml", "-e", "e.yaml", "--yes")
    assert ran.code == Exit.BAD_INPUT
    _told_in_order(ran.err, told)
    assert not shell.stacks()


def test_a_secret_in_a_bad_environment_is_not_quoted(shell: Shell) -> None:
    shell.write(
        "t.yaml", "parameters: {key: {type: string, hidden: true, constraints: [{length: {min: 20}}]}}\n"
    )
    shell.write("e.yaml", "parameters:\n  key: open-sesame\n  other: open-sesame\n", header=False)
    ran = shell.run("validate", "t.yaml", "-e", "e.yaml")
    assert ran.code == Exit.BAD_INPUT
    assert "e.yaml:2:" in ran.err
    assert "sesame" not in ran.err


def test_a_secret_in_a_bad_template_is_not_quoted(shell: Shell) -> None:
    rules = "constraints: [{length: {min: 20}}]"
    shell.write(
        "t.yaml", f"parameters:\n  key: {{type: string, hidden: true, default: open-sesame, {rules}}}\n"
    )
    ran = shell.run("validate", "t.yaml")
    assert (ran.code, "t.yaml:3:" in ran.err) == (Exit.BAD_INPUT, True)
    assert "sesame" not in ran.err
    assert "sesame" not in shell.run("validate", "t.yaml", "--json").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    (
        (("gone.yaml",), "cannot read the template 'gone.yaml'"),
        (("t.ymal",), "did you mean 't.yaml'?"),
        ((".",), "'.' is a folder without a template"),
        (("t.yaml", "-e", "gone.yaml"), "cannot read the environment 'gone.yaml'"),
        (("t.yaml", "-P", "size"), "-P wants KEY=VALUE"),
        (("t.yaml", "-P", "size=many"), "size"),
        (("t.yaml", "-P", "sise=3"), "the template has no parameter 'sise'"),
        (("t.yaml", "--parameter-file", "size=gone.txt"), "cannot read the value of parameter 'size'"),
        (("latin.yaml",), "latin.yaml:2:17: error: the template 'latin.yaml' is not text in UTF-8"),
    ),
)
def test_bad_arguments(shell: Shell, arguments: tuple[str, ...], told: str) -> None:
    shell.write("t.yaml", "parameters: {size: {type: number, default: 1}}\n" + GOOD)
    (shell.folder / "latin.yaml").write_bytes(b"heat_template_version: 2021-04-16\ndescription: caf\xe9\n")
    ran = shell.run("validate", *arguments)
    assert ran.code == Exit.BAD_INPUT
    assert told in ran.err


@pytest.mark.parametrize("name", ("1st", "a b", "a/b", "", "x" * 256))
def test_names_that_are_none(shell: Shell, name: str) -> None:
    shell.write("t.yaml", GOOD)
    ran = shell.run("up", "t.yaml", "--yes", f"--name={name}")
    assert (ran.code == Exit.DONE) is (name == "")  # no name at all is the template's
    assert ("is no name for a stack" in ran.err) is (name != "")


def test_what_is_wrong_with_a_file_and_with_the_template_is_told_together(shell: Shell) -> None:
    shell.write(
        "t.yaml",
        "resources:\n  one: {type: OS::Heat::Value, properties: {value: {get_file: gone.txt}}}\n"
        "  two: {type: OS::Heat::Non}\n",
    )
    ran = shell.run("validate", "t.yaml")
    assert [one["line"] for one in shell.run("validate", "t.yaml", "--json").json["diagnostics"]] == [3, 4]
    assert ran.err.count("gone.txt") == 2  # once told, once quoted


def test_problems_as_json(shell: Shell) -> None:
    template, _ = TEMPLATES["an unknown property"]
    shell.write("t.yaml", template)
    (found,) = shell.run("validate", "t.yaml", "--json").json["diagnostics"]
    expected: dict[str, Any] = {"severity": "error", "file": "t.yaml", "line": 6, "column": 7}
    assert {key: found[key] for key in expected} == expected
    assert found["advice"] == "did you mean 'length'?"


def test_a_problem_in_a_nested_template_names_the_path_that_one_would_open(shell: Shell) -> None:
    shell.write("app/stack.yaml", "resources: {one: {type: lib/web.yaml}}\n")
    shell.write("app/lib/web.yaml", "resources:\n  inner: {type: OS::Heat::Non}\n")
    ran = shell.run("validate", "app")
    assert ran.code == Exit.BAD_INPUT
    assert str(Path("app/lib/web.yaml:3:")) in ran.err


def test_a_name_cannot_steer_the_terminal(shell: Shell) -> None:
    shell.write("t.yaml", 'resources:\n  "one\\e[2J": {type: OS::Heat::Non}\n')
    ran = shell.run("validate", "t.yaml")
    assert ran.code == Exit.BAD_INPUT
    assert "\x1b" not in ran.err


def _told_in_order(text: str, told: tuple[str, ...]) -> None:
    at = 0
    for words in told:
        found = text.find(words, at)
        assert found >= 0, f"{words!r} is not told (any more) in:\n{text}"
        at = found
