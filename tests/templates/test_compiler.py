"""A template's sections become definitions, outputs and dependencies; conditions decide which."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from setpoint.model.address import ROOT, Address
from setpoint.model.definition import Definition, DeletionPolicy
from setpoint.model.expression import Choice, MapOf, references
from setpoint.model.kind import is_composite
from setpoint.model.stack import Source
from setpoint.model.value import Sensitive, Unknown
from setpoint.templates.compiler import Surroundings, compile_stack
from setpoint.templates.formats import formats
from setpoint.templates.functions import functions
from setpoint.templates.hot.versions import ALIASES, VERSIONS, known_since, removed_in
from setpoint.types import catalogue
from tests.templates.world import World, compiled, outputs, problems

FULL = """
heat_template_version: 2018-08-31
description: everything that a resource may say
parameters:
  keep: {type: string, default: retain}
  size: {type: number, default: 2}
conditions:
  big: {equals: [{get_param: size}, 2]}
  small: {not: big}
resources:
  first:
    type: OS::Heat::TestResource
    description: the first
    properties: {value: x, wait_secs: '3'}
    metadata: {key: [1, {get_param: size}], from: {get_attr: [second, value]}}
    deletion_policy: {get_param: keep}
    condition: big
  second:
    type: OS::Heat::Value
    properties: {value: {deep: [a, {b: {get_resource: third}}]}}
    depends_on: [third, absent, third]
  third:
    type: OS::Heat::Value
    external_id: {get_param: 'OS::stack_name'}
    properties: {nonsense: 1}
  absent:
    type: OS::Heat::Value
    condition: small
    depends_on: third
outputs:
  always: {description: said always, value: {get_attr: [first, output]}, condition: big}
  never: {description: never said, value: {get_attr: [absent, value]}, condition: small}
"""


def definitions(text: str, **source: Any) -> dict[str, Definition]:
    found = compiled(text, **source).composition.definitions
    return {str(address): definition for address, definition in found.items()}


def needs(definition: Definition) -> set[str]:
    found = {address for value in definition.properties.values() for address, _ in references(value)}
    return found | {address for address, _ in references(definition.metadata)} | set(definition.depends_on)


def test_a_resource_says_it_all() -> None:
    found = definitions(FULL)
    assert list(found) == ["first", "second", "third"]
    first, second, third = found.values()
    assert (first.type, first.kind.name, first.description) == ("OS::Heat::TestResource",) * 2 + (
        "the first",
    )
    assert first.properties == {"value": "x", "wait_secs": "3"}
    assert isinstance(first.metadata, MapOf)
    assert first.deletion_policy is DeletionPolicy.RETAIN
    assert second.depends_on == ("third",)
    assert second.deletion_policy is DeletionPolicy.DELETE
    assert (third.external_id, third.properties, third.deletion_policy) == (
        "stack",
        {},
        DeletionPolicy.RETAIN,
    )


def test_dependencies_are_what_is_written_and_nothing_else() -> None:
    found = {name: needs(one) for name, one in definitions(FULL).items()}
    assert found == {"first": {"second"}, "second": {"third"}, "third": set()}


def test_places() -> None:
    first = definitions(FULL, template_name="app.yaml")["first"]
    assert str(first.place) == "app.yaml:11:3"
    assert str(first.place_of(("wait_secs",))) == "app.yaml:14:28"
    assert str(first.place_of(("absent",))) == "app.yaml:11:3"
    ((_, place),) = references(first.metadata)
    assert str(place) == "app.yaml:15:62"


def test_outputs() -> None:
    found = compiled(FULL).composition.outputs
    assert {name: output.description for name, output in found.items()} == {
        "always": "said always",
        "never": "never said",
    }
    assert outputs(FULL) == {"always": "x", "never": None}


def test_the_composition_says_what_the_parameters_came_to() -> None:
    composition = compiled(FULL, parameters={"size": "2"}).composition
    assert composition.container == ROOT
    assert composition.description == "everything that a resource may say"
    assert {"size": 2, "keep": "retain", "OS::stack_id": "1b2c"}.items() <= composition.parameters.items()


def test_plain_values_are_plain() -> None:
    text = """
heat_template_version: 2018-08-31
parameters: {p: {type: json, default: {a: [1]}}}
resources:
  r: {type: "OS::Heat::Value", properties: {value: {x: {get_param: p}, y: [{get_param: [p, a]}]}}}
"""
    value = definitions(text)["r"].properties["value"]
    assert value == {"x": {"a": [1]}, "y": [[1]]}
    assert type(value) is dict


def test_an_alias_in_the_text_is_compiled_where_it_stands() -> None:
    text = """
heat_template_version: 2018-08-31
resources:
  a: &one {type: "OS::Heat::Value", properties: {value: &v {get_param: "OS::stack_name"}}}
  b:
    <<: *one
    properties: {value: [*v, *v]}
"""
    assert definitions(text)["b"].properties == {"value": ["stack", "stack"]}


@pytest.mark.parametrize(
    ("version", "policy", "found"),
    (
        ("2016-04-08", "Retain", DeletionPolicy.RETAIN),
        ("2016-10-14", "Snapshot", DeletionPolicy.SNAPSHOT),
        ("2016-10-14", "snapshot", DeletionPolicy.SNAPSHOT),
        ("2021-04-16", "delete", DeletionPolicy.DELETE),
    ),
)
def test_deletion_policies(version: str, policy: str, found: DeletionPolicy) -> None:
    text = f"heat_template_version: {version}\nresources: {{r: {{type: 'OS::Heat::None', deletion_policy: {policy}}}}}"
    assert definitions(text)["r"].deletion_policy is found


def test_deletion_policies_have_capitals_before_newton() -> None:
    text = (
        "heat_template_version: 2016-04-08\nresources: {r: {type: 'OS::Heat::None', deletion_policy: retain}}"
    )
    (found,) = problems(text)
    assert (found.summary, found.advice) == ("unknown deletion policy: 'retain'", "did you mean 'Retain'?")


def test_an_update_policy_is_held_against_the_type() -> None:
    text = """
heat_template_version: 2018-08-31
resources:
  r:
    type: OS::Heat::Value
    properties: {value: 1}
    update_policy: {rolling_update: {max_batch_size: 1}}
"""
    (found,) = problems(text)
    assert (str(found.place), found.address) == ("template:7:21", "r")


# ---- versions


@pytest.mark.parametrize("version", (*VERSIONS, *ALIASES))
def test_every_version_compiles(version: str) -> None:
    assert definitions(f"heat_template_version: {version}\nresources: {{r: {{type: OS::Heat::None}}}}")


def test_there_are_eleven_versions_and_six_names() -> None:
    assert len(VERSIONS) == 11
    assert sorted(ALIASES) == ["newton", "ocata", "pike", "queens", "rocky", "wallaby"]


def test_the_newest_version_has_all_functions() -> None:
    newest = VERSIONS["2021-04-16"]
    assert len(newest.functions) == 21
    assert len(newest.condition_functions) == 7


@pytest.mark.parametrize("version", VERSIONS.values(), ids=VERSIONS)
def test_every_function_of_every_version_is_there(version: Any) -> None:
    assert functions().keys() >= version.functions | version.condition_functions


@pytest.mark.parametrize(
    ("function", "since", "until"),
    (
        ("get_param", "2013-05-23", None),
        ("Fn::Join", "2013-05-23", "2014-10-16"),
        ("Fn::Select", "2013-05-23", "2015-10-15"),
        ("repeat", "2015-04-30", None),
        ("str_split", "2015-10-15", None),
        ("map_merge", "2016-04-08", None),
        ("yaql", "2016-10-14", None),
        ("filter", "2017-02-24", None),
        ("make_url", "2017-09-01", None),
    ),
)
def test_when_a_function_came_and_went(function: str, since: str, until: str | None) -> None:
    assert (known_since(function), removed_in(function)) == (since, until)


def using(function: str, version: str) -> str:
    return f"heat_template_version: {version}\noutputs: {{o: {{value: {{'{function}': [a, b]}}}}}}"


@pytest.mark.parametrize(
    ("function", "version", "summary", "advice"),
    (
        ("Fn::Join", "2014-10-16", "'Fn::Join' was removed from the language in 2014-10-16", "use list_join"),
        (
            "Fn::Select",
            "rocky",
            "'Fn::Select' was removed from the language in 2015-10-15",
            "use get_param, get_attr with a path",
        ),
        (
            "Ref",
            "2018-08-31",
            "'Ref' was removed from the language in 2014-10-16",
            "use get_param or get_resource",
        ),
        (
            "str_split",
            "2014-10-16",
            "'str_split' is no function of heat_template_version 2014-10-16",
            "it is one from 2015-10-15 on",
        ),
        ("get_parm", "2018-08-31", "unknown function 'get_parm'", "did you mean 'get_param'?"),
        (
            "str_replace_stric",
            "2018-08-31",
            "unknown function 'str_replace_stric'",
            "did you mean 'str_replace_strict'?",
        ),
        ("Fn::Sub", "2013-05-23", "unknown function 'Fn::Sub'", "did you mean 'Fn::Split'?"),
    ),
)
def test_a_function_that_is_none_is_told_by_name(
    function: str, version: str, summary: str, advice: str
) -> None:
    (found,) = problems(using(function, version))
    assert (found.summary, found.advice, str(found.place)) == (summary, advice, "template:2:23")


@pytest.mark.parametrize("function", ("filter", "if", "digest"))
def test_a_common_word_that_became_a_function_is_data_before(function: str) -> None:
    text = using(function, "2014-10-16")
    assert outputs(text) == {"o": {function: ["a", "b"]}}
    (warning,) = compiled(text).warnings
    assert warning.summary == f"'{function}' is no function of heat_template_version 2014-10-16"


@pytest.mark.parametrize("key", ("get_url", "list_of", "map_name", "strange", "fn"))
def test_a_map_with_one_key_is_data(key: str) -> None:
    assert outputs(using(key, "2018-08-31")) == {"o": {key: ["a", "b"]}}


# ---- conditions


def conditional(
    conditions: str, resources: str = "", version: str = "2018-08-31", outputs: str = "{}"
) -> str:
    return f"""
heat_template_version: {version}
parameters:
  aye: {{type: boolean, default: true}}
  nay: {{type: boolean, default: false}}
  word: {{type: string, default: word}}
  quiet: {{type: boolean, default: true, hidden: true}}
conditions: {conditions}
resources:
  other: {{type: "OS::Heat::Value", properties: {{value: 1}}}}
  {resources}
outputs: {outputs}
"""


@pytest.mark.parametrize(
    ("condition", "holds"),
    (
        ("true", True),
        ("false", False),
        ("named", True),
        ("again", True),
        ("{get_param: nay}", False),
        ("{get_param: quiet}", True),
        ("{not: named}", False),
        ("{not: {get_param: nay}}", True),
        ("{and: [named, {equals: [{get_param: word}, word]}]}", True),
        ("{or: [{get_param: nay}, {not: named}]}", False),
        ("{contains: [a, [a, b]]}", True),
        ("{yaql: {expression: $.data > 1, data: 2}}", True),
    ),
)
def test_a_resource_is_there_when_its_condition_holds(condition: str, holds: bool) -> None:  # noqa: FBT001
    text = conditional(
        "{named: {get_param: aye}, again: named}", f"r: {{type: 'OS::Heat::None', condition: {condition}}}"
    )
    assert ("r" in definitions(text)) == holds


def test_depends_on_what_is_not_there_is_nothing() -> None:
    text = conditional(
        "{}",
        "gone: {type: 'OS::Heat::None', condition: false}\n  here: {type: 'OS::Heat::None', depends_on: gone}",
    )
    assert definitions(text)["here"].depends_on == ()


@pytest.mark.parametrize("reference", ("{get_resource: gone}", "{get_attr: [gone, value]}"))
def test_reference_to_what_is_not_there(reference: str) -> None:
    resources = "gone: {type: 'OS::Heat::Value', condition: {not: c}, properties: {value: 1}}"
    live = conditional("{c: true}", resources, outputs=f"{{o: {{value: {reference}}}}}")
    (found,) = problems(live)
    assert found.summary == "resource 'gone' is not there to refer to"
    dead = conditional("{c: true}", resources, outputs=f"{{o: {{value: {{if: [c, good, {reference}]}}}}}}")
    assert outputs(dead) == {"o": "good"}


def test_a_branch_that_is_ruled_out_may_be_wrong_but_not_misspelt() -> None:
    index = "{o: {value: {if: [c, good, {str_split: [',', {get_param: 'word'}, 7]}]}}}"
    assert outputs(conditional("{c: true}", outputs=index)) == {"o": "good"}
    misspelt = index.replace("'word'", "wrd")
    (found,) = compiled(conditional("{c: true}", outputs=misspelt)).warnings
    assert found.summary == "unknown parameter 'wrd'"


def test_a_branch_that_is_ruled_out_is_no_dependency() -> None:
    text = conditional(
        "{c: true}",
        "a: {type: 'OS::Heat::Value', properties: {value: {if: [c, 1, {get_resource: b}]}}}\n"
        "  b: {type: 'OS::Heat::Value', properties: {value: {get_resource: a}}}",
    )
    assert needs(definitions(text)["a"]) == set()


def test_a_resource_that_is_not_there_may_not_be_misspelt() -> None:
    text = conditional(
        "{c: false}", "r: {type: 'No::Such', condition: c, metadata: {get_param: wrd}, depends_on: othr}"
    )
    assert [one.summary for one in problems(text)] == [
        "unknown parameter 'wrd'",
        "unknown resource 'othr' in 'depends_on'",
    ]


def test_what_is_not_there_needs_nothing() -> None:
    text = conditional(
        "{}",
        "a: {type: 'OS::Heat::None', depends_on: b}\n"
        "  gone: {type: 'OS::Heat::None', condition: false, depends_on: a}\n"
        "  b: {type: 'OS::Heat::None'}",
    )
    assert list(definitions(text)) == ["other", "a", "b"]


def test_what_shall_not_stand_there_does_not() -> None:
    gone = "{if: [{not: c}, gone]}"
    value = f"{{kept: 1, left_out: {gone}, list: [a, {gone}, {{in: {gone}}}]}}"
    text = conditional(
        "{c: true}", version="2021-04-16", outputs=f"{{o: {{value: {value}}}, p: {{value: {gone}}}}}"
    )
    found = {name: output.value for name, output in compiled(text).composition.outputs.items()}
    assert found == {"o": {"kept": 1, "list": ["a", {}]}, "p": None}


def test_a_secret_condition_decides_and_hides_what_it_chooses() -> None:
    found = outputs(conditional("{c: {get_param: quiet}}", outputs="{o: {value: {if: [c, a, b]}}}"))["o"]
    assert isinstance(found, Sensitive)
    assert found.reveal() == "a"


@pytest.mark.parametrize(
    ("conditions", "condition", "told"),
    (
        ("{c: {get_param: wrd}}", "c", ["unknown parameter 'wrd'"]),
        ("{c: {get_attr: [other, value]}}", "c", ["'get_attr' cannot be used in a condition"]),
        ("{c: {equals: [{get_attr: [other, value]}, 1]}}", "c", ["'get_attr' cannot be used in a condition"]),
        ("{c: {equal: [1, 1]}}", "c", ["unknown condition function 'equal'"]),
        ("{c: {a: 1, b: 2}}", "c", ["a condition function is a map with one key"]),
        ("{c: [true]}", "c", ["a condition must be a name, a boolean or a condition function, not a list"]),
        ("{c: {get_param: word}}", "c", ["a condition must come to true or false, not the text 'word'"]),
        ("{c: true}", "d", ["unknown condition 'd'"]),
        ("{c: d, d: {not: e}, e: {and: [c, true]}}", "c", ["circular conditions: c -> d -> e -> c"]),
        ("{unused: {get_param: wrd}}", "true", ["unknown parameter 'wrd'"]),
    ),
)
def test_a_wrong_condition_is_told_once(conditions: str, condition: str, told: list[str]) -> None:
    text = conditional(conditions, f"r: {{type: 'OS::Heat::None', condition: {condition}}}")
    assert [one.summary for one in problems(text)] == told


def test_conditions_are_unknown_before_newton() -> None:
    text = conditional(
        "{}",
        "r: {type: 'OS::Heat::None', condition: true, external_id: x}",
        "2016-04-08",
        "{o: {value: 1, condition: true}}",
    )
    assert {one.summary for one in problems(text)} == {
        "this version knows no conditions",
        "'condition' of resource 'r' is unknown to this version",
        "'external_id' of resource 'r' is unknown to this version",
        "'condition' of output 'o' is unknown to this version",
    }


# ---- inside nested stacks

OUTER = """
heat_template_version: 2018-08-31
parameters: {size: {type: number, default: 1}}
resources:
  source: {type: "OS::Heat::TestResource", properties: {value: big}}
  nested:
    type: nested.yaml
    properties: {fixed: {get_param: size}, later: {get_attr: [source, output]}}
outputs:
  o: {value: {get_attr: [nested, o]}}
"""
INNER = """
heat_template_version: 2018-08-31
parameters:
  fixed: {type: number}
  later: {type: string, constraints: [allowed_values: [big, small]]}
conditions:
  is_big: {equals: [{get_param: later}, big]}
  is_one: {equals: [{get_param: fixed}, 1]}
resources:
  one: {type: "OS::Heat::Value", condition: is_one, properties: {value: {get_param: later}}}
  big:
    type: OS::Heat::Value
    condition: is_big
    properties: {value: [{get_param: fixed}, {get_param: "OS::stack_name"}]}
outputs:
  o: {value: [{get_attr: [one, value]}, {if: [is_big, {get_attr: [big, value]}, nothing]}]}
"""


def test_a_nested_stack_is_composed_of_what_is_known() -> None:
    world = World(compiled(OUTER, files={"nested.yaml": INNER}).composition)
    assert set(world.composition("nested").definitions) == {"nested/one", "nested/big"}
    assert world.outputs() == {"o": ["big", [1, "stack-nested"]]}


def test_an_argument_that_is_known_is_folded_and_one_that_is_not_stays_a_reference() -> None:
    world = World(compiled(OUTER, files={"nested.yaml": INNER}).composition)
    members = world.composition("nested").definitions
    assert members[Address("nested/big")].properties["value"] == [1, "stack-nested"]
    argument = members[Address("nested/one")].properties["value"]
    assert (argument.container, argument.name) == ("nested", "later")
    assert argument.evaluate(world) == "big"


def test_a_shape_that_hangs_on_what_is_not_made_yet_is_not_decided() -> None:
    composition = compiled(OUTER, files={"nested.yaml": INNER}).composition
    world = World(composition, unmade=frozenset({"source"}))
    with pytest.raises(AssertionError, match="nested cannot be composed yet"):
        world.composition("nested")


def test_an_output_whose_condition_is_not_known_yet_is_a_choice() -> None:
    inner = (
        INNER.replace("resources:", "x:").partition("x:")[0]
        + "outputs: {o: {value: chosen, condition: is_big}}\n"
    )
    composition = compiled(OUTER, files={"nested.yaml": inner}).composition
    nested = composition.definitions[Address("nested")]
    assert is_composite(nested.kind)
    later = Unknown(("source.output",))
    inside = nested.kind.compose(nested, {"fixed": 1, "later": later}, {"members": []})
    (value,) = (output.value for output in inside.outputs.values())
    assert isinstance(value, Choice)
    assert World(composition).outputs() == {"o": "chosen"}


def test_names_of_nested_stacks_follow_from_their_address() -> None:
    first, second = (World(compiled(OUTER, files={"nested.yaml": INNER}).composition) for _ in range(2))
    inside = first.composition("nested").parameters
    assert inside["OS::stack_name"] == "stack-nested"
    assert inside["OS::stack_id"] == second.composition("nested").parameters["OS::stack_id"] != "1b2c"


def test_a_template_that_contains_itself_comes_to_an_end() -> None:
    again = "heat_template_version: 2018-08-31\nresources: {again: {type: again.yaml}}\n"
    found = problems(again, files={"again.yaml": again})
    assert found
    assert "deep" in found[0].summary


# ---- formats


def test_formats_are_found_and_told() -> None:
    assert formats()["hot"].name == "hot"
    (found,) = problems("a: b", format="cnf")
    assert found.summary == "unknown template format 'cnf'"
    assert compiled("heat_template_version: rocky", format="hot").composition.definitions == {}


LINES = """
from setpoint.templates.formats import formats


class Lines:
    name = "lines"
    opening = "lines: yes"

    def recognises(self, tree):
        return "lines" in tree

    def read(self, document, tree, findings):
        hot = {"heat_template_version": "rocky", "outputs": {name: {"value": kind} for name, kind in tree.items()}}
        return formats()["hot"].read(document, hot, findings)


FORMAT = Lines()
"""


@pytest.fixture
def lines_are_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another distribution, with a format of one line an output."""
    (tmp_path / "lines_of_others.py").write_text(LINES)
    described = tmp_path / "lines-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: lines\nVersion: 1.0\n")
    (described / "entry_points.txt").write_text(
        "[setpoint.template_formats]\nlines = lines_of_others:FORMAT\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    formats.cache_clear()
    yield
    formats.cache_clear()


@pytest.mark.usefixtures("lines_are_installed")
def test_a_format_may_come_from_another_distribution() -> None:
    assert outputs("lines: yes\na: b\n")["a"] == "b"
    (found,) = problems("a: b\n")
    beginnings = ("lines: yes", "AWSTemplateFormatVersion: 2010-09-09", "heat_template_version: 2021-04-16")
    assert found.advice == "begin it with " + " or ".join(f"'{one}'" for one in beginnings)


# ---- speed that does not depend on the machine: how much is done, not how long it takes


def test_types_are_asked_for_once() -> None:
    asked: list[str] = []

    def find(name: str) -> Any:
        asked.append(name)
        return catalogue.find(name)

    around = Surroundings("s", "i", find, catalogue.names)
    lines = "".join(f"  r{n}: {{type: 'OS::Heat::Value', properties: {{value: {n}}}}}\n" for n in range(50))
    compile_stack(Source(f"heat_template_version: rocky\nresources:\n{lines}"), around)
    assert asked == ["OS::Heat::Value"]
