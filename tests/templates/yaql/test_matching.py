"""Regular expressions in yaql: they do what the library's own do, and a little better where those are wrong."""

from typing import Any

import pytest
import yaql

from setpoint.templates.functions.yaql import evaluated

LIKE_THE_LIBRARY = (
    'regex("a.c").matches("xabcx")',
    'regex("A.c").matches("abc")',
    'regex("A.c", ignoreCase => true).matches("abc")',
    'regex("^b", multiLine => true).matches("a\\nb")',
    'regex("a.b", dotAll => true).matches("a\\nb")',
    'regex("^b", true, true).matches("a\\nB")',
    '"abc".matches("b")',
    '"abc" =~ "b.$"',
    '"abc" =~ regex("^b")',
    '"abc" !~ "b"',
    '"abc" !~ regex("^b")',
    'regex("a.c").search("abcadc")',
    'regex("x").search("abc")',
    'regex("a.c").search("cabc", $)',
    'regex("a(.)(x)?").search("cabc", [$1, $2, $3])',
    'regex("b").search("ab", $.start + $.end)',
    'regex("a.c").searchAll("abcadc")',
    'regex("a.c").searchAll("abcadc", $)',
    'regex("(a)(.)").searchAll("abac", $3.value)',
    'regex("").searchAll("ab")',
    'regex("x").searchAll("ab")',
    'regex("a.").split("abcadc")',
    'regex("a.").split("abcadc", maxSplit => 1)',
    'regex("a.").split("abcadc", -1)',
    'regex("(a)(x)?").split("abcadc")',
    '"abcadc".split(regex("a."))',
    '"abcadc".split(regex("a."), maxSplit => 1)',
    'regex("").split("ab")',
    '"a b".split(" ")',
    'regex("a.").replace("abcadc", "xx")',
    'regex("a.").replace("abcadc", "xx", count => 1)',
    'regex("a.").replace("abcadc", "xx", count => -1)',
    'regex("a(.)").replace("abcadc", "<\\\\1>")',
    'regex("a(?P<n>.)(x)?").replace("abcadc", "<\\\\g<n>\\\\2\\\\g<0>>")',
    'regex("b*").replace("abcb", "-")',
    '"abcadc".replace(regex("a."), "xx")',
    '"abcadc".replace(regex("a."), "xx", count => 1)',
    'regex("a.c").replaceBy("abcadc", switch($.value = "abc" => xx, true => yy))',
    'regex("a(.)").replaceBy("abac", $2.value, count => 1)',
    'regex("a").replaceBy("abac", null)',
    '"abac".replaceBy(regex("a(.)"), $2.value)',
    'escapeRegex("a.b-c")',
    'isRegex(regex("a"))',
    'isRegex("a")',
    'isRegex(regex("a").matches("a"))',
    'regex("a").matches(null)',
    'regex(1).matches("a")',
    'regex("a").matches(1)',
    'regex("a").replaceBy("a", 1)',
    'regex("[").matches("a")',
    'regex("a").replace("a", "\\\\9")',
)


@pytest.mark.parametrize("expression", LIKE_THE_LIBRARY)
def test_as_in_the_library(expression: str) -> None:
    try:
        theirs = _plain(yaql.eval(expression))
    except Exception:  # noqa: BLE001 - whatever it is, we refuse too
        with pytest.raises(ValueError, match=r"."):
            evaluated({"expression": expression})
    else:
        assert evaluated({"expression": expression}) == theirs


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize(
    ("expression", "expected"),
    (
        ('regex("a(?P<rest>.)").search("ab", $rest.value)', "b"),
        ('let(x => 1) -> [regex("a").replaceBy("a", $.value), $x]', ["a", 1]),
        ('[1].select([regex("a").replaceBy("a", "b"), $])', [["b", 1]]),
    ),
)
def test_better_than_the_library(expression: str, expected: Any) -> None:
    assert evaluated({"expression": expression}) == expected
