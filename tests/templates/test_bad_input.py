"""Bad input: every problem at once, each with its place, its text and what would be right; never another exception."""

import contextlib
import string
from typing import Any, NamedTuple

import pytest
import yaml as pyyaml
from hypothesis import example, given
from hypothesis import strategies as st

from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import Source
from setpoint.templates import limits
from setpoint.templates.compiler import compile_stack, files_of, parameters_of
from setpoint.templates.environment import SECTIONS as SECTIONS_OF_ENVIRONMENTS
from setpoint.templates.hot.versions import NEWEST, VERSIONS
from setpoint.templates.merging import merge_environments
from setpoint.templates.parameters import ParameterType
from tests.templates.world import AROUND, problems

HEAD = "heat_template_version: 2018-08-31\n"
RESOURCE = HEAD + "resources:\n"
ONE = RESOURCE + "  a: {type: 'OS::Heat::Value', properties: {value: 1}}\n"


SECTIONS = (
    "a template has conditions, description, heat_template_version, outputs, parameter_groups, parameters,"
    " resources"
)
BEGIN = "begin it with 'AWSTemplateFormatVersion: 2010-09-09' or 'heat_template_version: 2021-04-16'"


class Told(NamedTuple):
    """What a diagnostic says: where, what, what would be right."""

    place: str
    summary: str
    advice: str = ""


def told(template: str, **source: Any) -> list[Told]:
    found = problems(template, **source)
    return [Told(str(one.place).removeprefix("template:"), one.summary, one.advice) for one in found]


TEMPLATES: dict[str, tuple[str, list[Told]]] = {
    "nothing": ("", [Told("template", "the template is empty", BEGIN)]),
    "a list": ("- a\n", [Told("1:1", "a template must be a map, not a list", BEGIN)]),
    "text": ("hello", [Told("1:1", "a template must be a map, not the text 'hello'", BEGIN)]),
    "no version": (
        "resources: {}\n",
        [Told("1:1", "the template does not say which format it is written in", BEGIN)],
    ),
    "unknown version": (
        "heat_template_version: 2018-08-13\n",
        [Told("1:24", "unknown heat_template_version: '2018-08-13'", "did you mean '2018-08-31'?")],
    ),
    "unknown release": (
        "heat_template_version: rockie\n",
        [Told("1:24", "unknown heat_template_version: 'rockie'", "did you mean 'rocky'?")],
    ),
    "version that is a number": (
        "heat_template_version: 20180831\n",
        [Told("1:24", "unknown heat_template_version: the number 20180831", "did you mean '2018-08-31'?")],
    ),
    "tab": (
        HEAD + "resources:\n\ta: {}\n",
        [Told("3:1", "a tab stands where YAML wants spaces", "indent with spaces")],
    ),
    "duplicate keys": (
        RESOURCE + "  a: {type: 'OS::Heat::None', type: 'OS::Heat::None'}\n  a: {type: 'OS::Heat::None'}\n",
        [
            Told("3:31", "the key 'type' stands here a second time", "remove or rename one of them"),
            Told("4:3", "the key 'a' stands here a second time", "remove or rename one of them"),
        ],
    ),
    "unknown section": (
        HEAD + "resource: {}\noutput: {}\nwhatever: 1\n",
        [
            Told("2:1", "unknown section 'resource'", "did you mean 'resources'?"),
            Told("3:1", "unknown section 'output'", "did you mean 'outputs'?"),
            Told("4:1", "unknown section 'whatever'", SECTIONS),
        ],
    ),
    "sections of the wrong kind": (
        HEAD + "parameters: [a]\nresources: b\noutputs: 1\nconditions: true\ndescription: {a: b}\n",
        [
            Told("2:13", "'parameters' must be a map, not a list"),
            Told("3:12", "'resources' must be a map, not the text 'b'"),
            Told("4:10", "'outputs' must be a map, not the number 1"),
            Told("5:13", "'conditions' must be a map, not the boolean true"),
            Told("6:14", "'description' of the template must be text, not a map"),
        ],
    ),
    "resources that are none": (
        RESOURCE
        + "  a: 5\n  b/c: {type: 'OS::Heat::None'}\n  d: {}\n"
        + "  e: {type: [x]}\n  f: {typ: 'OS::Heat::None'}\n",
        [
            Told("3:3", "resource 'a' must be a map, not the number 5"),
            Told("4:3", "'b/c' cannot name a resource", "leave out the '/'"),
            Told("5:3", "resource 'd' has no type", "say which: 'type: OS::Heat::Value'"),
            Told("6:13", "the type of resource 'e' must be a name, not a list"),
            Told("7:3", "resource 'f' has no type"),
            Told("7:7", "unknown key 'typ' in resource 'f'", "did you mean 'type'?"),
        ],
    ),
    "unknown type": (
        RESOURCE + "  a:\n    type: OS::Nova::Sever\n  b: {type: 'OS::Nowhere::Thing'}\n",
        [
            Told("4:11", "unknown resource type 'OS::Nova::Sever'", "did you mean 'OS::Nova::Server'?"),
            Told(
                "5:13",
                "unknown resource type 'OS::Nowhere::Thing'",
                "'setpoint template types' lists what there is",
            ),
        ],
    ),
    "keys of a resource": (
        RESOURCE + "  a:\n    type: OS::Heat::None\n    propertys: {}\n    depend_on: b\n    Metadata: {}\n",
        [
            Told("5:5", "unknown key 'propertys' in resource 'a'", "did you mean 'properties'?"),
            Told("6:5", "unknown key 'depend_on' in resource 'a'", "did you mean 'depends_on'?"),
            Told("7:5", "unknown key 'Metadata' in resource 'a'", "did you mean 'metadata'?"),
        ],
    ),
    "properties that are no map": (
        RESOURCE
        + "  a: {type: 'OS::Heat::None', properties: [x]}\n  b: {type: 'OS::Heat::None', properties: text}\n",
        [
            Told("3:43", "'properties' of resource 'a' must be a map, not a list"),
            Told("4:43", "'properties' of resource 'b' must be a map, not the text 'text'"),
        ],
    ),
    "references to nothing": (
        RESOURCE
        + "  one:\n    type: OS::Heat::Value\n"
        + "    properties: {value: [{get_resource: tow}, {get_attr: [tow, value]}, {get_param: three}]}\n"
        + "    depends_on: [two, tow]\n  two: {type: 'OS::Heat::None'}\n",
        [
            Told("5:41", "unknown resource 'tow'", "did you mean 'two'?"),
            Told("5:59", "unknown resource 'tow'", "did you mean 'two'?"),
            Told("5:85", "unknown parameter 'three'", ""),
            Told("6:17", "unknown resource 'tow' in 'depends_on'", "did you mean 'two'?"),
        ],
    ),
    "dependencies of the wrong kind": (
        RESOURCE
        + "  a: {type: 'OS::Heat::None', depends_on: {b: c}}\n"
        + "  b: {type: 'OS::Heat::None', depends_on: [5]}\n",
        [
            Told("3:43", "'depends_on' of resource 'a' must be a name or a list of names, not a map"),
            Told("4:44", "'depends_on' of resource 'b' must hold names, not the number 5"),
        ],
    ),
    "a circle": (
        RESOURCE
        + "  a: {type: 'OS::Heat::Value', properties: {value: {get_attr: [b, value]}}}\n"
        + "  b: {type: 'OS::Heat::Value', properties: {value: 1}, depends_on: c}\n"
        + "  c: {type: 'OS::Heat::Value', properties: {value: {get_resource: a}}}\n"
        + "  d: {type: 'OS::Heat::Value', properties: {value: {get_resource: d}}}\n",
        [
            Told("3:63", "circular dependency: a -> b -> c -> a", "remove one of these references"),
            Told("6:67", "circular dependency: d -> d", "remove one of these references"),
        ],
    ),
    "policies": (
        RESOURCE
        + "  a: {type: 'OS::Heat::None', deletion_policy: Keep}\n"
        + "  b: {type: 'OS::Heat::None', deletion_policy: [Retain]}\n"
        + "  c: {type: 'OS::Heat::None', deletion_policy: {get_resource: a}}\n"
        + "  d: {type: 'OS::Heat::None', update_policy: x}\n"
        + "  e: {type: 'OS::Heat::None', update_policy: {roling_update: {}}}\n"
        + "  f: {type: 'OS::Heat::None', deletion_policy: {get_param: p}, properties: {get_param: p}}\n"
        + "  g: {type: 'OS::Heat::None', metadata: [a]}\n",
        [
            Told("3:48", "unknown deletion policy: 'Keep'", "there are Delete, Retain, Snapshot"),
            Told("4:48", "unknown deletion policy: a list", "there are Delete, Retain, Snapshot"),
            Told("5:48", "a deletion policy must be known before anything is made"),
            Told("6:46", "'update_policy' must be a map, not the text 'x'"),
            Told("7:47", "unknown update policy 'roling_update'", "did you mean 'rolling_update'?"),
            Told("8:60", "unknown parameter 'p'"),
            Told("8:88", "unknown parameter 'p'"),
            Told("9:41", "'metadata' must be a map, not a list"),
        ],
    ),
    "external ids": (
        RESOURCE
        + "  a: {type: 'OS::Heat::None', external_id: [x]}\n"
        + "  b: {type: 'OS::Heat::None', external_id: true}\n",
        [
            Told("3:44", "an external id must be text, not a list"),
            Told("4:44", "an external id must be text, not the boolean true"),
        ],
    ),
    "outputs": (
        HEAD
        + "outputs:\n  a: text\n  b: {}\n  c: {valeu: 1}\n  d: {value: {get_attr: [x, y]}}\n"
        + "  e: {value: 1, description: [a]}\n",
        [
            Told("3:6", "output 'a' must be a map, not the text 'text'"),
            Told("4:3", "output 'b' has no value", "write 'value: ...'"),
            Told("5:3", "output 'c' has no value", "write 'value: ...'"),
            Told("5:7", "unknown key 'valeu' in output 'c'", "did you mean 'value'?"),
            Told("6:26", "unknown resource 'x'", ""),
            Told("7:30", "'description' of output 'e' must be text, not a list"),
        ],
    ),
    "a file that is not there": (
        HEAD + "outputs: {a: {value: {get_file: notes.tx}}}\n",
        [Told("2:33", "the file 'notes.tx' was not handed over", "did you mean 'notes.txt'?")],
    ),
    "properties that a function gives": (
        RESOURCE
        + "  a: {type: 'OS::Heat::None'}\n  b: {type: 'OS::Heat::None', properties: {get_attr: [a, show]}}\n",
        [Told("4:3", "the names in 'properties' must be known before anything is made")],
    ),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template(name: str) -> None:
    template, expected = TEMPLATES[name]
    assert told(template, files={"notes.txt": ""}) == expected


SERVER = (
    RESOURCE
    + """\
  server:
    type: OS::Nova::Server
    properties:
      nme: web
      flavor: {get_resource: other}
      networks: {network: x}
      reboot_timeout: soon
      user_data_format: RAWW
      scheduler_hints: 5
  other:
    type: OS::Heat::TestResource
    properties: {wait_secs: -x}
"""
)


def test_properties_are_held_against_the_schema() -> None:
    found = problems(SERVER)
    assert all(one.place and one.address in {"server", "other"} and one.text for one in found)
    lines = {one.place.line: one for one in found if one.place}
    assert "nme" in lines[6].summary
    assert "name" in lines[6].advice
    assert sorted(lines) == [6, 8, 9, 10, 11, 14]


def test_everything_is_told_at_once_in_the_order_of_the_text() -> None:
    text = HEAD + "paramters: {}\nresources:\n  a: {type: X}\n"
    text += "  b: {type: 'OS::Heat::Value', properties: {vlaue: {get_parm: p}}}\nuotputs: {}\n"
    places = [(one.place.line, one.place.column) for one in problems(text) if one.place]
    assert places == sorted(places)
    assert {line for line, _ in places} == {2, 4, 5, 6}


def test_many_misspellings_are_told_quickly() -> None:
    """Each is compared with a few names, not with all 20,000: else this would take minutes."""
    names = "".join(f"  r{n}: {{type: 'OS::Heat::None', depends_on: rr{n}}}\n" for n in range(20_000))
    found = problems(RESOURCE + names)
    assert found[0].advice == "did you mean 'r0'?"
    assert len(found) == limits.MAX_FINDINGS + 1


def test_a_diagnostic_shows_the_offending_line_and_its_resource() -> None:
    (found,) = problems(RESOURCE + "  a:\n    type: OS::Heat::Non\n")
    assert (found.text, found.address) == ("type: OS::Heat::Non", "a")


def test_a_long_line_is_shortened() -> None:
    (found,) = problems(HEAD + f"outputs: {{a: {{value: [{{get_resource: b}}, {'x' * 500}]}}}}\n")
    assert len(found.text) < 200


def test_the_name_of_the_template_is_in_every_place() -> None:
    found = problems(RESOURCE + "  a: {type: X}\n", template_name="apps/web.yaml")
    assert [str(one.place) for one in found] == ["apps/web.yaml:3:13"]


def test_problems_beyond_a_thousand_are_counted() -> None:
    resources = "".join(f"  r{number}: {{type: X{number}}}\n" for number in range(limits.MAX_FINDINGS + 7))
    found = problems(RESOURCE + resources)
    assert len(found) == limits.MAX_FINDINGS + 1
    assert found[-1].summary == "and 7 more problems"


def test_a_circle_shows_where_each_reference_stands() -> None:
    (found, _) = problems(TEMPLATES["a circle"][0])
    assert found.detail == (
        "a needs b at template:3:63; b needs c at template:4:68; c needs a at template:5:67"
    )


def test_a_long_circle_is_found_in_one_go() -> None:
    size = 5_000
    resources = "".join(
        f"  r{n}: {{type: 'OS::Heat::None', depends_on: r{(n + 1) % size}}}\n" for n in range(size)
    )
    (found,) = problems(RESOURCE + resources)
    assert found.summary.startswith("circular dependency: r0 -> r1 -> ")
    assert len(found.summary) < 400


# ---- never another exception

WORDS_OF_HOT = """
heat_template_version 2018-08-31 resources parameters outputs conditions parameter_groups description type properties
metadata depends_on deletion_policy update_policy external_id condition value default constraints hidden immutable tags
label string number json boolean comma_delimited_list length range modulo allowed_values allowed_pattern min max step
OS::Heat::Value OS::Heat::TestResource OS::Heat::ResourceGroup OS::Heat::Stack OS::Heat::None OS::Nova::Server a b c p q
get_param get_attr get_resource get_file list_join str_replace str_split repeat if equals not and or yaql contains
digest map_merge map_replace resource_facade filter make_url list_concat Fn::Join Ref
template params for_each count
resource_def resource_group rolling_update nested.yaml x.txt true false null 0 1 -1 1.5 '' ( * a/b [ :
"""
WORDS = st.sampled_from(WORDS_OF_HOT.split())
LEAVES = WORDS | st.none() | st.booleans() | st.integers() | st.text(max_size=5)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=25,
)
NAMES = st.sampled_from("abcpq")
FUNCTIONS = st.sampled_from(sorted(NEWEST.functions | NEWEST.condition_functions))
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FUNCTIONS, inner, max_size=1)
)
RESOURCES = st.fixed_dictionaries(
    {"type": WORDS | TREES},
    optional={
        "properties": st.dictionaries(WORDS, VALUES, max_size=3) | TREES,
        "metadata": VALUES,
        "depends_on": NAMES | st.lists(NAMES) | TREES,
        "condition": NAMES | VALUES,
        "deletion_policy": VALUES,
        "update_policy": TREES,
        "external_id": VALUES,
    },
)
PARAMETERS = st.fixed_dictionaries(
    {"type": st.sampled_from([*map(str, ParameterType), "x"])},
    optional={"default": TREES, "constraints": TREES, "hidden": TREES, "tags": TREES, "description": TREES},
)
TEMPLATE_TREES = st.fixed_dictionaries(
    {"heat_template_version": st.sampled_from([*VERSIONS, "rocky", "nonsense"])},
    optional={
        "parameters": st.dictionaries(NAMES, PARAMETERS | TREES, max_size=3) | TREES,
        "conditions": st.dictionaries(NAMES, VALUES, max_size=3) | TREES,
        "resources": st.dictionaries(NAMES, RESOURCES | TREES, max_size=4) | TREES,
        "outputs": st.dictionaries(NAMES, st.fixed_dictionaries({"value": VALUES}), max_size=3) | TREES,
        "parameter_groups": TREES,
        "description": TREES,
        "typo": TREES,
    },
)


def survives(source: Source) -> None:
    """Whatever ``source`` is: it compiles, or it is refused with places; nothing else comes out."""
    try:
        compile_stack(source, AROUND)
    except InvalidInput as problem:
        refused = problem.diagnostics
    else:
        refused = ()
        files_of(source)
    assert all(one.summary for one in refused)


@given(st.binary(max_size=200))
@example(b"heat_template_version: 2018-08-31\nresources: {a: {type: \xff}}")
@example(b"\xff\xfe")
def test_any_bytes_compile_or_are_refused(content: bytes) -> None:
    survives(Source(content.decode("utf-8", errors="surrogateescape")))


@given(st.text(alphabet=string.printable + "é\u2028\ud800", max_size=200))
def test_any_text_compiles_or_is_refused(text: str) -> None:
    survives(Source(HEAD + text))
    survives(Source(text))


@given(TEMPLATE_TREES, st.dictionaries(NAMES, TREES, max_size=2), TREES)
def test_any_template_compiles_or_is_refused(tree: Any, parameters: dict[str, Any], nested: Any) -> None:
    files = {"nested.yaml": pyyaml.safe_dump(nested), "x.txt": "text"}
    survives(Source(pyyaml.safe_dump(tree), parameters=parameters, files=files))


@given(TEMPLATE_TREES)
def test_any_nested_template_compiles_or_is_refused(tree: Any) -> None:
    outer = RESOURCE + "  n: {type: nested.yaml, properties: {p: {get_attr: [v, value]}, q: 1}}\n"
    outer += "  v: {type: 'OS::Heat::Value', properties: {value: 1}}\n"
    survives(Source(outer, files={"nested.yaml": pyyaml.safe_dump(tree), "x.txt": "text"}))


@given(st.dictionaries(st.sampled_from([*SECTIONS_OF_ENVIRONMENTS, "typo"]), TREES, max_size=4), TREES)
def test_any_environment_is_understood_or_refused(first: Any, second: Any) -> None:
    texts = [("a", pyyaml.safe_dump(first)), ("b", pyyaml.safe_dump(second))]
    with contextlib.suppress(InvalidInput):
        survives(Source(ONE, environment=merge_environments(texts)))
    survives(Source(HEAD, environment=first))


@given(TEMPLATE_TREES)
def test_any_template_declares_its_parameters_or_is_refused(tree: Any) -> None:
    with contextlib.suppress(InvalidInput):
        declared = parameters_of(Source(pyyaml.safe_dump(tree)))
        assert set(declared.parameters) == set(tree.get("parameters") or {})


def test_findings_are_told_once() -> None:
    findings = Findings()
    findings.error("same")
    findings.error("same")
    assert len(findings.in_order()) == 1
