"""``yaql``: what it gives, and the bounds that it is held to."""

import subprocess
import sys
from typing import Any

import pytest

from setpoint.templates.functions.yaql import evaluated


def yaql(expression: Any, data: Any = None) -> Any:
    return evaluated({"expression": expression, "data": data})


@pytest.mark.parametrize(
    ("expression", "data", "expected"),
    (
        ("$.data.list.select(int($)).max()", {"list": ["1", "2", "3"]}, 3),
        ("$.data.var1.sum()", {"var1": [3, 2, 1]}, 6),
        ("$.data", {"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}),
        ("$.data.where($.on).select($.name)", [{"on": True, "name": "a"}, {"on": False, "name": "b"}], ["a"]),
        ("dict($.data.select([$.k, $.v]))", [{"k": "a", "v": 1}], {"a": 1}),
        ("dict(1 => 2)", None, {"1": 2}),
        ("$.data.orderBy($.a).thenBy($.b).select($.b)", [{"a": 1, "b": 2}, {"a": 1, "b": 1}], [1, 2]),
        ("sequence().takeWhile($ < 4)", None, [0, 1, 2, 3]),
        ('regex("[a-z]+").searchAll($.data)', "ab cd", ["ab", "cd"]),
        ("let(a => 1) -> $a + 1", None, 2),
        ('"a-b".replace("-", "+")', None, "a+b"),
        ("pow(2, 10)", None, 1024),
        ("$.data.toSet().len()", ["a", "b", "a"], 2),
        ("range(5000).len()", None, 5000),
        ('datetime("2020-02-01 10:00 +01:00").utc.hour', None, 9),
        ('datetime("01.02.2020", "%d.%m.%Y").format("%A")', None, "Saturday"),
        ("characters(octdigits => true)", None, ["0", "1", "2", "3", "4", "5", "6", "7"]),
        ('"aab".replace(dict(a => b, bb => c))', None, "cb"),
        ('[1, 2, 3].join("-")', None, "1-2-3"),
        ('"-".join([1, null, true])', None, "1-null-true"),
        ("range(3).join(range(3), $1 < $2, [$1, $2])", None, [[0, 1], [0, 2], [1, 2]]),
        ("generateMany(8, switch($ > 1 => [$ / 2, $ / 4], true => []))", None, [8, 4, 2, 2, 1, 1, 0, 1, 0]),
        (
            "generateMany(4, switch($ > 1 => [$ / 2, 1], true => []), depthFirst => true)",
            None,
            [4, 2, 1, 1, 1],
        ),
        ("pow(3, 100, 7)", None, 4),
        ("round(1234.5, -2)", None, 1200.0),
        ("[1, 2] * 2", None, [1, 2, 1, 2]),
    ),
)
def test_expressions(expression: str, data: Any, expected: Any) -> None:
    assert yaql(expression, data) == expected


def test_data_may_be_left_out() -> None:
    assert evaluated({"expression": "1 + 1"}) == 2


@pytest.mark.parametrize(
    ("expression", "why"),
    (
        ("foo(", "cannot be read"),
        (5, "the expression must be a text"),
        ("x" * 10_001, "longer than 10,000 characters"),
        ("nosuch(1)", "Unknown function"),
        ("$.data.a", "Unknown function"),
        ("dict(a => 1).b", "there is no key 'b'"),
        ("1 / 0", "ZeroDivisionError"),
        ("[" * 200 + "]" * 200, "goes too deep"),
        ("def(f, f($)) -> f(1)", "goes too deep"),
        ("now()", "a template must come to the same every time"),
        ("random()", "a template must come to the same every time"),
        ("random(1, 6)", "a template must come to the same every time"),
        ('datetime("2020-01-01")', "gives a datetime, which is not plain data"),
        ('datetime("10:00").hour', "'10:00' is no complete date"),
        ('datetime("Feb 2020").day', "'Feb 2020' is no complete date"),
        ('datetime("1/2/76").year', "write years with four digits"),
        ('float("1e999")', "a number that is not finite"),
        ('regex("(").matches("a")', r"'\(' is no regular expression: missing \), unterminated subpattern"),
        ("dict(true => 1)", "keys are not texts"),
    ),
)
def test_what_goes_wrong_is_refused(expression: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        yaql(expression)


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        ("1 + 1", "its arguments are the text"),
        ({"data": []}, "it has no 'expression'"),
        ({"expression": "1", "dat": []}, "it has no use for 'dat'"),
    ),
)
def test_wrong_arguments_are_refused(arguments: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        evaluated(arguments)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ("1", "2", "3"))
def test_a_set_is_walked_in_the_same_order_in_every_process(seed: str) -> None:
    program = (
        "from setpoint.templates.functions.yaql import evaluated\n"
        "print(evaluated({'expression': '$.data.toSet().union(set(z)).select($ + \"!\")', 'data': list('wxab')}))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONHASHSEED": seed},
        check=True,
        capture_output=True,
        text=True,
    )
    assert answer.stdout == "['a!', 'b!', 'w!', 'x!', 'z!']\n"


def test_the_library_is_imported_only_when_it_is_needed() -> None:
    program = (
        "import sys\n"
        "from setpoint.templates.functions import functions\n"
        "assert 'yaql' in functions()\n"
        "print('yaql' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert answer.stdout == "False\n"
