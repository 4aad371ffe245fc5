import pytest

from setpoint.cli.exits import Exit
from setpoint.model.value import MASK
from tests.cli.shell import Shell

APP = """
resources:
  token: {type: OS::Heat::RandomString, properties: {length: 20}}
outputs:
  url: {value: "http://x/", description: where it is}
  ports: {value: [80, 443]}
  token: {value: {get_attr: [token, value]}}
  wrong: {value: {str_replace_strict: {template: x, params: {y: {get_resource: token}}}}}
"""


@pytest.fixture
def app(shell: Shell) -> Shell:
    """Return a shell in which the stack ``app`` stands."""
    shell.write("app.yaml", APP)
    shell.good("up", "app.yaml", "--yes")
    return shell


def test_all_outputs_with_secrets_masked(app: Shell) -> None:
    lines = app.good("output").out.splitlines()
    assert lines[0].split() == ["KEY", "VALUE", "DESCRIPTION"]
    assert "url    http://x/" in lines[1]
    assert any(line.split()[:2] == ["token", MASK] for line in lines)
    found = {one["output_key"]: one for one in app.good("output", "app", "--json").json}
    assert found["ports"]["output_value"] == [80, 443]
    assert found["token"]["output_value"] == MASK
    assert "output_error" in found["wrong"]


@pytest.mark.parametrize("words", (["url"], ["app", "url"]))
def test_one_output_is_printed_bare(app: Shell, words: list[str]) -> None:
    assert app.good("output", *words).out == "http://x/\n"


def test_what_is_no_text_is_printed_as_json(app: Shell) -> None:
    assert app.good("output", "ports").out == "[80, 443]\n"


def test_a_secret_is_shown_only_where_it_is_asked_for_by_name(app: Shell) -> None:
    secret = app.resources("app")["token"].attributes["value"].reveal()
    assert app.good("output", "token").out == f"{MASK}\n"
    assert app.good("output", "token", "--show-secrets").out == f"{secret}\n"
    assert app.good("output", "token", "--show-secrets", "--json").json["output_value"] == secret
    ran = app.run("output", "app", "--show-secrets")
    assert (ran.code, "wants the KEY" in ran.err) == (Exit.BAD_INPUT, True)
    assert secret not in ran.out


def test_an_output_that_could_not_be_worked_out_is_a_failure(app: Shell) -> None:
    ran = app.run("output", "wrong")
    assert (ran.code, ran.out) == (Exit.FAILED, "")
    assert "str_replace_strict" in ran.err


def test_a_misspelt_key_is_answered_with_the_nearest(app: Shell) -> None:
    ran = app.run("output", "prots")
    assert (ran.code, "did you mean 'ports'?" in ran.err) == (Exit.BAD_INPUT, True)
