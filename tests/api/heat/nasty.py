"""What nobody should send: values, bodies and templates that break readers."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

Way = tuple[str | int, ...]

VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1.5e300,
    "",
    "\x00",
    "\ud800",
    "\ufeff\u2028\x85",
    "x" * 70_000,
    "9" * 5_000,
    "get_file",
    [],
    [[]],
    {},
    {"": None},
    {"get_param": {"get_param": []}},
    {"get_attr": [1, None, {}]},
    {"get_resource": ["\ud800"]},
    {"str_replace": {"template": 1, "params": []}},
    {"repeat": {"for_each": {"%x%": {"get_param": "x"}}, "template": "%x%"}},
    {"yaql": {"expression": "$.", "data": {}}},
    {"if": [1, 2, 3, 4]},
    {"Fn::Select": ["a", {}]},
)
"""To stand in the place of what is right; JSON can tell all of them."""

NO_BODIES: tuple[bytes, ...] = (
    b"{",
    b"nonsense",
    b"[]",
    b'"text"',
    b"1",
    b"\xff\xfe{}",
    b'{"a": "\xed\xa0\x80"}',
    b'{"a": NaN, "b": Infinity}',
    b"[" * 100_000 + b"]" * 100_000,
    b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    b'{"a":' * 129 + b"1" + b"}" * 129,
    b"\x00",
    b"{}\x00",
    b" " * 10_000,
    b"<xml/>",
    b"a=1&b=2",
    b"---\na: 1\n",
)
"""No JSON, or no map."""

ODD_BODIES: tuple[bytes, ...] = (
    b"",
    b"null",
    b"{}",
    b'{"a": "\\ud800"}',
    b'{"\\ud800": 1}',
    b'{"a": 1e999}',
    b'{"a": 1' + b"0" * 5_000 + b"}",
    b'{"a": 1, "a": 2}',
    b'{"stack_name": "a", "stack_name": ["b"]}',
    b'{"template": ' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}",
)
"""What some readers take for a map, and others break at."""

_BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
_HEAD = "heat_template_version: 2018-08-31\n"

TEMPLATES: tuple[str, ...] = (
    _HEAD + _BOMB,
    _HEAD + "resources: &a {b: *a}\n",
    _HEAD + "resources: {<<: [{a: 1}, 2]}\n",
    _HEAD + "resources: " + "[" * 20_000,
    _HEAD + "resources: " + "{a: " * 300 + "1" + "}" * 300,
    _HEAD + "resources: !!python/object/apply:os.system [exit]\n",
    _HEAD + "resources: !!binary '\x01'\n",
    _HEAD + "resources: {? [a, b] : c}\n",
    _HEAD + "resources: {.nan: {}, 1: {}, null: {}, 2018-01-01: {}}\n",
    _HEAD + "resources: {a: {type: OS::Heat::RandomString, type: OS::Heat::Value}}\n",
    _HEAD + "resources: {a: {type: OS::Heat::RandomString, properties: {length: 0x" + "f" * 5_000 + "}}}\n",
    _HEAD
    + "parameters: {p: {type: string, constraints: [{allowed_pattern: '(a+)+$'}], default: "
    + "a" * 60
    + "!}}\n",
    _HEAD + "parameters: {p: {type: string, constraints: [{allowed_pattern: '('}]}}\n",
    _HEAD + "parameters: {p: {type: json, default: '" + "[" * 50_000 + "'}}\n",
    _HEAD + "resources: {g: {type: OS::Heat::ResourceGroup, properties: {count: 1000000000, "
    "resource_def: {type: OS::Heat::RandomString}}}}\n",
    _HEAD + "resources: {g: {type: OS::Heat::ResourceGroup, properties: {count: 9, resource_def: {type: "
    "OS::Heat::ResourceGroup, properties: {count: 99, resource_def: {type: OS::Heat::ResourceGroup, "
    "properties: {count: 999, resource_def: {type: OS::Heat::RandomString}}}}}}}}\n",
    _HEAD + "resources: {a: {type: template}}\n",
    _HEAD + "outputs: {o: {value: {repeat: {for_each: {a: [1, 2], b: [1, 2]}, template: {a: b}}}}}\n",
    "%YAML 9.9\n---\n" + _HEAD,
    "--- 1\n--- 2\n",
    "\t- a\n",
    "a: b: c",
    "\x00\x01",
    "\ud800",
    "&" * 10_000,
    "heat_template_version: [2018-08-31]\n",
    "AWSTemplateFormatVersion: '2010-09-09'\nResources: {a: {Type: 1}}\n",
)
"""Texts that are no template, or a very large one, or one that nobody should wait for."""


def ways(value: Any, so_far: Way = ()) -> Iterator[Way]:
    """The way to every part of a value, the whole included."""
    yield so_far
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from ways(part, (*so_far, key))


def with_other(value: Any, way: Way, other: Any) -> Any:
    """``value`` with ``other`` in one place."""
    if not way:
        return other
    changed = copy.copy(value)
    changed[way[0]] = with_other(value[way[0]], way[1:], other)
    return changed


def renamed(value: Any, way: Way, name: str) -> Any:
    """``value`` with another key at the end of a way through maps; unchanged where there is none."""
    *outer, last = way or (0,)
    inner: Any = value
    for key in outer:
        inner = inner[key]
    if not isinstance(last, str) or not isinstance(inner, dict):
        return value
    return with_other(
        value, tuple(outer), {name if key == last else key: part for key, part in inner.items()}
    )


def spoiled(value: Any) -> st.SearchStrategy[Any]:
    """``value`` with something nasty in one or two places, as a value or as a key."""
    json = st.recursive(
        st.sampled_from(VALUES) | st.text(max_size=9) | st.integers() | st.floats(allow_nan=False),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
        max_leaves=4,
    )

    def once(value: Any) -> st.SearchStrategy[Any]:
        places = st.sampled_from(list(ways(value)))
        other = st.builds(with_other, st.just(value), places, json)
        named = st.builds(
            renamed, st.just(value), places, st.text(max_size=5) | st.sampled_from(["\ud800", "\x00"])
        )
        return other | named

    return once(value) | once(value).flatmap(once)


def only_generated(examples: int) -> settings:
    """So many examples are sent, each once, however long a service takes: what breaks it needs no smaller twin."""
    return settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
