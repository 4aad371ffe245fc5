"""What templates declare, asked of the real Heat as well: the answers are the same, or the table here says why not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.lab.conftest import RunningLab
from tests.lab.differences import Allowed, unexplained
from tests.lab.heat import Heat, compared

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("heat_as_it_is")]

CORPUS = Path(__file__).parents[1] / "corpus"

TEMPLATES = (
    Allowed(
        r"chains-and-stacks nested NestedParameters provided Parameters name Value",
        "Heat fills in something for what is not known",
    ),
    Allowed(r"sections-aws .*AllowedValues", "they are told in the type of the parameter"),
    Allowed(
        r"sections-(aws|heat) nested NestedParameters \w+ Parameters OS::\w+",
        "Heat takes what every stack knows in one language for parameters where the stack around it is in the other",
    ),
    Allowed(r"three-tiers nested status", "Heat fails over a value that is not given yet"),
)


@pytest.fixture(scope="module")
def heat(lab: RunningLab) -> Heat:
    return Heat(lab.cloud("lab-admin"))


class _Loader(yaml.SafeLoader):
    """As a client of Heat reads templates: dates stay text."""


_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _loader, node: node.value)


def _corpus() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every template of the corpus as a client would send it."""
    for language in ("hot", "cfn"):
        yield from _in(CORPUS / language)


def _in(corpus: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    files = {
        str(path.relative_to(corpus)): path.read_text()
        for folder in ("nested", "files")
        for path in (corpus / folder).glob("*")
    }
    for path in sorted(corpus.glob("*.yaml")):
        text = path.read_text()
        if "TemplateURL" in text:
            continue  # only over HTTP, which nobody serves here
        # Heat refuses this policy for what it can make no snapshots of, which would hide everything else.
        for policy in ("deletion_policy", "DeletionPolicy"):
            text = text.replace(f"{policy}: Snapshot", f"{policy}: Retain")
        environment = path.with_suffix(".environment")
        given = {"environment": environment.read_text()} if environment.exists() else {}
        yield path.stem, {"template": yaml.load(text, _Loader), "files": files, **given}


WITHOUT_VALUES = """
heat_template_version: 2018-03-02
parameters:
  text: {type: string, label: Text, tags: [a], constraints: [{length: {min: 2}, description: two.}]}
  number: {type: number, default: '10', constraints: [{range: {max: 20}}, {modulo: {step: 5, offset: 0}}]}
  list: {type: comma_delimited_list, default: 'a,b'}
  other_list: {type: comma_delimited_list, default: [a, 1]}
  map: {type: json, default: '{"a": 1}'}
  word: {type: boolean, default: 'yes', hidden: true}
  flavor: {type: string, constraints: [{custom_constraint: nova.flavor}, {allowed_values: [a, b]}]}
parameter_groups: [{parameters: [text]}, {label: rest, description: others, parameters: [list, map]}]
resources:
  group:
    type: OS::Heat::ResourceGroup
    properties: {count: {get_param: number}, resource_def: {type: inner.yaml, properties: {q: {get_param: text}}}}
  chain: {type: 'OS::Heat::ResourceChain', properties: {resources: [inner.yaml], resource_properties: {q: x}}}
  provided: {type: 'Mine::Type', properties: {q: abc}}
  bare: {type: inner.yaml}
"""
INNER = """
heat_template_version: 2018-03-02
description: within
parameters: {q: {type: string, constraints: [{length: {max: 3}}]}, r: {type: number, default: 3}}
parameter_groups: [{label: z, parameters: [q]}]
resources: {string: {type: 'OS::Heat::RandomString', properties: {salt: {get_param: q}}}}
"""
ENVIRONMENTS = {
    "first.yaml": "parameters: {text: a, list: x}\nparameter_merge_strategies: {text: merge}",
    "second.yaml": "parameters: {text: b, list: y}\nparameter_merge_strategies: {text: merge}\n"
    "parameter_defaults: {number: 5, q: d}\nresource_registry: {'Mine::Type': inner.yaml}",
}
REGISTRY = {"Mine::Type": "inner.yaml", "resources": {"bare": {"hooks": ["pre-create"]}}}
BODIES: dict[str, dict[str, Any]] = {
    "forms": {"environment": {"resource_registry": REGISTRY}},
    "values": {
        "environment": {
            "resource_registry": REGISTRY,
            "parameters": {"number": 15, "map": {"k": 1}},
            "parameter_defaults": {"word": False, "list": "c", "r": 9, "unheard": 1},
            "event_sinks": [],
            "encrypted_param_names": ["text"],
        },
        "parameters": {"text": "too short?", "number": 17, "list": "q,r", "flavor": None},
    },
    "files": {"environment_files": [*ENVIRONMENTS], "environment": {"parameters": {"number": 1}}},
}


def _templates() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from _corpus()
    files = {"inner.yaml": INNER, **ENVIRONMENTS}
    for name, body in BODIES.items():
        yield name, {"template": yaml.load(WITHOUT_VALUES, _Loader), "files": files, **body}
        yield f"{name}-as-text", {"template": WITHOUT_VALUES, "files": files, **body}


def test_what_templates_declare(heat: Heat) -> None:
    found = [
        one
        for name, body in _templates()
        for query, question in (("", name), ("?show_nested=true", f"{name} nested"))
        for one in compared(question, heat, f"/validate{query}", body)
    ]
    assert not unexplained(found, TEMPLATES)
