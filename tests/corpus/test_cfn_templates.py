"""Templates in CloudFormation's language: all compile, and between them they use every section, key and function.

``name.yaml`` must come to ``name.expected.json``, where that is written down.
"""

import json
import re
from pathlib import Path

import pytest

from setpoint.model.stack import Source
from setpoint.templates.cfn.versions import AWS, VERSIONS, CfnVersion
from setpoint.templates.compiler import compile_stack, files_of
from tests.templates.world import AROUND, World

CORPUS = Path(__file__).parent / "cfn"
TEMPLATES = sorted(CORPUS.glob("*.yaml"))
EXPECTED = sorted(CORPUS.glob("*.expected.json"))


def source_of(path: Path) -> Source:
    """The template with all that it names, collected as a command line would."""
    files: dict[str, str] = {}
    while missing := files_of(Source(path.read_text(), path.name, files)):
        files |= {name: (CORPUS / name).read_text() for name in missing}
    return Source(path.read_text(), path.name, files)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_compiles_and_so_does_what_is_stored_of_it(path: Path) -> None:
    made = compile_stack(source_of(path), AROUND)
    assert made.warnings == ()
    again = compile_stack(made.source, AROUND)
    assert again.source == made.source
    assert list(again.composition.definitions) == list(made.composition.definitions)
    assert again.composition.parameters == made.composition.parameters


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name.removesuffix(".expected.json"))
def test_a_template_comes_to_what_is_expected(expected: Path) -> None:
    template = expected.with_name(expected.name.replace(".expected.json", ".yaml"))
    made = compile_stack(source_of(template), AROUND)
    assert World(made.composition).outputs() == json.loads(expected.read_text())


def _name(version: CfnVersion) -> str:
    return "aws" if version is AWS else "heat"


@pytest.mark.parametrize("version", VERSIONS.values(), ids=_name)
def test_every_section_and_key_of_every_version_is_used(version: CfnVersion) -> None:
    text = (CORPUS / f"sections-{_name(version)}.yaml").read_text()
    used = set(re.findall(r"[{,\s]([A-Z]\w+):", f"\n{text}"))
    known = version.sections | version.resource_keys | version.output_keys | version.parameter_keys
    assert known - used == VERSIONS.keys() - {version.key}


@pytest.mark.parametrize("version", VERSIONS.values(), ids=_name)
def test_every_function_is_used_in_every_version_that_has_it(version: CfnVersion) -> None:
    texts = [path.read_text() for path in CORPUS.rglob("*.yaml")]
    text = "".join(one for one in texts if one.startswith(version.key))
    used = set(re.findall(r"{'?(Ref|Fn::\w+)'?: ", text))
    assert (version.functions | version.condition_functions) - used == set()
