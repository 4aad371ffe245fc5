"""Templates whose outputs are known: ``name.yaml`` must come to ``name.expected.json``.

Between them they use every function and every condition function in every version that has it.
"""

import json
import re
from pathlib import Path

import pytest

from setpoint.templates.hot.versions import VERSIONS, version_named
from setpoint.templates.language.version import Version
from tests.templates.world import World, compiled

CORPUS = Path(__file__).parent / "hot"
EXPECTED = sorted(CORPUS.glob("*.expected.json"))
FILES = {
    str(path.relative_to(CORPUS)): path.read_text()
    for folder in ("files", "nested")
    for path in (CORPUS / folder).iterdir()
}


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name.removesuffix(".expected.json"))
def test_a_template_comes_to_what_is_expected(expected: Path) -> None:
    template = expected.with_name(expected.name.replace(".expected.json", ".yaml"))
    made = compiled(template.read_text(), template_name=template.name, files=FILES)
    assert made.warnings == ()
    assert World(made.composition).outputs() == json.loads(expected.read_text())


def test_every_template_has_its_outputs_written_down() -> None:
    named = {path.name.removesuffix(".expected.json") for path in EXPECTED}
    assert {path.stem for path in CORPUS.glob("functions-*.yaml")} <= named
    assert len(named) >= len(VERSIONS)


@pytest.mark.parametrize("version", VERSIONS.values(), ids=VERSIONS)
def test_every_function_is_used_in_every_version_that_has_it(version: Version) -> None:
    text = "".join(text for text in _texts() if _version_of(text) == version)
    used = set(re.findall(r"""["\s{\[]([\w:]+)"?:\s""", text))
    assert (version.functions | version.condition_functions) - used == set()


def _texts() -> list[str]:
    return [path.read_text() for path in CORPUS.rglob("*.yaml")]


def _version_of(text: str) -> Version | None:
    found = re.match(r"heat_template_version: (\S+)", text)
    return version_named(found[1]) if found else None
