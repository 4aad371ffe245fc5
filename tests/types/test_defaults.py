"""Defaults are filled in, also within what is given."""

from setpoint.model.value import Sensitive, Unknown
from setpoint.types.schema import Property, Shape
from tests.types.asking import kind, made, normal

LATER = Unknown(("a.b",))
INNER = Property(
    Shape.MAP,
    fields={"a": Property(Shape.INTEGER, default=1), "b": Property(Shape.STRING)},
)
OUTER = made(
    one=INNER,
    many=Property(Shape.LIST, items=INNER),
    free=Property(Shape.MAP, items=INNER),
    text=Property(Shape.STRING, default="t"),
    absent=Property(Shape.STRING),
)


def test_what_is_absent_is_filled_in() -> None:
    assert OUTER.with_defaults({}) == {"text": "t"}
    assert OUTER.with_defaults({"text": "u"}) == {"text": "u"}


def test_within_what_is_given_too() -> None:
    given = {"one": {"b": "x"}, "many": [{}, {"a": 2}], "free": {"k": {}}}
    assert OUTER.with_defaults(given) == {
        "one": {"a": 1, "b": "x"},
        "many": [{"a": 1}, {"a": 2}],
        "free": {"k": {"a": 1}},
        "text": "t",
    }
    assert given == {"one": {"b": "x"}, "many": [{}, {"a": 2}], "free": {"k": {}}}


def test_secrets_and_unknown_parts_stay_what_they_are() -> None:
    found = OUTER.with_defaults({"one": Sensitive({"b": "x"}), "many": [LATER], "free": LATER})
    assert isinstance(found["one"], Sensitive)
    assert found["one"].reveal() == {"a": 1, "b": "x"}
    assert found["many"] == [LATER]
    assert found["free"] == LATER


def test_a_default_is_in_normal_form_and_full() -> None:
    type_ = made(x=Property(Shape.LIST, items=INNER, default=[{"a": "7"}, {"b": "y"}]))
    assert type_.with_defaults({}) == {"x": [{"a": 7}, {"a": 1, "b": "y"}]}


def test_heats_defaults_are_there() -> None:
    assert kind("OS::Heat::TestResource").with_defaults({})["value"] == "test_string"
    string = kind("OS::Heat::RandomString").with_defaults({})
    assert string == {"length": 32, "character_classes": [{"class": "lettersdigits", "min": 1}]}
    server = kind("OS::Nova::Server")
    full = server.with_defaults(normal(server, {"flavor": "f", "image": "i"}))
    assert full["user_data_format"] == "HEAT_CFNTOOLS"
    assert full["flavor_update_policy"] == "RESIZE"
