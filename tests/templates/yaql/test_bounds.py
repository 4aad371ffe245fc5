"""Expressions that would take for ever, or all memory: each is refused, soon, and with little of either."""

import re
import resource
import subprocess
import sys
import time
from itertools import pairwise

import pytest

from setpoint.templates.functions.yaql import evaluated

STEPS = "more than 50,000 steps"
LONG = "a text of more than 8,388,608 characters"
MANY = "a value with more than 1,000,000 in it"
BITS = "more than 65,536 bits"

LETTERS = "abcdefghijklmnopqrstuvwx"
DOUBLINGS = ", ".join(f"{a} => {b}{b}" for a, b in pairwise(LETTERS))

BOMBS = (
    ("sequence().sum()", "exceeds 10000"),
    ("sequence().where(false).toList()", "exceeds 10000"),
    ("[1].selectMany(sequence()).where(false).len()", "exceeds 10000"),
    ("generateMany(0, sequence())", "exceeds 10000"),
    ("range(10000).select(range(10000))", "more than 1,000,000 values"),
    ('range(10000).select("a" * 900000 + str($)).toList()', STEPS),
    ('"a" * 10000000', "too much memory"),
    ("[1] * 1000000000", "a list of more than 10,000 items"),
    ("1000000000 * [1, 2]", "a list of more than 10,000 items"),
    ("range(40).aggregate($1 + $1, [1])", "exceeds 10000"),
    ("range(40).aggregate([$1, $1], 1)", MANY),
    ("str(range(40).aggregate([$1, $1], 1))", MANY),
    ("range(40).aggregate(dict(a => $1, b => $1), 1)", MANY),
    ("range(2000).aggregate([$1], 1)", "goes too deep"),
    ("pow(10, 10000000000)", BITS),
    ("pow(3, pow(2, 60000), pow(2, 65000) + 1)", STEPS),
    ("shiftBitsLeft(1, 10000000000)", BITS),
    ("range(5).aggregate(shiftBitsLeft($1, 60000), 1)", BITS),
    ("range(40).aggregate($1 * $1, 3)", BITS),
    ("round(1, -1000000000)", BITS),
    ('int("9" * 900000)', "4300 digits"),
    ('("a" * 900000).replace("a", "b" * 900000)', LONG),
    ('("a" * 900000).replace("", "b" * 900000)', LONG),
    (
        f'"a".replace(dict({DOUBLINGS}))',
        "too much memory",
    ),
    ('range(10000).join("b" * 900000)', LONG),
    ('let(x => "b" * 900000) -> range(10000).select($x)', LONG),
    ('regex("(?=(.*))").replace("a" * 9000, "\\\\1" * 1000)', LONG),
    ('regex("").replace("a" * 900000, "b")', "more than 50,000 times"),
    ('regex("(?:ab){100000000}").matches("a")', "written out it has more than 100,000 parts"),
    ('datetime("1" * 900000)', "at most 100 characters"),
    ('datetime(2020, 1, 1).format("%Y" * 400000)', "at most 100 characters"),
    ("-" * 9000 + "1", "goes too deep"),
    ("(" * 4000 + "1" + ")" * 4000, "goes too deep"),
)

SLOW_BOMBS = (
    ("range(300).select(range(300).select($ * 2).sum()).sum()", STEPS),
    ("range(10000).select(range(10000).sum()).sum()", STEPS),
    ("range(0, 1000000000000).len()", STEPS),
    ("range(10000).selectMany(range(10000)).len()", STEPS),
    ("range(10000).join(range(10000), false, 1).len()", STEPS),
    ("range(10000).select(pow(3, pow(2, 2000), pow(2, 2048) + 1)).len()", STEPS),
    ("let(x => pow(3, 40000), y => pow(3, 20000)) -> range(10000).select($x mod $y).len()", STEPS),
    ("let(x => range(15).aggregate([$1, $1], 1)) -> range(10000).groupBy($x).len()", STEPS),
    ("let(x => range(15).aggregate([$1, $1], 1)) -> range(10000).select(str($x)).len()", STEPS),
    (
        "let(x => range(14).aggregate(dict(a => $1), 1)) -> range(10000).select($x.mergeWith($x).len()).sum()",
        STEPS,
    ),
    ("let(m => range(9999).memorize()) -> range(10000).select($m.sum()).sum()", STEPS),
    (
        "def(a, $) -> " + " -> ".join(f"def({b}, {a}({a}($)))" for a, b in pairwise(LETTERS)) + " -> x(1)",
        STEPS,
    ),
    (
        'regex("(a|aa)+$").matches("a" * 200 + "b")',
        r"'\(a\|aa\)\+\$': matching takes longer than 2 s, and was given up",
    ),
    ('("a" * 200 + "b") =~ "^(a|aa)+$"', "matching takes longer than 2 s"),
    ('range(10000).where(regex("(a|aa)+$").matches("a" * 20 + "b")).len()', "matching takes longer than 2 s"),
)


def _ends(expression: str, why: str, seconds: float) -> None:
    begun = time.process_time()
    with pytest.raises(ValueError, match=why):
        evaluated({"expression": expression})
    assert time.process_time() - begun < seconds


@pytest.mark.parametrize(("expression", "why"), BOMBS)
def test_bombs_are_refused(expression: str, why: str) -> None:
    _ends(expression, why, 60)


@pytest.mark.slow
@pytest.mark.parametrize(("expression", "why"), SLOW_BOMBS)
def test_what_never_ends_is_ended(expression: str, why: str) -> None:
    _ends(expression, why, 120)


@pytest.mark.slow
def test_all_of_them_together_take_little_memory() -> None:
    program = (
        "import pathlib, sys\n"
        "from setpoint.templates.functions.yaql import evaluated\n"
        "for expression in sys.stdin.read().split(chr(0)):\n"
        "    try: evaluated({'expression': expression})\n"
        "    except ValueError: pass\n"
        "    else: sys.exit(expression)\n"
        "print(pathlib.Path('/proc/self/status').read_text())\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        input="\0".join(expression for expression, _ in BOMBS),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30)),
        check=True,
        capture_output=True,
        text=True,
    )
    # Not getrusage's ru_maxrss, which begins with what the process that started this one had in memory.
    assert int(re.findall(r"VmHWM:\s*(\d+) kB", answer.stdout)[0]) < 400 * 1024
