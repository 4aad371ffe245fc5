"""Checking properties: every problem told where it stands, and what is right brought into normal form."""

from typing import Any

import pytest

from setpoint.model.diagnostic import Severity
from setpoint.model.value import Sensitive, Unknown
from setpoint.types.resource_type import ResourceType
from setpoint.types.schema import Property, Shape, Support
from tests.types.asking import errors, kind, made, normal, told

LATER = Unknown(("server.id",))


@pytest.mark.parametrize(
    ("shape", "given", "expected"),
    (
        ("String", "text", "text"),
        ("String", 5, "5"),
        ("String", True, "True"),
        ("Integer", "1", 1),
        ("Integer", -3, -3),
        ("Integer", 2.0, 2),
        ("Integer", True, 1),
        ("Number", "1", 1),
        ("Number", "1.5", 1.5),
        ("Number", 2.5, 2.5),
        ("Boolean", "true", True),
        ("Boolean", "FALSE", False),
        ("Boolean", True, True),
        ("List", ("a", 1), ["a", 1]),
        ("List", [], []),
        ("Map", {"a": [1, None]}, {"a": [1, None]}),
        ("Any", [{"a": 1}], [{"a": 1}]),
    ),
)
def test_values_are_coerced(shape: str, given: Any, expected: Any) -> None:
    found = normal(made(x=Property(Shape(shape))), {"x": given})["x"]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("shape", "given", "why"),
    (
        ("String", 1.5, "must be a string: put the number in quotes"),
        ("String", ["a"], "must be a string"),
        ("Integer", "1.0", "must be an integer"),
        ("Integer", 1.7, "must be an integer"),
        ("Integer", "one", "must be an integer"),
        ("Integer", [1], "must be an integer"),
        ("Number", "one", "must be a number"),
        ("Number", True, "must be a number"),
        ("Number", float("nan"), "must be a finite number of at most 64 bits"),
        ("Number", "inf", "must be a finite number of at most 64 bits"),
        ("Integer", 2**63, "must be a finite number of at most 64 bits"),
        ("Integer", float("inf"), "must be an integer"),
        ("Any", [2**63], "must hold finite numbers of at most 64 bits"),
        ("Map", {"a": {"b": float("nan")}}, "must hold finite numbers of at most 64 bits"),
        ("Boolean", 1, "must be true or false"),
        ("Boolean", "yes", "must be true or false"),
        ("List", "a,b", "must be a list"),
        ("List", {"a": 1}, "must be a list"),
        ("Map", "a", "must be a map"),
        ("Map", [1], "must be a map"),
    ),
)
def test_what_cannot_be_coerced_is_told(shape: str, given: Any, why: str) -> None:
    assert errors(made(x=Property(Shape(shape))), x=given) == [f"property x {why}"]


def test_every_problem_is_told_where_it_stands() -> None:
    given = {
        "flavor": "small",
        "image": "noble",
        "networks": [{"network": "a", "fixed_ip": "10.0.0"}, {"net": "b"}],
        "metadata": "none",
        "config_drive": "maybe",
    }
    found = [(one.summary, str(one.place), one.text) for one in told(kind("OS::Nova::Server"), given)]
    assert found == [
        (
            "property networks[0].fixed_ip must be an IP address, as 192.0.2.10 or 2001:db8::10",
            "networks/0/fixed_ip",
            "10.0.0",
        ),
        ("property networks[1] has no property net", "networks/1/net", "net"),
        ("property metadata must be a map", "metadata", "none"),
        ("property config_drive must be true or false", "config_drive", "maybe"),
    ]


def test_a_misspelt_property_gets_a_suggestion() -> None:
    (found,) = told(kind("OS::Heat::RandomString"), {"lenght": 5})
    assert found.summary == "OS::Heat::RandomString has no property lenght"
    assert found.advice == "did you mean 'length'?"
    (found,) = told(kind("OS::Heat::RandomString"), {"zzz": 5})
    assert found.advice == "it has character_classes, character_sequences, length, salt"


def test_a_missing_property_is_told() -> None:
    (found,) = told(kind("OS::Nova::KeyPair"), {})
    assert found.summary == "property name is required"
    assert str(found.place) == "name"


def test_null_is_as_good_as_absent() -> None:
    nested = Property(Shape.MAP, fields={"a": Property(Shape.STRING)})
    assert normal(made(x=Property(Shape.STRING), y=nested), {"x": None, "y": {"a": None}}) == {"y": {}}
    assert errors(made(x=Property(Shape.STRING, required=True)), x=None) == ["property x is required"]
    assert (
        normal(
            made(x=Property(Shape.STRING), y=Property(Shape.ANY)),
            {"x": Sensitive(None), "y": Sensitive(None)},
        )
        == {}
    )


def test_free_maps_check_their_values() -> None:
    numbers = made(x=Property(Shape.MAP, items=Property(Shape.NUMBER)))
    assert normal(numbers, {"x": {"a": "1"}}) == {"x": {"a": 1}}
    assert errors(numbers, x={"a": "b"}) == ["property x.a must be a number"]
    assert normal(numbers, {"x": {"a": None, "b": 2}}) == {"x": {"b": 2}}


def test_constraints_are_kept() -> None:
    shorter = Property(
        Shape.STRING,
        constraints=(
            {"length": {"max": 3}, "description": "short names only"},
            {"allowed_pattern": "[a-z]*"},
        ),
    )
    (first, second) = told(made(x=shorter), {"x": "ABCD"})
    assert first.summary == "property x must have a length of at most 3, not 4"
    assert first.advice == "short names only"
    assert second.summary == "property x must match [a-z]*"


def test_constraints_hold_after_coercion() -> None:
    assert normal(kind("OS::Neutron::Subnet"), {"network": "n", "cidr": "10.0.0.0/8", "ip_version": "4"})[
        "ip_version"
    ] == 4  # fmt: skip
    assert errors(kind("OS::Heat::RandomString"), length="513") == [
        "property length must be between 1 and 512"
    ]


class TestPartlyKnown:
    """What is not known yet passes; all that is known is checked."""

    LIST = Property(
        Shape.LIST,
        items=Property(
            Shape.MAP, fields={"a": Property(Shape.INTEGER), "b": Property(Shape.STRING, required=True)}
        ),
        constraints=({"length": {"max": 2}},),
    )

    def test_an_unknown_passes_anywhere(self) -> None:
        given = {"x": [{"a": LATER, "b": LATER}, LATER]}
        assert normal(made(x=self.LIST), given) == given
        assert normal(made(x=Property(Shape.INTEGER, required=True)), {"x": LATER}) == {"x": LATER}

    def test_what_is_known_is_checked(self) -> None:
        assert errors(made(x=self.LIST), x=[{"a": "one", "b": LATER}, {"a": LATER}, LATER]) == [
            "property x[0].a must be an integer",
            "property x[1].b is required",
            "property x must have a length of at most 2, not 3",
        ]

    def test_rules_on_items_ask_of_those_that_are_known(self) -> None:
        delay = kind("OS::Heat::Delay")
        assert errors(delay, actions=["CREATE", LATER]) == []
        (found,) = errors(delay, actions=["UPDATE", LATER])
        assert found.startswith("property actions each item must be one of CREATE")

    def test_rules_between_properties_wait(self) -> None:
        assert errors(kind("OS::Heat::RandomString"), length=LATER, character_classes=[{"min": 500}]) == []
        assert errors(kind("OS::Nova::Server"), flavor="f", image=LATER) == []


class TestSecrets:
    """A secret is checked as anything is, stays one, and is never shown."""

    def test_it_is_coerced_and_stays_one(self) -> None:
        found = normal(made(x=Property(Shape.INTEGER)), {"x": Sensitive("5")})["x"]
        assert isinstance(found, Sensitive)
        assert found.reveal() == 5

    def test_a_whole_map_may_be_one(self) -> None:
        fields = {"a": Property(Shape.INTEGER)}
        type_ = made(x=Property(Shape.MAP, fields=fields))
        found = normal(type_, {"x": Sensitive({"a": "5"})})["x"]
        assert isinstance(found, Sensitive)
        assert found.reveal() == {"a": 5}
        assert errors(type_, x=Sensitive({"b": 1})) == ["property x has no property b"]

    @pytest.mark.parametrize("given", (Sensitive("hunter2"), [Sensitive("hunter2")]))
    def test_a_problem_does_not_show_it(self, given: Any) -> None:
        for shape in Shape:
            for one in told(made(x=Property(shape, constraints=({"allowed_values": ["a"]},))), {"x": given}):
                assert "hunter2" not in repr(one)

    def test_rules_on_items_look_into_it(self) -> None:
        type_ = made(x=Property(Shape.LIST, constraints=({"custom_constraint": "ip_addr"},)))
        assert errors(type_, x=[Sensitive("192.0.2.1")]) == []
        assert len(errors(type_, x=[Sensitive("hunter2")])) == 1

    def test_a_property_that_is_one_makes_one(self) -> None:
        found = normal(kind("OS::Keystone::User"), {"name": "u", "password": "hunter2"})["password"]
        assert isinstance(found, Sensitive)
        (one,) = told(kind("OS::Keystone::User"), {"name": "u", "password": ["hunter2"]})
        assert "hunter2" not in repr(one)

    def test_what_is_known_of_one_is_hidden_beside_what_is_not(self) -> None:
        type_ = made(x=Property(Shape.LIST, is_sensitive=True))
        assert normal(type_, {"x": ["hunter2", LATER]}) == {"x": [Sensitive("hunter2"), LATER]}
        assert repr(normal(type_, {"x": ["hunter2", LATER]})["x"][0]) == "******"

    def test_after_one_others_are_shown_again(self) -> None:
        type_ = made(x=Property(Shape.STRING, is_sensitive=True), y=Property(Shape.INTEGER))
        (found,) = told(type_, {"x": "hunter2", "y": "five"})
        assert found.text == "five"


class TestOldNames:
    """Names that a schema has outgrown still work."""

    def test_a_renamed_property_counts_under_its_new_name(self) -> None:
        given = {"network_id": "n", "fixed_ips": [{"subnet_id": "s"}]}
        assert normal(kind("OS::Neutron::Port"), given) == {"network": "n", "fixed_ips": [{"subnet": "s"}]}

    def test_both_names_at_once_are_refused(self) -> None:
        assert errors(kind("OS::Neutron::Port"), network="n", network_id="n") == [
            "property network_id says the same as network: give only that one"
        ]

    def test_a_deprecated_property_is_warned_of(self) -> None:
        (found,) = told(made(x=Property(Shape.STRING, support=Support.DEPRECATED)), {"x": "a"})
        assert (found.severity, found.summary) == (Severity.WARNING, "property x is deprecated")

    def test_a_hidden_property_is_not_suggested(self) -> None:
        type_ = made(x=Property(Shape.STRING, support=Support.HIDDEN))
        assert told(type_, {"y": 1})[0].advice == "it takes none"


def test_kinds_of_lists_and_maps_become_plain() -> None:
    class Marked(dict[str, Any]):
        """As a parser makes them."""

    found = normal(
        made(x=Property(Shape.MAP), y=Property(Shape.ANY)), {"x": Marked(a=Marked()), "y": [Marked()]}
    )
    assert type(found["x"]) is type(found["x"]["a"]) is type(found["y"][0]) is dict


def test_update_policies_are_checked() -> None:
    from setpoint.model.diagnostic import Findings  # noqa: PLC0415

    group = kind("OS::Heat::ResourceGroup")
    findings = Findings()
    found = group.check_update_policy(
        {"rolling_update": {"max_batch_size": "2"}}, lambda _path: None, findings
    )
    assert not findings.has_errors
    assert found["rolling_update"]["max_batch_size"] == 2
    assert found["rolling_update"]["pause_time"] == 0
    group.check_update_policy({"rolling_updates": {}}, lambda _path: None, findings)
    (problem,) = findings
    assert problem.summary == "update_policy of OS::Heat::ResourceGroup has no property rolling_updates"


def test_a_type_is_not_asked_between_properties_while_some_are_wrong() -> None:
    class Asking(ResourceType):
        def refuse(self, properties: Any) -> Any:
            raise AssertionError("asked")

    type_ = Asking(made(x=Property(Shape.INTEGER)).schema)
    assert errors(type_, x="one") == ["property x must be an integer"]


@pytest.mark.parametrize("given", ("6", 6, "tcp"))
def test_a_number_that_is_allowed_of_a_string_allows_its_text(given: Any) -> None:
    type_ = made(x=Property(Shape.STRING, constraints=({"allowed_values": [6, "tcp"]},)))
    assert errors(type_, x=given) == []
    assert errors(type_, x="7") == ["property x must be one of 6, tcp"]
