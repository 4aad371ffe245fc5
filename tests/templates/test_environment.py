"""Environments: merging files, the registry, hooks and restrictions, and what a stored revision keeps."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from setpoint.model.address import Address
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import Source
from setpoint.model.value import Sensitive
from setpoint.templates.compiler import Compiled, compile_stack, files_of
from setpoint.templates.environment import understand
from setpoint.templates.merging import merge_environments
from setpoint.templates.parameters import Parameter, ParameterType
from setpoint.templates.tree import plain
from tests.templates.world import AROUND, World, compiled, outputs, problems

VALUE = """
heat_template_version: 2018-08-31
parameters:
  v: {type: string, default: own}
resources:
  one: {type: "OS::Heat::Value", properties: {value: {get_param: v}}}
outputs:
  value: {value: {get_attr: [one, value]}}
"""


def merge(*texts: str, parameters: Mapping[str, Parameter] | None = None) -> Any:
    named = [(f"e{number}", text) for number, text in enumerate(texts)]
    return plain(merge_environments(named, parameters))


def refused(*texts: str, parameters: Mapping[str, Parameter] | None = None) -> list[str]:
    with pytest.raises(InvalidInput) as raised:
        merge(*texts, parameters=parameters)
    return [f"{one.place}: {one.summary}" for one in raised.value.diagnostics]


def environment(text: str) -> Any:
    return merge_environments([("env.yaml", text)])


# ---- merging


def test_later_files_win_parameter_by_parameter() -> None:
    merged = merge(
        "parameters: {a: 1, b: [x]}\nparameter_defaults: {d: 1}",
        "parameters: {b: [y], c: 3}",
        "parameter_defaults: {d: 2, e: 3}",
    )
    assert merged == {
        "parameters": {"a": 1, "b": ["y"], "c": 3},
        "parameter_defaults": {"d": 2, "e": 3},
    }


def test_registries_are_merged_entry_by_entry() -> None:
    merged = merge(
        "resource_registry: {'A::B': x.yaml, 'C::D': 'E::F', resources: {web: {hooks: pre-create, 'A::B': z.yaml}}}",
        "resource_registry: {'A::B': y.yaml, resources: {web: {hooks: [pre-update]}, db: {'A::B': 'C::D'}}}",
    )
    assert merged["resource_registry"] == {
        "A::B": "y.yaml",
        "C::D": "E::F",
        "resources": {"web": {"hooks": ["pre-update"], "A::B": "z.yaml"}, "db": {"A::B": "C::D"}},
    }


def test_sinks_and_encrypted_names_add_up() -> None:
    merged = merge(
        "event_sinks: [{type: zaqar-queue, target: a}]\nencrypted_param_names: [x]",
        "event_sinks: [{type: zaqar-queue, target: b}]\nencrypted_param_names: [x, y]",
    )
    assert [sink["target"] for sink in merged["event_sinks"]] == ["a", "b"]
    assert merged["encrypted_param_names"] == ["x", "y"]


@pytest.mark.parametrize(
    ("strategy", "old", "new", "result"),
    (
        ("overwrite", [1], [2], [2]),
        ("merge", [1], [2], [1, 2]),
        ("merge", "a", "b", "ab"),
        ("merge", 1, 2, 3),
        ("merge", {"a": {"x": 1}, "b": 1}, {"a": {"y": 2}}, {"a": {"y": 2}, "b": 1}),
        ("merge", {"a": 1, "b": 1}, {"a": None, "b": 2}, {"a": 1, "b": 2}),
        (
            "deep_merge",
            {"a": {"x": 1}, "l": [1], "t": "a", "n": 1},
            {"a": {"y": 2}, "l": [2], "t": "b", "n": 2},
            {"a": {"x": 1, "y": 2}, "l": [1, 2], "t": "ab", "n": 2},
        ),
    ),
)
def test_strategies(strategy: str, old: Any, new: Any, result: Any) -> None:
    files = [
        msgspec.json.encode(
            {
                "parameters": {"p": value},
                "parameter_merge_strategies": {"default": "overwrite", "p": strategy},
            }
        ).decode()
        for value in (old, new)
    ]
    assert merge(*files)["parameters"] == {"p": result}


def test_the_template_says_which_type_is_joined() -> None:
    listed = {"p": Parameter("p", ParameterType.COMMA_DELIMITED_LIST)}
    files = [f"parameters: {{p: {value}}}\nparameter_merge_strategies: merge" for value in ("'a,b'", "c")]
    assert merge(*files, parameters=listed)["parameters"] == {"p": ["a", "b", "c"]}
    assert merge(*files)["parameters"] == {"p": "a,bc"}


def test_a_strategy_is_that_of_the_file_that_adds() -> None:
    adding = "parameters: {p: b}\nparameter_merge_strategies: {p: merge}"
    assert merge("parameters: {p: a}", adding)["parameters"] == {"p": "ab"}
    assert merge(adding, "parameters: {p: c}")["parameters"] == {"p": "c"}


def test_files_that_add_agree_on_the_strategy() -> None:
    adding = "parameters: {p: b}\nparameter_merge_strategies: {p: merge}"
    (found,) = refused("parameters: {p: a}", adding, "parameters: {p: c}")
    assert found == "e2:1:14: parameter 'p' has two merge strategies: merge and overwrite"


@pytest.mark.parametrize("text", ("", "# nothing", "{}", "parameters: {}"))
def test_an_environment_may_be_empty(text: str) -> None:
    assert merge(text) in ({}, {"parameters": {}})


@pytest.mark.parametrize(
    ("text", "problem"),
    (
        ("[]", "e0: an environment must be a map, not a list"),
        ("a: {", "e0:1:5: this is no YAML"),
        ("paramters: {}", "e0:1:1: unknown section 'paramters' in an environment"),
        ("parameters:", "e0:1:1: the section 'parameters' is empty"),
        ("parameters: [a]", "e0:1:13: 'parameters' must be a map, not a list"),
        ("resource_registry: a.yaml", "e0:1:20: 'resource_registry' must be a map, not the text 'a.yaml'"),
        (
            "resource_registry: {'A::B': [x]}",
            "e0:1:29: 'A::B' must stand for a type or a template, not a list",
        ),
        (
            "resource_registry: {'A::B': {x: y}}",
            "e0:1:29: 'A::B' must stand for a type or a template, not a map",
        ),
        ("resource_registry: {'A*B': 'C'}", "e0:1:21: a wildcard stands at the end only: 'A*B: C'"),
        ("resource_registry: {'A::B': 'C*'}", "e0:1:21: 'A::B' cannot stand for a family of types"),
        ("resource_registry: {resources: [a]}", "e0:1:32: 'resources' must be a map, not a list"),
        ("resource_registry: {resources: {a: x}}", "e0:1:36: resource 'a' must be a map, not the text 'x'"),
        (
            "resource_registry: {resources: {a: {hooks: pre-start}}}",
            "e0:1:44: unknown hook 'pre-start' for resource 'a'",
        ),
        (
            "resource_registry: {resources: {a: {hooks: {b: c}, 'X': y}}}",
            "e0:1:44: 'hooks' of resource 'a' must be a name or a list of names, not a map",
        ),
        (
            "resource_registry: {resources: {a: {restricted_actions: [updat]}}}",
            "e0:1:57: unknown restricted action 'updat' for resource 'a'",
        ),
        ("event_sinks: {type: x}", "e0:1:14: 'event_sinks' must be a list of maps, not a map"),
        ("event_sinks: [x, {target: y}]", "e0:1:15: an event sink must be a map with a 'type'"),
        (
            "event_sinks: [{type: zaqar-queue}]",
            "e0:1:16: an event sink that is a queue must have a 'target'",
        ),
        (
            "event_sinks: [{type: zaqar-queue, target: a b}]",
            "e0:1:35: an event sink that is a queue must have a 'target'",
        ),
        (
            "event_sinks: [{type: zaqar-queue, target: a, ttl: 59}]",
            "e0:1:46: the 'ttl' of an event sink must be a number of seconds, 60 to 1209600",
        ),
        (
            "event_sinks: [{type: zaqar-queue, target: a, tll: 60}]",
            "e0:1:46: unknown key 'tll' in an event sink",
        ),
        (
            "encrypted_param_names: [{a: b}]",
            "e0:1:25: 'encrypted_param_names' of the environment must hold names, not a map",
        ),
        (
            "parameter_merge_strategies: [merge]",
            "e0:1:1: 'parameter_merge_strategies' must be a map, not a list",
        ),
        ("parameter_merge_strategies: {p: mege}", "e0:1:33: unknown merge strategy 'mege'"),
        ("parameter_merge_strategies: mege", "e0:1:1: unknown merge strategy 'mege'"),
    ),
)
def test_what_is_wrong_is_told(text: str, problem: str) -> None:
    assert problem in refused(text)


def test_problems_of_all_files_are_told_together() -> None:
    found = refused("parametres: {}", "resource_registry: 5", "a: *b")
    assert [one.partition(":")[0] for one in found] == ["e0", "e1", "e2"]


@pytest.mark.parametrize(
    ("old", "new", "kind", "why"),
    (
        ("true", "false", "boolean", "it is a boolean"),
        ("{a: 1}", "[1]", "json", "the values have different types"),
        ("[1]", "{a: 1}", "comma_delimited_list", 'must be a list, or text with commas, not {"a": 1}'),
    ),
)
def test_what_cannot_be_joined_is_told(old: str, new: str, kind: str, why: str) -> None:
    files = [f"parameters: {{p: {value}}}\nparameter_merge_strategies: merge" for value in (old, new)]
    (found,) = refused(*files, parameters={"p": Parameter("p", ParameterType(kind))})
    assert found == f"e1:1:17: parameter 'p' cannot be merged: {why}"


def test_names_of_templates_are_resolved_by_the_caller() -> None:
    merged = merge_environments(
        [
            (
                "envs/prod.yaml",
                "resource_registry: {'A::B': ../lib/b.yaml, 'C::D': 'E::F', resources: {x: {'A::B': c.yaml}}}",
            )
        ],
        resolve=lambda name, written: f"{name.rpartition('/')[0]}/{written}",
    )
    assert plain(merged) == {
        "resource_registry": {
            "A::B": "envs/../lib/b.yaml",
            "C::D": "E::F",
            "resources": {"x": {"A::B": "envs/c.yaml"}},
        }
    }


# ---- parameters


def test_parameters_outweigh_defaults_and_the_command_outweighs_the_environment() -> None:
    both = environment("parameters: {v: env}\nparameter_defaults: {v: def, unknown: 1}")
    assert outputs(VALUE, environment=environment("parameter_defaults: {v: def}"))["value"] == "def"
    assert outputs(VALUE, environment=both)["value"] == "env"
    assert outputs(VALUE, environment=both, parameters={"v": "given"})["value"] == "given"


def test_an_unknown_parameter_has_its_place_in_the_environment() -> None:
    (found,) = problems(VALUE, environment=environment("parameters:\n  v: 1\n  vv: hunter2\n"))
    assert str(found.place) == "env.yaml:3:3"
    assert found.summary == "the template has no parameter 'vv'"
    assert "hunter2" not in repr(found)


def test_a_wrong_value_has_its_place_in_the_environment_and_is_not_quoted() -> None:
    text = VALUE.replace("type: string, default: own", "type: number")
    (found,) = problems(text, environment=environment("parameters:\n  v: much\n"))
    assert (str(found.place), found.text) == ("env.yaml:2:3", "v: ...")


# ---- the registry


NESTED = """
heat_template_version: 2018-08-31
parameters: {value: {type: string, default: none}}
resources:
  inner: {type: "OS::Heat::Value", properties: {value: {list_join: ['-', [mine, {get_param: value}]]}}}
outputs:
  value: {value: {get_attr: [inner, value]}}
"""


def kinds(text: str, template: str = VALUE, **source: Any) -> dict[str, str]:
    found = compiled(template, environment=environment(text), **source).composition
    return {address: definition.kind.name for address, definition in found.definitions.items()}


def with_type(type_name: str) -> str:
    return VALUE.replace("OS::Heat::Value", type_name)


@pytest.mark.parametrize(
    ("registry", "written", "stands_for"),
    (
        ("'My::V': 'OS::Heat::Value'", "My::V", "OS::Heat::Value"),
        ("'My::*': 'OS::Heat::*'", "My::Value", "OS::Heat::Value"),
        ("'My::*': 'OS::Heat::Value'", "My::Anything", "OS::Heat::Value"),
        ("'My::*': 'Your::*', 'Your::*': 'OS::Heat::*'", "My::Value", "OS::Heat::Value"),
        ("'My::*': 'No::*', 'My::Va*': 'OS::Heat::Va*'", "My::Value", "OS::Heat::Value"),
        ("'My::Value': 'OS::Heat::Value', 'My::V*': 'No::*'", "My::Value", "OS::Heat::Value"),
        ("'OS::Heat::Value': 'OS::Heat::Value'", "OS::Heat::Value", "OS::Heat::Value"),
        ("'OS::Heat::Value':", "OS::Heat::Value", "OS::Heat::Value"),
        (
            "'A::A': 'OS::Heat::Value', resources: {one: {'A::A': 'OS::Heat::TestResource'}}",
            "A::A",
            "OS::Heat::TestResource",
        ),
        (
            "'A::A': 'OS::Heat::Value', resources: {'o*': {'A::A': 'OS::Heat::TestResource'}}",
            "A::A",
            "OS::Heat::TestResource",
        ),
        (
            "resources: {'o*': {'A::A': 'No::No'}, one: {'A::A': 'OS::Heat::Value'}}",
            "A::A",
            "OS::Heat::Value",
        ),
        ("'A::A': 'OS::Heat::Value', resources: {two: {'A::A': 'No::No'}}", "A::A", "OS::Heat::Value"),
    ),
)
def test_what_a_type_stands_for(registry: str, written: str, stands_for: str) -> None:
    template = with_type(written).partition("outputs")[0]
    assert kinds(f"resource_registry: {{{registry}}}", template) == {"one": stands_for}


def test_types_that_stand_for_each_other_end_as_themselves() -> None:
    found = problems(
        with_type("A::A"), environment=environment("resource_registry: {'A::A': 'B::B', 'B::B': 'A::A'}")
    )
    assert [one.summary for one in found] == ["unknown resource type 'A::A'"]


def test_an_unknown_type_says_what_stood_for_it() -> None:
    (found,) = problems(
        with_type("A::A"), environment=environment("resource_registry: {'A::A': 'OS::Heat::Valu'}")
    )
    assert found.summary == "unknown resource type 'OS::Heat::Valu'"
    assert found.detail == "'A::A' stands for it by the environment"
    assert found.advice == "did you mean 'OS::Heat::Value'?"


def test_a_template_may_provide_a_type_and_contain_what_it_stands_for() -> None:
    registry = environment("resource_registry: {'OS::Heat::Value': lib/mine.yaml}")
    compiled_ = compiled(VALUE, environment=registry, files={"lib/mine.yaml": NESTED})
    world = World(compiled_.composition)
    assert world.outputs() == {"value": "mine-own"}
    assert world.composition("one").definitions[Address("one/inner")].kind.name == "OS::Heat::Value"


def test_a_template_may_be_named_as_a_type() -> None:
    text = with_type("lib/mine.yaml")
    assert outputs(text, files={"lib/mine.yaml": NESTED}) == {"value": "mine-own"}


def test_what_is_said_of_a_nested_resource_holds_for_it_alone() -> None:
    registry = environment(
        "resource_registry: {'My::V': mine.yaml, resources: {one: {inner: {'OS::Heat::Value': 'OS::Heat::TestResource',"
        " hooks: 'pre-*', restricted_actions: [update]}}}}"
    )
    text = with_type("My::V") + "\n"
    world = World(
        compiled(
            text, environment=registry, files={"mine.yaml": NESTED.replace("inner, value", "inner, output")}
        ).composition
    )
    inner = world.composition("one").definitions[Address("one/inner")]
    assert inner.kind.name == "OS::Heat::TestResource"
    assert inner.hooks == {"pre-create", "pre-update", "pre-delete"}
    assert inner.restricted == {"update"}
    outer = world.definition("one")
    assert (outer.hooks, outer.restricted) == (frozenset(), frozenset())


def test_hooks_and_restrictions_by_name_and_wildcard() -> None:
    registry = environment(
        "resource_registry: {resources: {'o*': {hooks: pre-create},"
        " one: {hooks: [post-update], restricted_actions: replace}}}"
    )
    definition = compiled(VALUE, environment=registry).composition.definitions[Address("one")]
    assert definition.hooks == {"pre-create", "post-update"}
    assert definition.restricted == {"replace"}


def test_a_template_that_was_not_handed_over_is_told() -> None:
    registry = environment("resource_registry: {'My::V': mine.yaml}")
    (found,) = problems(with_type("My::V"), environment=registry, files={"mime.yaml": NESTED})
    assert found.summary == "the template 'mine.yaml' was not handed over"
    assert found.advice == "did you mean 'mime.yaml'?"
    assert str(found.place) == "template:6:15"


def test_a_problem_in_a_nested_template_names_its_file() -> None:
    broken = NESTED.replace("get_param: value", "get_param: valeu")
    (found,) = problems(with_type("lib/mine.yaml"), files={"lib/mine.yaml": broken})
    assert str(found.place).startswith("lib/mine.yaml:5:")
    assert found.summary == "unknown parameter 'valeu'"
    assert found.text.startswith("inner:")


def test_base_url_is_no_type() -> None:
    assert kinds("resource_registry: {base_url: 'http://example.com/'}") == {"one": "OS::Heat::Value"}


# ---- files


def test_names_of_files_are_relative_to_the_template_that_says_them() -> None:
    nested = NESTED.replace("{get_param: value}", "{get_file: text/a.txt}")
    files = {"lib/mine.yaml": nested, "lib/text/a.txt": "inside"}
    assert outputs(with_type("lib/mine.yaml"), files=files) == {"value": "mine-inside"}


def test_files_that_are_missing_are_found_step_by_step() -> None:
    source = Source(
        with_type("lib/mine.yaml"),
        environment=environment(
            "resource_registry: {'X::Y': 'x.yaml', resources: {a: {b: {'X::Z': 'z.yaml'}}}}"
        ),
    )
    assert set(files_of(source)) == {"lib/mine.yaml", "x.yaml", "z.yaml"}
    nested = NESTED.replace("{get_param: value}", "{get_file: ../a.txt}") + "\n# more"
    source = msgspec.structs.replace(
        source, files={"lib/mine.yaml": nested, "x.yaml": VALUE, "z.yaml": "not: [a template"}
    )
    missing = files_of(source)
    assert set(missing) == {"a.txt"}
    assert str(missing["a.txt"]).startswith("lib/mine.yaml:5:")
    source = msgspec.structs.replace(source, files={**source.files, "a.txt": "text"})
    assert files_of(source) == {}


def test_names_with_a_scheme_are_taken_as_they_are() -> None:
    url = "file:///srv/lib/mine.yaml"
    assert set(files_of(Source(with_type(url)))) == {url}
    assert outputs(with_type(url), files={url: NESTED}) == {"value": "mine-own"}


# ---- a stored revision

SECRET = """
heat_template_version: 2018-08-31
parameters:
  a: {type: string, hidden: true}
  b: {type: string, default: b}
  c: {type: json, hidden: true}
resources:
  nested: {type: nested.yaml}
outputs:
  a: {value: {get_param: a}}
  c: {value: {get_param: [c, key]}}
"""
HIDING = """
heat_template_version: 2018-08-31
parameters: {deep: {type: string, hidden: true}, e: {type: string}}
resources:
  it: {type: "OS::Heat::Value", properties: {value: [{get_param: deep}, {get_param: e}]}}
"""


def secret() -> Compiled:
    merged = environment(
        "parameters: {b: plain, c: {key: cs3cret}}\n"
        "parameter_defaults: {a: as3cret, deep: deeps3cret, e: es3cret}\n"
        "encrypted_param_names: [e]\n"
        "resource_registry: {'X::Y': 'OS::Heat::Value', resources: {it: {hooks: pre-create}}}\n"
        "event_sinks: [{type: zaqar-queue, target: it}]\n"
    )
    return compiled(
        SECRET, environment=merged, files={"nested.yaml": HIDING}, parameters={"a": "given_s3cret"}
    )


def test_a_source_hides_what_is_hidden_everywhere() -> None:
    source = secret().source
    assert "s3cret" not in repr((source.environment, source.parameters))
    assert source.parameters == {"a": Sensitive("given_s3cret")}
    assert source.environment["parameter_defaults"] == {"a": "as3cret", "deep": "deeps3cret", "e": "es3cret"}
    assert source.environment["parameters"]["b"] == "plain"


def test_a_source_is_plain_data() -> None:
    def types(value: Any) -> set[type]:
        if isinstance(value, dict):
            return {type(value)}.union(*map(types, value.values()))
        if isinstance(value, list):
            return {type(value)}.union(*map(types, value))
        return {type(value)}

    assert types(dict(secret().source.environment)) <= {dict, list, str, Sensitive}


def test_a_stored_source_compiles_to_the_same() -> None:
    before = secret()
    after = compile_stack(before.source, AROUND)
    assert after.source == before.source
    assert after.environment.registry.resources == before.environment.registry.resources
    assert after.composition.parameters == before.composition.parameters
    assert repr(after.composition.parameters) == repr(before.composition.parameters)
    old, new = World(before.composition), World(after.composition)
    assert old.outputs() == new.outputs()
    assert old.properties("nested/it") == new.properties("nested/it")
    assert "s3cret" not in repr(new.properties("nested/it")["value"])


def test_what_is_to_be_encrypted_is_a_secret_from_the_start() -> None:
    merged = environment("parameters: {v: s3cret}\nencrypted_param_names: [v]")
    before = compiled(VALUE, environment=merged)
    assert repr(before.composition.parameters["v"]) == "******"
    assert repr(compile_stack(before.source, AROUND).composition.parameters["v"]) == "******"
    usual = environment("parameter_defaults: {v: s3cret}\nencrypted_param_names: [v]")
    assert repr(compiled(VALUE, environment=usual).composition.parameters["v"]) == "******"


def test_an_environment_without_places_is_told_as_a_whole() -> None:
    findings = Findings()
    understand({"parametres": {}, "resource_registry": {"A": 5}}, findings)
    assert [str(one.place) for one in findings] == ["environment", "environment"]
