"""YAML as templates are written in it: values, places, limits, and every complaint where it belongs."""

from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from setpoint.model.diagnostic import Findings
from setpoint.model.place import Place
from setpoint.templates import limits, yaml
from setpoint.templates.tree import Document, Mapping, Sequence, place_along, plain


def read(text: str) -> Any:
    findings = Findings()
    tree = yaml.read(Document("t", text), findings)
    assert not len(findings), list(map(str, findings))
    return tree


def told(text: str) -> list[str]:
    findings = Findings()
    yaml.read(Document("t", text), findings)
    return [f"{one.place}: {one.summary}" for one in findings.in_order()]


@pytest.mark.parametrize(
    ("text", "value"),
    (
        ("text", "text"),
        ("'5'", "5"),
        ('"a\\nb"', "a\nb"),
        ("", None),
        ("~", None),
        ("Null", None),
        ("nULL", "nULL"),
        ("yes", True),
        ("On", True),
        ("TRUE", True),
        ("tRUE", "tRUE"),
        ("y", "y"),
        ("No", False),
        ("off", False),
        ("0", 0),
        ("-17", -17),
        ("+1_000", 1000),
        ("0o17", "0o17"),
        ("017", 15),
        ("-017", -15),
        ("08", "08"),
        ("0x1F", 31),
        ("0b101", 5),
        ("1:30", 90),
        ("-1:30:01", -5401),
        ("1:30.5", 90.5),
        ("1.5", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("-.5", "-.5"),
        ("1e3", "1e3"),
        ("1.0e+3", 1000.0),
        ("1.0e3", "1.0e3"),
        ("2018-08-31", "2018-08-31"),
        ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ("=", "="),
        ("::1", "::1"),
        ("10.0.0.1", "10.0.0.1"),
        ("10.0.0.0/24", "10.0.0.0/24"),
        ("!!str 5", "5"),
        ("!!int '5'", 5),
        ("!!float 5", 5.0),
        ("!!bool 'yes'", True),
        ("!!null ''", None),
        ("! 5", 5),
        ("|\n  a\n  b\n", "a\nb\n"),
        (">-\n  a\n  b\n", "a b"),
    ),
)
def test_scalar(text: str, value: Any) -> None:
    found = read(f"key: {text}")["key"]
    assert found == value
    assert type(found) is type(value)


SCALARS = """
17 -3 0 0x1F 0b11 017 1_000 1.5 .5 1. 1.5e+3 yes no On OFF true null ~ text 1:30 08 -.5 +5 1__0 0_7 a=b 5a
"""


@pytest.mark.parametrize("text", tuple(SCALARS.split()))
def test_scalars_are_those_of_the_usual_loader(text: str) -> None:
    assert read(f"- {text}") == pyyaml.load(f"- {text}", Loader=pyyaml.CSafeLoader)


def test_nested_values() -> None:
    assert read("a: {b: [1, {c: d}], e: {}}\nf:\n- g\n- - h\n") == {
        "a": {"b": [1, {"c": "d"}], "e": {}},
        "f": ["g", ["h"]],
    }


def test_json_is_yaml() -> None:
    assert read('{"a": 1,\n\t"b": [true, null, "c\\u00e9"]}') == {"a": 1, "b": [True, None, "cé"]}


@pytest.mark.parametrize("text", ("", "\n\n", "# only a comment\n", "---\n...\n"))
def test_empty(text: str) -> None:
    assert read(text) is None


def test_byte_order_mark_is_no_character() -> None:
    tree = read("\ufeffa: b")
    assert tree == {"a": "b"}
    assert str(tree.key_place("a")) == "t:1:1"


@pytest.mark.parametrize(
    ("key", "shown"),
    (
        ("1", "1"),
        ("0x10", "16"),
        ("1.50", "1.5"),
        ("yes", "true"),
        ("'1'", "1"),
        ("2018-08-31", "2018-08-31"),
    ),
)
def test_keys_are_text_as_json_has_them(key: str, shown: str) -> None:
    assert read(f"{key}: a") == {shown: "a"}


def test_anchors_repeat() -> None:
    tree = read("a: &x [1, 2]\nb: *x\nc: &k name\n*k : d\n")
    assert tree == {"a": [1, 2], "b": [1, 2], "c": "name", "name": "d"}


def test_merge_keys() -> None:
    tree = read("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: [*a, *b]\n  x: 0\nd: {'<<': 1}\n")
    assert tree["c"] == {"x": 0, "y": 2, "z": 4}
    assert tree["d"] == {"<<": 1}
    assert str(tree["c"].value_place("z")) == "t:2:17"


def test_every_key_value_and_item_knows_its_place() -> None:
    tree = read("é: 😀\r\nmap:\r\n  key: [a,\n    b]\n")
    assert isinstance(tree, Mapping)
    assert str(tree.key_place("é")) == "t:1:1"
    assert str(tree.value_place("é")) == "t:1:4"
    assert str(tree["map"].key_place("key")) == "t:3:3"
    items = tree["map"]["key"]
    assert isinstance(items, Sequence)
    assert [str(items.item_place(0)), str(items.item_place(1))] == ["t:3:9", "t:4:5"]
    assert items.item_place(2) is None
    assert tree.key_place("absent") is None
    assert tree.document.line(3) == "  key: [a,"
    assert tree.document.line(99) == ""


@pytest.mark.parametrize(
    ("path", "place"),
    (
        ((), "nowhere"),
        (("a",), "t:1:1"),
        (("a", "b"), "t:2:3"),
        (("a", "b", 1), "t:4:5"),
        (("a", "b", 0, "c"), "t:3:6"),
        (("a", "b", 7), "t:3:3"),
        (("a", "absent", "x"), "t:2:3"),
        (("absent",), "nowhere"),
    ),
)
def test_place_along_a_path_is_as_near_as_can_be(path: tuple[str | int, ...], place: str) -> None:
    tree = read("a:\n  b: # here\n  - {c: 1}\n  - d\n")
    assert str(place_along(tree, Place("nowhere"), path)) == place


def test_plain_trees_have_ordinary_types() -> None:
    found = plain(read("a: [{b: c}]"))
    assert (type(found), type(found["a"]), type(found["a"][0])) == (dict, list, dict)


@pytest.mark.parametrize(
    ("text", "problems"),
    (
        ("\ta: b", ["t:1:1: a tab stands where YAML wants spaces"]),
        ("a: b\n\tc: d", ["t:2:1: a tab stands where YAML wants spaces"]),
        ("a:\n  b: 1\n\tc: 2", ["t:3:1: a tab stands where YAML wants spaces"]),
        ("a: b: c", ["t:1:5: a second ': ' in one line"]),
        ("a: b\n c: d\n", ["t:2:3: a second ': ' in one line"]),
        ("a: [1, 2", ["t:1:9: a list in '[ ]' is not ended"]),
        ("a: {b: 1", ["t:1:9: a map in '{ }' is not ended"]),
        ("a: 'b", ["t:1:6: a quotation is not ended"]),
        ("a: @b", ["t:1:4: nothing can begin with '@' here"]),
        ("a: `b`", ["t:1:4: nothing can begin with '`' here"]),
        ("a: - b", ["t:1:4: a list begins where none can"]),
        ("a: b\n- c", ["t:2:1: the indentation does not fit what stands before"]),
        ("- a\nb: c", ["t:2:1: the indentation does not fit the list before"]),
        ("a: b\nc\nd: e", ["t:3:1: a key without ':'"]),
        ('a: "\\q"', ["t:1:5: an unknown escape"]),
        ("%FOO\n---\na", ["t:1:5: an unknown directive"]),
        ("%YAML 3.0\n---\na", ["t:1:1: a version of YAML that is not read"]),
        ("a: !x!y b", ["t:1:4: an unknown tag"]),
        (": a", ["t:1:1: the indentation does not fit what stands before"]),
        ("? \n: a", ["t:1:2: a key is missing here"]),
        ("~: a", ["t:1:1: a key is missing here"]),
        ("[a]: b", ["t:1:1: a list or map cannot be a key"]),
        ("{a: b}: c", ["t:1:1: a list or map cannot be a key"]),
        ("a: *b", ["t:1:4: the alias '*b' has no anchor"]),
        ("a: &b [*b]", ["t:1:8: the alias '*b' stands within what it repeats"]),
        ("a: b\n---\nc: d", ["t:2:1: a second YAML document begins here"]),
        ("a: \x01", ["t:1:4: a character that YAML does not allow: U+0001 (a control character)"]),
        ("é: \ufffe", ["t:1:4: a character that YAML does not allow: U+FFFE (a control character)"]),
        ("a: \ud800", ["t:1:4: half a character: a surrogate without its other half"]),
        ("a: !Ref b", ["t:1:4: the tag '!Ref' means nothing here"]),
        ("a: !!binary aGk=", ["t:1:4: the tag '!!binary' means nothing here"]),
        ("a: !!set {b, c}", ["t:1:4: the tag '!!set' means nothing here"]),
        ("a: !!int x", ["t:1:4: 'x' is no int"]),
        ("a: !!int yes", ["t:1:4: 'yes' is no int"]),
        (
            "a: .inf\nb: .NaN",
            ["t:1:4: '.inf' cannot be used as a number", "t:2:4: '.NaN' cannot be used as a number"],
        ),
        ("a: 1" + "0" * 500, [f"t:1:4: '1{'0' * 39}' cannot be used as a number"]),
        ("a: {<<: 5}", ["t:1:9: '<<' can only merge maps"]),
        (
            "a: 1\nb: {c: 1, c: 2}\na: 3\n",
            ["t:2:11: the key 'c' stands here a second time", "t:3:1: the key 'a' stands here a second time"],
        ),
        ("1: a\n'1': b", ["t:2:1: the key '1' stands here a second time"]),
    ),
)
def test_complaint(text: str, problems: list[str]) -> None:
    assert told(text) == problems


def test_a_duplicate_says_where_the_first_is() -> None:
    findings = Findings()
    yaml.read(Document("t", "a: 1\n\na: 2"), findings)
    (one,) = findings
    assert "line 1" in one.detail
    assert one.advice


def test_depth_is_limited() -> None:
    deepest = "[" * limits.MAX_DEPTH + "]" * limits.MAX_DEPTH
    assert read(deepest)
    assert told(f"[{deepest}]") == [
        f"t:1:101: lists and maps stand more than {limits.MAX_DEPTH} deep within each other"
    ]


def test_depth_is_refused_early() -> None:
    assert len(told("[" * 1_000_000)) == 1


def test_an_alias_bomb_does_not_go_off() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert told("\n".join(lines)) == [f"t:6:10: aliases repeat more than {limits.MAX_ALIASED_NODES:,} nodes"]


def test_nodes_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "MAX_NODES", 10)
    assert read("a: [1, 2, 3, 4, 5, 6, 7, 8]")
    assert told("a: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]") == ["t:1:4: more than 10 keys, values and items"]


def test_size_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "MAX_CHARACTERS", 10)
    monkeypatch.setattr("setpoint.templates.complaints.MAX_CHARACTERS", 10)
    assert read("a: 1234567")
    assert told("a: 12345678") == ["t: 11 characters; at most 10 are read"]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert read(pyyaml.safe_dump(value)) == value


@given(st.text(alphabet=st.sampled_from("ab:- \n\t[]{}&*!|>'\"%@#,?<1.~\\\x85\u2028é"), max_size=60))
def test_any_text_is_a_tree_or_a_complaint(text: str) -> None:
    findings = Findings()
    tree = yaml.read(Document("t", text), findings)
    assert all(one.place and one.place.file == "t" for one in findings)
    if not findings.has_errors:
        usual = pyyaml.compose(text, Loader=pyyaml.CSafeLoader)
        assert isinstance(tree, Mapping) == isinstance(usual, pyyaml.MappingNode)
        assert isinstance(tree, Sequence) == isinstance(usual, pyyaml.SequenceNode)
