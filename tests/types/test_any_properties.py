"""Whatever a template gives to any type: an answer, never an accident; and what is right stays as it is."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from setpoint.model.diagnostic import Findings
from setpoint.model.value import Sensitive, Unknown, reveal
from setpoint.types import facts
from setpoint.types.resource_type import ResourceType
from setpoint.types.schema import Property, Shape
from tests.types.asking import kind, place_of

TYPES = st.sampled_from(sorted(facts.names())).map(kind)
LATER = st.just(Unknown(("a.b",)))
SINGLE = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANYTHING = st.recursive(
    SINGLE | LATER | SINGLE.map(Sensitive),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
EASY = {
    Shape.STRING: st.sampled_from(["a", "10.0.0.1", "10.0.0.0/8", "true", "0"]),
    Shape.INTEGER: st.integers(0, 600) | st.integers(0, 9).map(str),
    Shape.NUMBER: st.floats(0, 600, allow_nan=False) | st.integers(0, 600),
    Shape.BOOLEAN: st.booleans() | st.just("false"),
    Shape.ANY: SINGLE,
}


def fitting(part: Property) -> st.SearchStrategy[Any]:
    """Return values that look like what the property takes, or are secret, or not known yet."""
    allowed = [value for note in part.constraints for value in note.get("allowed_values", ())]
    if part.shape is Shape.LIST:
        plain: st.SearchStrategy[Any] = st.lists(fitting(part.items) if part.items else SINGLE, max_size=2)
    elif part.shape is Shape.MAP:
        plain = maps(part.fields) if part.fields else st.dictionaries(st.text(max_size=2), SINGLE, max_size=2)
    else:
        plain = st.sampled_from(allowed) if allowed else EASY[part.shape]
    return st.one_of(plain, plain, plain, plain, LATER, ANYTHING)


def maps(fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Return maps of those fields that are required, and some others."""
    required = {name: fitting(part) for name, part in fields.items() if part.required}
    others = sorted(fields.keys() - required.keys())
    some = st.sets(st.sampled_from(others), max_size=4) if others else st.just(set())
    return some.flatmap(
        lambda names: st.fixed_dictionaries({**required, **{name: fitting(fields[name]) for name in names}})
    )


@given(TYPES.flatmap(lambda type_: st.tuples(st.just(type_), maps(type_.schema.properties))))
def test_what_fits_has_one_normal_form(case: tuple[ResourceType, dict[str, Any]]) -> None:
    type_, given_ = case
    before = repr(given_)
    findings = Findings()
    found = type_.check(given_, place_of, findings)
    assert repr(given_) == before, "what was given was changed"
    if findings.has_errors:
        return
    again = Findings()
    assert type_.check(found, place_of, again) == found
    assert not again.has_errors
    full = type_.with_defaults(found)
    assert type_.with_defaults(full) == full
    assert all(not change.certain for change in type_.how_to_change(reveal_known(found), found))
    json.dumps(reveal_known(full))


@given(TYPES, st.dictionaries(st.text(max_size=5), ANYTHING, max_size=3))
def test_what_does_not_fit_is_told(type_: ResourceType, given_: dict[str, Any]) -> None:
    findings = Findings()
    found = type_.check(given_, place_of, findings)
    type_.with_defaults(found)
    assert findings.has_errors or all(value is None for value in given_.values()) or type_.attributes is None


def reveal_known(value: Any) -> Any:
    """Return the value in clear, as it may have been recorded: what was not known turned out to be some text."""
    if isinstance(value, Unknown):
        return "known by now"
    if isinstance(value, dict):
        return {key: reveal_known(item) for key, item in value.items()}
    return [reveal_known(item) for item in value] if isinstance(value, list) else reveal(value)
