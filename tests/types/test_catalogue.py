"""Finding resource types: Heat's, Setpoint's own, and those of other distributions."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from setpoint import types
from setpoint.types import catalogue, constraints, facts, plugins
from setpoint.types.declarations import Declarations
from setpoint.types.resource_type import ResourceType
from setpoint.types.schema import Property, Schema, Shape, with_part
from tests.types.asking import kind


def test_all_types_of_heat_are_there() -> None:
    assert len(facts.names()) == 163
    assert facts.names() <= catalogue.names()


@pytest.mark.parametrize("name", sorted(facts.names()))
def test_every_type_is_found_and_whole(name: str) -> None:
    found = kind(name)
    assert found.name == name
    for part in _parts(found.schema.properties.values()):
        assert not (part.fields and part.items), "a map has known keys or free ones"
        for note in part.constraints:
            rule = constraints.read(note)
            assert not isinstance(rule, constraints.Named) or constraints.find(rule.name)


def test_what_is_not_there_is_not_found() -> None:
    assert catalogue.find("OS::Nova::Serve") is None
    assert catalogue.find("OS::Schema::Server") is None
    assert catalogue.find("lib/web.yaml") is None
    assert catalogue.find("") is None


def test_families_speak_of_types_that_there_are() -> None:
    spoken_of = set()
    for module in pkgutil.walk_packages(types.__path__, f"{types.__name__}."):
        spoken_of |= set(getattr(__import__(module.name, fromlist=["KINDS"]), "KINDS", ()))
    assert len(spoken_of) > 40
    assert spoken_of <= facts.names()


def test_a_declaration_of_what_is_not_there_is_refused() -> None:
    schema = Schema("A::B::C", properties={"a": Property(Shape.STRING)})
    for wrong in (
        Declarations(secret_properties=["b"]),
        Declarations(units={"a.c": "GiB"}),
        Declarations(units={"a.*": "GiB"}),
        Declarations(unique={"b": ["b"]}),
        Declarations(one_at_a_time={"b": "b"}),
        Declarations(made_of={"x": ["a"]}),
        Declarations(reference="x"),
        Declarations(secret_attributes=["x"]),
    ):
        with pytest.raises(KeyError):
            ResourceType(schema, wrong)


def test_a_default_that_its_schema_refuses_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="default of a"):
        ResourceType(Schema("A::B::C", properties={"a": Property(Shape.INTEGER, default="x")}))


def test_parts_can_be_changed_in_depth() -> None:
    schema = facts.find("OS::Trove::Instance")
    assert schema is not None
    changed = with_part(schema, "users.*.password", unit="x")
    users = changed.properties["users"].items
    assert users is not None
    assert users.fields is not None
    assert users.fields["password"].unit == "x"
    assert users.fields["password"].constraints


def test_types_and_constraints_of_other_distributions_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "example_types.py").write_text(
        "from setpoint.types.resource_type import ResourceType\n"
        "from setpoint.types.schema import Property, Schema, Shape\n"
        "def problem(value): return '' if value == 'even' else 'must be even'\n"
        "rule = ({'custom_constraint': 'example.even'},)\n"
        "THING = ResourceType(Schema('Example::Thing', properties={'a': Property(Shape.STRING, constraints=rule)}))\n"
    )
    installed = tmp_path / "example_types-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: example-types\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text(
        "[setpoint.resource_types]\nExample::Thing = example_types:THING\n"
        "[setpoint.constraints]\nexample.even = example_types:problem\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    plugins._entries.cache_clear()
    found = catalogue.find("Example::Thing")
    assert found is not None
    assert "Example::Thing" in catalogue.names()
    assert "example.even" in constraints.names()
    assert constraints.Named("example.even").problem("odd") == "must be even"
    plugins._entries.cache_clear()


def test_a_family_may_have_types_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "garden.py").write_text(
        "from setpoint.types.resource_type import ResourceType\n"
        "from setpoint.types.schema import Schema\n"
        "TYPES = (ResourceType(Schema('Example::Garden::Tree')), ResourceType(Schema('OS::Garden::Tree')))\n"
    )
    monkeypatch.setattr(types, "__path__", [*types.__path__, str(tmp_path)])
    catalogue._modules.cache_clear()
    assert kind("Example::Garden::Tree").name == "Example::Garden::Tree"
    assert kind("OS::Garden::Tree").name == "OS::Garden::Tree"
    assert catalogue.find("Example::Garden::Bush") is None
    assert "Example::Garden::Tree" in catalogue.names()
    catalogue._modules.cache_clear()


def test_nothing_is_read_before_it_is_asked_for() -> None:
    program = (
        "import sys\n"
        "from setpoint.types import catalogue, facts\n"
        "assert not facts._types.cache_info().currsize\n"
        "catalogue.find('OS::Nova::Server')\n"
        "loaded = {name for name in sys.modules if name.startswith('setpoint.types.')}\n"
        "assert 'setpoint.types.nova' in loaded and 'setpoint.types.neutron' not in loaded, loaded\n"
        "assert 'importlib.metadata' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def _parts(properties: object) -> list[Property]:
    found: list[Property] = []
    queue = list(properties)  # type: ignore[call-overload]
    while queue:
        part = queue.pop()
        found.append(part)
        queue += [*(part.fields or {}).values(), *filter(None, [part.items])]
    return found
