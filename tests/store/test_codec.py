"""What is written is read back as it was, secrets apart from the text, and nothing unknown is ever written."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpoint.model.incarnation import Incarnation
from setpoint.model.plan import Cause, Plan
from setpoint.model.stack import Revision
from setpoint.model.value import Sensitive, Unknown, Value, leaves
from setpoint.store.codec import Encoder, decode, decode_value, references
from tests.store.values import a_plan, a_revision, a_step, an_incarnation

text = st.text('aé$"\\\0\n𝄞', max_size=6)
plain_leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | text
    | st.sampled_from(("$secret", '"$secret":"x"', '{"$secret":"x"}', '"because":', "\\"))
)
keys = text | st.sampled_from(("$secret", "$$secret", "$$$secret", "a$secret", "$secrets", "because"))


def nested(leaf: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(leaf, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=8)


plains = nested(plain_leaves)
values = nested(plain_leaves | plains.map(Sensitive))
fields = st.dictionaries(keys, values, max_size=3)


class Vault(dict[str, bytes]):
    """Secrets by id."""

    def hide(self, secret: bytes) -> str:
        name = f"id{len(self)}"
        self[name] = secret
        return name


def there_and_back(value: msgspec.Struct) -> msgspec.Struct:
    vault = Vault()
    return decode(type(value), Encoder(vault.hide).encode(value), vault.__getitem__)


def same(one: Value, other: Value) -> bool:
    """Whether two values are equal, and secret in the same places; a secret alone equals what it hides."""
    if isinstance(one, Sensitive) or isinstance(other, Sensitive):
        return (
            isinstance(one, Sensitive) and isinstance(other, Sensitive) and same(one.reveal(), other.reveal())
        )
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


@given(values)
def test_any_value_comes_back_as_it_was(value: Value) -> None:
    vault = Vault()
    assert same(decode_value(Encoder(vault.hide).encode(value), vault.__getitem__), value)


@given(fields, values, plains)
def test_the_values_inside_a_record_come_back_as_they_were(
    properties: dict[str, Value], metadata: Value, cursor: Any
) -> None:
    one = an_incarnation(properties=properties, metadata=metadata, cursor=cursor)
    back = there_and_back(one)
    assert isinstance(back, Incarnation)
    assert same(dict(back.properties), properties)
    assert same(back.metadata, metadata)
    assert same(back.cursor, cursor)
    assert back == one


@given(fields)
def test_values_deep_inside_a_record_come_back_as_they_were(parameters: dict[str, Value]) -> None:
    back = there_and_back(a_revision(**{f"p{key}": value for key, value in parameters.items()}))
    assert isinstance(back, Revision)
    assert back.source
    assert same(dict(back.source.parameters), {f"p{key}": value for key, value in parameters.items()})


def test_a_plan_comes_back_as_it_was() -> None:
    causes = (Cause("changed", "password", "******", {"$secret": "not one"}),)
    step = msgspec.structs.replace(a_step(0), causes=causes)
    plan = msgspec.structs.replace(a_plan(), steps=(step,), shapes={"group": ["0", "1"]})
    back = there_and_back(plan)
    assert isinstance(back, Plan)
    assert back == plan


@given(values)
def test_the_text_refers_to_exactly_the_secrets_that_it_hides(value: Value) -> None:
    vault = Vault()
    text = Encoder(vault.hide).encode(value)
    hidden = [leaf for leaf in leaves(value) if isinstance(leaf, Sensitive)]
    assert len(references(text)) == len(hidden)
    assert references(text) <= vault.keys()


def test_a_secret_is_not_in_the_text() -> None:
    assert "hush" not in Encoder(Vault().hide).encode({"a": [Sensitive({"password": "hush"})]})


def test_a_secret_within_a_secret_is_hidden_with_it() -> None:
    vault = Vault()
    text = Encoder(vault.hide).encode([Sensitive({"outer": Sensitive("inner")})])
    assert same(decode_value(text, vault.__getitem__), [Sensitive({"outer": "inner"})])


@pytest.mark.parametrize(
    "value",
    (
        Unknown(("server.ip",)),
        {"a": [{"b": Unknown(("server.ip",))}]},
        {"a": Sensitive({"b": Unknown(("server.ip",))})},
        [Sensitive([Sensitive(Unknown(("server.ip",)))])],
    ),
)
def test_what_is_not_known_yet_is_never_written(value: Value) -> None:
    with pytest.raises(AssertionError, match=r"server\.ip"):
        Encoder(Vault().hide).encode(an_incarnation(properties={"value": value}))


def test_what_only_looks_unknown_is_written() -> None:
    one = an_incarnation(properties={"why": {"because": ["I say so"]}})
    assert there_and_back(one) == one


def test_what_is_no_value_of_the_model_is_refused() -> None:
    with pytest.raises(AssertionError, match="object"):
        Encoder(Vault().hide).encode({"a": object()})
