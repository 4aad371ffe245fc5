"""Every template of the corpus compiles; between them they use every section and every key of every version."""

import re
from pathlib import Path

import pytest

from setpoint.model.address import Address
from setpoint.model.expression import references
from setpoint.model.stack import Source
from setpoint.model.value import Sensitive
from setpoint.templates.compiler import Compiled, compile_stack, files_of, parameters_of
from setpoint.templates.hot.versions import VERSIONS
from setpoint.templates.language.version import Version
from setpoint.templates.merging import merge_environments
from tests.templates.world import AROUND, World

CORPUS = Path(__file__).parent / "hot"
TEMPLATES = sorted(CORPUS.glob("*.yaml"))


def source_of(path: Path) -> Source:
    """The template with all that it names, collected as a command line would."""
    environment = path.with_suffix(".environment")
    texts = [(environment.name, environment.read_text())] if environment.exists() else []
    source = Source(path.read_text(), path.name, environment=merge_environments(texts))
    files: dict[str, str] = {}
    while missing := files_of(Source(source.template, path.name, files, source.environment)):
        files |= {name: (CORPUS / name).read_text() for name in missing}
    return Source(source.template, path.name, files, source.environment)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_compiles_and_so_does_what_is_stored_of_it(path: Path) -> None:
    made = compile_stack(source_of(path), AROUND)
    again = compile_stack(made.source, AROUND)
    assert again.source == made.source
    assert list(again.composition.definitions) == list(made.composition.definitions)
    assert again.composition.parameters == made.composition.parameters


@pytest.mark.parametrize("version", VERSIONS.values(), ids=VERSIONS)
def test_every_section_and_key_of_every_version_is_used(version: Version) -> None:
    text = (CORPUS / f"sections-{version.name}.yaml").read_text()
    used = {indent: set(re.findall(rf"^ {{{indent}}}([a-z_]+):", text, re.MULTILINE)) for indent in (0, 4)}
    assert used[0] >= version.sections
    assert used[4] >= version.resource_keys | version.output_keys | version.parameter_keys


def three_tiers() -> Compiled:
    return compile_stack(source_of(CORPUS / "three-tiers.yaml"), AROUND)


def test_an_application_of_three_tiers() -> None:
    world = World(three_tiers().composition)
    found = world.outputs()
    assert found["database"] == "database.first_address"
    assert isinstance(found["password"], Sensitive)
    assert set(world.composition("web").definitions) == {"web/0", "web/1"}
    assert set(world.composition("web/1").definitions) == {"web/1/port", "web/1/server"}
    assert world.identity(Address("web/1")) == "<web/1/server>"


def test_what_its_environment_says_reaches_every_depth() -> None:
    world = World(three_tiers().composition)
    assert world.definition("database").hooks == {"pre-create", "pre-update"}
    assert world.definition("database").restricted == {"replace"}
    assert world.definition("web/1/server").hooks == {"post-create"}
    assert world.definition("web/1/port").hooks == frozenset()
    assert "--log-level debug" in str(world.properties("web/1/server")["user_data"])


def test_its_secret_stays_one_wherever_it_goes() -> None:
    made = three_tiers()
    world = World(made.composition)
    assert isinstance(world.properties("database")["user_data"], Sensitive)
    assert "horse" not in repr((made.source.environment, made.source.parameters, made.composition.parameters))


def test_its_dependencies_are_what_it_says() -> None:
    made = three_tiers().composition.definitions
    needs = {
        str(name): {
            str(address) for value in one.properties.values() for address, _ in references(value)
        }.union(one.depends_on)
        for name, one in made.items()
    }
    assert needs == {
        "network": set(),
        "subnet": {"network"},
        "door": set(),
        "data": set(),
        "database": {"network", "subnet"},
        "disk": {"database", "data"},
        "web": {"network", "door", "database", "subnet", "disk"},
    }


def test_what_it_asks_for() -> None:
    declared = parameters_of(source_of(CORPUS / "three-tiers.yaml"))
    assert [name for name, one in declared.parameters.items() if one.default is None] == [
        "image",
        "database_password",
    ]
    assert [group.label for group in declared.groups] == ["Servers", "Secrets"]
