"""Functions that look at something: parameters, resources, files, the cloud."""

from typing import Any

import pytest

from setpoint.model.address import Address
from setpoint.model.expression import Attribute, Call, EvaluationError, Identity, references
from setpoint.model.value import Sensitive, Unknown
from setpoint.templates.selection import select
from tests.templates.functions.snippets import column_of, problem_of, result_of, value_of
from tests.templates.world import compiled


@pytest.mark.parametrize(
    ("value", "expected"),
    (
        ("{get_param: word}", "hello"),
        ("{get_param: [word]}", "hello"),
        ("{get_param: list}", ["80", "443"]),
        ("{get_param: [list, 1]}", "443"),
        ('{get_param: [list, "0"]}', "80"),
        ("{get_param: [map, a, 1, b]}", "two"),
        ('{get_param: [map, "7"]}', "seven"),
        ("{get_param: [map, nothing]}", ""),
        ("{get_param: [map, a, 9]}", ""),
        ("{get_param: [map, a, x]}", ""),
        ("{get_param: [map, a, [0]]}", ""),
        ("{get_param: [flag, 0]}", ""),
        ("{get_param: [map, {get_param: word}]}", ""),
        ("{get_param: OS::stack_name}", "stack"),
    ),
)
def test_get_param(value: str, expected: Any) -> None:
    assert value_of(value) == expected


def test_get_param_of_a_hidden_parameter_gives_a_secret_also_a_part_of_it() -> None:
    for value, expected in (("{get_param: password}", "s3cret"), ("{get_param: [secrets, keys, 1]}", "k1")):
        found = value_of(value)
        assert isinstance(found, Sensitive)
        assert found.reveal() == expected


def test_get_param_may_step_by_what_a_resource_says() -> None:
    value = "{get_param: [map, {get_attr: [data, value, c]}]}"
    assert isinstance(value_of(value), Call)
    assert result_of(value) == ""
    assert result_of("{get_param: [map, a, {get_attr: [data, value, a, 0]}]}") == {"b": "two"}


@pytest.mark.parametrize(
    ("value", "summary", "part"),
    (
        ("{get_param: [[a]]}", "get_param: a name is needed, not a list", "[[a]]"),
        ("{get_param: []}", "get_param: a name is needed, not a list", "[]"),
        ("{get_param: }", "get_param: a name is needed, not nothing", ""),
        (
            "{get_param: {get_attr: [data, value]}}",
            "get_param: the parameter's name must be known when the template is read",
            "{get_attr",
        ),
    ),
)
def test_get_param_refused(value: str, summary: str, part: str) -> None:
    found = problem_of(value)
    assert found.summary.startswith(summary)
    assert found.place is not None
    if part:
        assert found.place.column == column_of(part, value)


def test_an_output_may_name_a_parameter_that_there_is_not_and_whoever_asks_for_it_is_told() -> None:
    (warning,) = compiled(
        "heat_template_version: 2018-08-31\noutputs: {o: {value: {get_param: wrod}}}\n"
    ).warnings
    assert warning.summary == "unknown parameter 'wrod'"
    assert warning.place is not None
    with pytest.raises(EvaluationError, match=r"The Parameter \(wrod\) was not provided"):
        result_of("{get_param: wrod}")


@pytest.mark.parametrize("version", ("2013-05-23", "2018-08-31"))
def test_get_resource(version: str) -> None:
    found = value_of("{get_resource: server}", version)
    assert isinstance(found, Identity)
    assert [address for address, _ in references(found)] == ["server"]
    assert (
        result_of("{get_resource: {get_param: which}}".replace("{get_param: which}", "server")) == "<server>"
    )


@pytest.mark.parametrize(
    ("value", "summary"),
    (
        ("{get_resource: sever}", "unknown resource 'sever'"),
        ("{get_resource: [server]}", "get_resource: a resource's name is needed, not a list"),
        (
            "{get_resource: {get_attr: [data, value]}}",
            "get_resource: the name must be known when the template is read",
        ),
    ),
)
def test_get_resource_refused(value: str, summary: str) -> None:
    assert problem_of(value).summary == summary


@pytest.mark.parametrize(
    ("path", "expected"),
    (
        ("value, a, 0", 1),
        ("value, a, 1, b", "two"),
        ("value, a, -1, b", "two"),
        ("value, c", "three"),
        ("value, c, 0", "t"),
        ("value, nothing", None),
        ("value, a, 9", None),
        ("value, a, x", None),
        ("value, c, x, y", None),
    ),
)
@pytest.mark.parametrize("version", ("2013-05-23", "2014-10-16", "2015-10-15", "2021-04-16"))
def test_get_attr_steps_into_the_attribute(path: str, version: str, expected: Any) -> None:
    assert result_of(f"{{get_attr: [data, {path}]}}", version) == expected


def test_get_attr_asks_the_resource_for_the_way_from_2014_10_16_on() -> None:
    first = value_of("{get_attr: [data, value, a]}", "2013-05-23")
    later = value_of("{get_attr: [data, value, a]}", "2014-10-16")
    assert isinstance(first, Call)
    assert isinstance(later, Attribute)
    assert later.path == ("value", "a")
    assert [address for address, _ in references(first)] == [Address("data")]


def test_get_attr_gives_all_attributes_from_2015_10_15_on() -> None:
    assert result_of("{get_attr: [data]}", "2015-10-15") == {"value": {"a": [1, {"b": "two"}], "c": "three"}}
    assert "it has 1 arguments" in problem_of("{get_attr: [data]}", "2015-04-30").summary


def test_get_attr_may_step_by_what_a_resource_says() -> None:
    value = "{get_attr: [data, value, {get_attr: [data, nothing]}]}".replace("nothing", "show")
    assert [address for address, _ in references(value_of(value))] == ["data", "data"]


@pytest.mark.parametrize(
    ("value", "summary", "advice", "part"),
    (
        (
            "{get_attr: [server, first_adress]}",
            "server has no attribute 'first_adress'",
            "did you mean 'first_address'?",
            "first_adress",
        ),
        ("{get_attr: [sever, name]}", "unknown resource 'sever'", "did you mean 'server'?", "sever"),
        ("{get_attr: server}", "get_attr: its arguments are the text 'server'", "", "server"),
        ("{get_attr: []}", "get_attr: it has 0 arguments", "", "[]"),
        (
            "{get_attr: [server, [name]]}",
            "get_attr: every step must be a name, key or index, not a list",
            "",
            "[s",
        ),
        (
            "{get_attr: [server, {get_param: password}]}",
            "get_attr: every step must be a name, key or index, not a secret",
            "",
            "[s",
        ),
        (
            "{get_attr: [{get_attr: [data, value]}, name]}",
            "get_attr: the resource's name must be known when the template is read",
            "",
            "[{",
        ),
    ),
)
def test_get_attr_refused(value: str, summary: str, advice: str, part: str) -> None:
    found = problem_of(value)
    assert found.summary.startswith(summary)
    assert found.advice == advice
    assert found.place is not None
    assert found.place.column == column_of(part, value)


def test_every_type_has_the_attribute_show() -> None:
    assert isinstance(value_of("{get_attr: [server, show]}"), Attribute)


def test_select_looks_into_secrets_and_passes_what_is_unknown() -> None:
    unknown = Unknown(("a.b",))
    assert select(unknown, ["x"]) is unknown
    assert select({"a": unknown}, ["a", "x"]) is unknown
    found = select({"a": Sensitive({"b": [1]})}, ["a", "b", 0])
    assert isinstance(found, Sensitive)
    assert found.reveal() == 1
    assert select(Sensitive({"a": 1}), ["b"]) is None
    assert select({"a": 1}, [["b"]]) is None


def test_get_file() -> None:
    assert value_of("{get_file: a.txt}", files={"a.txt": "content"}) == "content"
    assert value_of("{get_file: {get_param: word}}", files={"hello": "content"}) == "content"


@pytest.mark.parametrize(
    ("value", "summary"),
    (
        ("{get_file: b.txt}", "the file 'b.txt' was not handed over"),
        ("{get_file: [a.txt]}", "get_file: a file's name is needed, not a list"),
        (
            "{get_file: {get_attr: [data, value]}}",
            "get_file: the file's name must be known when the template is read",
        ),
    ),
)
def test_get_file_refused(value: str, summary: str) -> None:
    assert problem_of(value, files={"a.txt": "content"}).summary == summary


def test_ref_is_a_resource_or_else_a_parameter() -> None:
    assert isinstance(value_of("{Ref: server}", "2013-05-23"), Identity)
    assert value_of("{Ref: word}", "2013-05-23") == "hello"
    with pytest.raises(EvaluationError, match=r"The Parameter \(nothing\) was not provided"):
        result_of("{Ref: nothing}", "2013-05-23")
    assert problem_of("{Ref: [server]}", "2013-05-23").summary == "Ref: a name is needed, not a list"


def test_fn_get_azs_gives_the_zones_of_the_cloud() -> None:
    assert value_of('{"Fn::GetAZs": ""}', "2013-05-23") == ["north", "south"]
    assert value_of('{"Fn::Select": ["1", {"Fn::GetAZs": ""}]}', "2013-05-23") == "south"


@pytest.mark.parametrize(
    ("name", "version"),
    (
        ("resource_facade", "2018-08-31"),
        ("resource_facade", "2013-05-23"),
        ("Fn::ResourceFacade", "2013-05-23"),
    ),
)
def test_a_facade_is_only_known_inside_a_provider_template(name: str, version: str) -> None:
    what = "metadata" if name == "resource_facade" else "Metadata"
    found = problem_of(f'{{"{name}": {what}}}', version)
    assert found.summary == f"{name} is only known inside a provider template"
    assert "write one of" in problem_of(f'{{"{name}": meta}}', version).summary
