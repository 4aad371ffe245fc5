import pytest

from setpoint.cli.exits import Exit
from setpoint.cli.schemas import type_json, type_lines
from setpoint.model.value import MASK
from setpoint.templates.cfn.versions import AWS
from setpoint.templates.functions import functions
from setpoint.templates.hot.versions import NEWEST, VERSIONS
from setpoint.types import catalogue
from tests.cli.shell import Shell

APP = """
parameters:
  size: {type: number, default: 3}
  secret: {type: string, hidden: true, default: correct horse}
resources:
  web: {type: Web}
  net: {type: OS::Heat::RandomString, depends_on: web}
  file: {type: OS::Heat::TestResource, properties: {value: {get_file: note.txt}}}
"""
ENVIRONMENT = """
parameters: {size: 4}
resource_registry: {Web: "OS::Heat::None"}
"""


@pytest.fixture
def app(shell: Shell) -> Shell:
    """Return a shell in which the stack ``app`` stands."""
    shell.write("app.yaml", APP)
    shell.write("env.yml", ENVIRONMENT)
    shell.write("note.txt", "hällo")
    shell.good("up", "app.yaml", "-e", "env.yml", "-P", "secret=battery staple", "--yes")
    return shell


# --- the language


def test_versions_oldest_first_with_what_each_brought(shell: Shell) -> None:
    lines = shell.good("template", "versions").out.splitlines()
    cfn = ["AWSTemplateFormatVersion.2010-09-09", "HeatTemplateFormatVersion.2012-12-12"]
    assert [line.split()[0] for line in lines[1:]] == [*cfn, *VERSIONS]
    assert ["2016-10-14", "newton", "+if", "+map_replace", "+yaql"] in [line.split() for line in lines]
    found = shell.good("template", "versions", "--json").json
    assert (found[0]["version"], found[-1]["aliases"]) == (
        "AWSTemplateFormatVersion.2010-09-09",
        ["heat_template_version.wallaby"],
    )


def test_functions_of_the_newest_version_and_of_another(shell: Shell) -> None:
    newest = {one["functions"] for one in shell.good("template", "functions", "--json").json}
    assert newest == NEWEST.functions | NEWEST.condition_functions
    old = {one["functions"] for one in shell.good("template", "functions", "2013-05-23", "--json").json}
    assert old == VERSIONS["2013-05-23"].functions
    assert "equals" in shell.good("template", "functions", "newton").out
    for name in ("2010-09-09", "AWSTemplateFormatVersion.2010-09-09"):
        aws = {one["functions"] for one in shell.good("template", "functions", name, "--json").json}
        assert aws == AWS.functions | AWS.condition_functions


def test_every_function_says_what_it_is_for(shell: Shell) -> None:
    told = {}
    for version in (*VERSIONS, AWS.name):
        found = shell.good("template", "functions", version, "--json").json
        told.update({one["functions"]: one["description"] for one in found})
    assert set(told) == set(functions())
    assert [name for name, words in told.items() if len(words) < 10 or "HOT guide" in words] == []


def test_an_unknown_version_is_answered_with_the_nearest(shell: Shell) -> None:
    ran = shell.run("template", "functions", "2016-10-41")
    assert (ran.code, "did you mean '2016-10-14'?" in ran.err) == (Exit.BAD_INPUT, True)


# --- types


def test_every_type_with_the_clouds_that_drive_it(shell: Shell) -> None:
    found = {one["resource_type"]: one["clouds"] for one in shell.good("template", "types", "--json").json}
    assert set(found) == catalogue.names()
    assert found["OS::Heat::ResourceGroup"] == ["engine"]
    assert found["OS::Nova::Server"] == ["simulated", "openstack"]
    assert found["OS::Octavia::LoadBalancer"] == ["openstack"]
    assert found["Setpoint::Local::Process"][0] == "local"
    assert "builtin" in found["OS::Heat::RandomString"]
    assert found["OS::Trove::Instance"] == []


def test_types_by_the_beginning_of_their_names_and_by_cloud(shell: Shell) -> None:
    lines = shell.good("template", "types", "OS::Nova").out.splitlines()
    assert all(line.startswith("OS::Nova::") for line in lines[1:])
    local = shell.good("template", "types", "--cloud", "local", "--json").json
    assert {one["resource_type"] for one in local} == {
        f"Setpoint::Local::{one}" for one in ("File", "Process", "Route")
    }
    openstack = shell.good("template", "types", "OS::Designate", "--cloud", "openstack", "--json").json
    assert [one["resource_type"] for one in openstack] == ["OS::Designate::RecordSet", "OS::Designate::Zone"]


def test_an_unknown_cloud_is_answered_with_the_nearest(shell: Shell) -> None:
    ran = shell.run("template", "types", "--cloud", "locall")
    assert (ran.code, "did you mean 'local'?" in ran.err) == (Exit.BAD_INPUT, True)


def test_all_that_is_known_of_a_type(shell: Shell) -> None:
    text = shell.good("template", "types", "Setpoint::Local::Process").out
    assert "command: list of strings, required, length at least 1, replaces it" in text
    assert "min_uptime: number, in seconds, default 0.5, at least 0, in place" in text
    assert "      memory: integer, in MiB" in text
    assert "pid: " in text.partition("attributes:")[2]
    found = shell.good("template", "types", "OS::Cinder::Volume", "--json").json
    assert found["properties"]["size"] | {"constraints": None} == {
        "type": "integer",
        "description": found["properties"]["size"]["description"],
        "required": False,
        "update_allowed": True,
        "cost": "in place",
        "constraints": None,
        "secret": False,
        "unit": "GiB",
    }


@pytest.mark.parametrize("name", sorted(catalogue.names()))
def test_every_type_can_be_shown(name: str) -> None:
    kind = catalogue.find(name)
    assert kind is not None
    lines = list(type_lines(kind, []))
    assert lines[0] == name
    assert set(type_json(kind, [])["properties"]) == set(kind.schema.properties)


def test_an_unknown_type_is_answered_with_the_nearest(shell: Shell) -> None:
    ran = shell.run("template", "types", "OS::Nova::Servre")
    assert (ran.code, "did you mean 'OS::Nova::Server'?" in ran.err) == (Exit.BAD_INPUT, True)


# --- of a stack


def test_the_text_with_hidden_defaults_masked(app: Shell) -> None:
    text = app.good("template", "show").out
    assert text == (app.folder / "app.yaml").read_text().replace("correct horse", f'"{MASK}"')


def test_parameters_given_and_left_to_defaults(app: Shell) -> None:
    found = app.good("template", "show", "--part", "parameters", "--json").json["parameters"]
    assert (found["size"], found["secret"], found["OS::stack_name"]) == (4, MASK, "app")


def test_environment_and_files(app: Shell) -> None:
    found = app.good("template", "show", "app", "--part", "environment", "--json").json["environment"]
    assert found["resource_registry"] == {"Web": "OS::Heat::None"}
    assert found["parameters"] == {"size": 4, "secret": MASK}
    assert app.good("template", "show", "--part", "files", "--json").json["files"] == [
        {"file": "note.txt", "bytes": 6}
    ]


def test_resources_as_compiled(app: Shell) -> None:
    found = {
        one["address"]: one
        for one in app.good("template", "show", "--part", "resources", "--json").json["resources"]
    }
    assert (found["web"]["written_as"], found["web"]["resource_type"]) == ("Web", "OS::Heat::None")
    assert found["net"]["depends_on"] == "web"
    assert found["net"]["place"] == "app.yaml:8:3"


def test_an_earlier_revision(app: Shell) -> None:
    app.good("up", "app.yaml", "-e", "env.yml", "-P", "size=9", "--yes")

    def size(*options: str) -> int:
        shown = app.good("template", "show", "--part", "parameters", "--json", *options)
        found: int = shown.json["parameters"]["size"]
        return found

    assert (size(), size("--revision", "1")) == (9, 4)
    ran = app.run("template", "show", "--revision", "7")
    assert (ran.code, "it is at revision 2" in ran.err) == (Exit.BAD_INPUT, True)


def test_no_part_shows_a_secret(app: Shell) -> None:
    for part in ("template", "parameters", "environment", "files", "resources"):
        for form in ([], ["--json"]):
            shown = app.good("template", "show", "--part", part, *form)
            assert "battery" not in shown.out
            assert "correct horse" not in shown.out
