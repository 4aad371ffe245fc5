"""How calls are compiled: at once, later, in secret; by the rules of a version; with problems told early."""

from typing import Any

import pytest

from setpoint.model.expression import Call, evaluate
from setpoint.model.value import Sensitive, Unknown
from setpoint.templates.cfn.versions import VERSIONS as CLOUDFORMATION
from setpoint.templates.functions import functions
from setpoint.templates.hot.versions import VERSIONS
from tests.templates.functions.snippets import column_of, problem_of, result_of, template, value_of
from tests.templates.world import World, compiled


def test_every_function_of_every_version_is_there() -> None:
    versions = [*VERSIONS.values(), *CLOUDFORMATION.values()]
    named = {name for one in versions for name in one.functions | one.condition_functions}
    assert set(functions()) == named


def test_every_function_says_what_it_is_for() -> None:
    for name, function in functions().items():
        assert f"``{name}``" in (function.__doc__ or "").splitlines()[0]


@pytest.mark.parametrize(
    "value",
    (
        "{list_join: ['-', [a, {get_param: password}]]}",
        "{str_replace: {template: p, params: {p: {get_param: password}}}}",
        "{digest: [md5, {get_param: password}]}",
        "{str_split: [r, {get_param: password}]}",
        "{make_url: {host: h, password: {get_param: password}}}",
        "{yaql: {expression: $.data.len(), data: {get_param: password}}}",
        "{map_replace: [{a: {get_param: password}}, {keys: {a: b}}]}",
        "{list_concat_unique: [[a], [{get_param: password}]]}",
        "{repeat: {template: x, for_each: {x: [{get_param: password}]}}}",
        "{contains: [{get_param: password}, [a]]}",
    ),
)
def test_what_is_made_of_a_secret_is_one(value: str) -> None:
    assert isinstance(value_of(value), Sensitive)
    assert isinstance(result_of(value.replace("get_param: password", "get_attr: [secret, value]")), Sensitive)


def test_a_refusal_never_shows_a_secret() -> None:
    found = problem_of("{str_split: [{get_param: password}, [x]]}")
    assert "s3cret" not in str(found)
    assert found.summary == "str_split: its arguments hold a secret, so they are not shown"


@pytest.mark.parametrize(
    ("value", "expected"),
    (
        ("{map_merge: [{a: 1}, {b: {get_attr: [server, name]}}]}", {"a": 1, "b": Unknown(("server.name",))}),
        ("{list_concat: [[a], [{get_attr: [server, name]}]]}", ["a", Unknown(("server.name",))]),
        (
            "{repeat: {template: {n: x, s: {get_attr: [server, name]}}, for_each: {x: ['1']}}}",
            [{"n": "1", "s": Unknown(("server.name",))}],
        ),
        ("{map_merge: [{a: 1}, {get_attr: [server, networks]}]}", Unknown(("server.networks",))),
        ("{list_join: ['', [a, {get_attr: [server, name]}]]}", Unknown(("server.name",))),
        ("{map_merge: [{a: 1}, {b: {get_param: password}}]}", {"a": 1, "b": Sensitive("s3cret")}),
    ),
)
def test_what_only_moves_values_about_knows_what_is_known(value: str, expected: Any) -> None:
    world = World(compiled(template(value, "2021-04-16")).composition, unmade=frozenset({"server"}))
    assert world.outputs()["it"] == expected


@pytest.mark.parametrize(
    ("value", "summary", "part"),
    (
        ("{list_join: [{get_attr: [server, name]}]}", "list_join: it has 1 arguments", "[{"),
        (
            "{str_replace: {template: {get_attr: [server, name]}}}",
            "str_replace: it has no 'params'",
            "{template",
        ),
        ("{make_url: {hots: {get_attr: [server, name]}}}", "make_url: it has no use for 'hots'", "{hots"),
        ("{digest: [md5, {get_attr: [server, name]}, x]}", "digest: it has 3 arguments", "[md5"),
        ("{digest: [md6, x]}", "digest: 'md6' is no algorithm", "[md6"),
        (
            "{yaql: {expression: foo(, data: {get_attr: [server, name]}}}",
            "yaql: the expression cannot be read",
            "foo(",
        ),
    ),
)
def test_wrong_forms_are_told_before_anything_is_made(value: str, summary: str, part: str) -> None:
    if "foo(" in value:
        value = value.replace("foo(", '"foo("')
        part = '"foo("'
    found = problem_of(value)
    assert found.summary.startswith(summary)
    assert found.place is not None
    assert found.place.column == column_of(part, value)


def test_a_refusal_while_things_are_made_knows_its_place() -> None:
    value = "{digest: [md5, {get_attr: [data, value]}]}"
    made = compiled(template(value, "2021-04-16"))
    with pytest.raises(Exception, match="digest: the value must be a text, not a map") as refused:
        World(made.composition).outputs()
    assert refused.value.place.column == column_of("[md5", value)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("value", "before", "version"),
    (
        ("{list_join: [',', [a], [b]]}", "2015-04-30", "2015-10-15"),
        ("{list_join: [',', [{a: 1}]]}", "2015-04-30", "2015-10-15"),
        ("{str_replace: {template: a, params: {a: [1]}}}", "2015-04-30", "2015-10-15"),
        ("{repeat: {template: a, for_each: {a: {b: 1}}}}", "2016-04-08", "2016-10-14"),
        ("{if: [true, a]}", "2018-08-31", "2021-04-16"),
    ),
)
def test_each_version_has_its_own_rules(value: str, before: str, version: str) -> None:
    problem_of(value, before)
    assert not isinstance(value_of(value, version), Call)


def test_permutations_mean_something_from_2017_09_01_on() -> None:
    value = "{repeat: {template: a-b, for_each: {a: [x, y], b: [x, y]}, permutations: false}}"
    before = compiled(template(value, "2017-02-24"))
    assert before.composition.outputs["it"].value == ["x-x", "x-y", "y-x", "y-y"]
    assert [one.summary for one in before.warnings] == ["repeat has no use for 'permutations'"]
    assert value_of(value, "2017-09-01") == ["x-x", "y-y"]


def test_keys_that_heat_ignores_are_warned_of() -> None:
    made = compiled(template("{str_replace: {template: a, params: {}, parms: {}}}", "2018-08-31"))
    (warning,) = made.warnings
    assert warning.summary == "str_replace has no use for 'parms'"
    assert warning.place is not None
    assert warning.place.line == len(template("", "x").splitlines())


def test_plain_data_is_worked_out_once() -> None:
    found = value_of("{list_join: [',', {str_split: [' ', {str_replace: {template: a b, params: {a: c}}}]}]}")
    assert found == "c,b"
    assert evaluate(found, World(compiled(template("x", "2018-08-31")).composition)) == "c,b"
