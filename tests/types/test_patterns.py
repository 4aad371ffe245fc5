"""Regular expressions within bounds: they mean what Python's mean, and none of them runs for ever."""

import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpoint.types.constraints import AllowedPattern, read
from setpoint.types.patterns import MAX_SUBJECT, Impatience, Patience, Pattern

SUBJECTS = (
    "",
    "a",
    "b",
    "ab",
    "aab",
    "A1 b",
    "é-ß",
    "SS",
    "a.b",
    "a\nb\n",
    "{e}",
    "a{e<=1}",
    "}{",
    "[a]",
    "\u017fK",
)

ATOMS = st.sampled_from(
    [
        *("a", "b", "A", "é", "ß", "1", " ", ".", "-", r"\.", r"\d", r"\w", r"\W", r"\s", r"\b", "^", "$"),
        *(r"\Z", "[ab]", "[^a]", "[]a]", "[^]a]", r"[\w.]", "[{]", "[(]", "[a-c]", "{", "}", "{e}", "{i}"),
        *("{e<=1}", "{,}", "{a}", "{}", r"\{", r"\x41", r"\N{BULLET}", "(?#({9)", "#", "&&"),
    ]
)
TIMES = st.sampled_from(["", "", "", "*", "+", "?", "*?", "+?", "{2}", "{1,2}", "{,2}", "{0,}"])
OPENINGS = st.sampled_from(["(", "(?:", "(?i:", "(?=", "(?!", "(?s:", "(?m:", "(?P<n>", "(?>"])
PATTERNS = st.recursive(
    st.builds("".join, st.tuples(ATOMS, TIMES)),
    lambda inner: st.one_of(
        st.builds("".join, st.lists(inner, max_size=3)),
        st.builds("|".join, st.lists(inner, min_size=2, max_size=2)),
        st.builds("".join, st.tuples(OPENINGS, inner, st.just(")"), TIMES)),
    ),
    max_leaves=6,
)


@given(PATTERNS)
def test_a_pattern_means_what_it_means_in_python(text: str) -> None:
    theirs = _in_python(text)
    if theirs is None:
        with pytest.raises(ValueError, match=r"."):
            Pattern(text)
        return
    ours, patience = Pattern(text), Patience(60)
    for subject in SUBJECTS:
        spans = [[one.span(group) for group in range(theirs.groups + 1)] for one in theirs.finditer(subject)]
        found = ours.every(subject, patience, 100)
        assert [[one.span(group) for group in range(theirs.groups + 1)] for one in found] == spans
        assert ours.is_all_of(subject, patience) == bool(theirs.fullmatch(subject))
        assert ours.is_start_of(subject, patience) == bool(theirs.match(subject))
        assert (ours.first(subject, patience) is None) == (not spans)


def _in_python(text: str) -> re.Pattern[str] | None:
    try:
        return re.compile(text)
    except (re.error, OverflowError, Warning):
        return None


@pytest.mark.parametrize(
    ("text", "why"),
    (
        ("(a", "missing \\), unterminated subpattern at position 0"),
        ("[[a]", "Possible nested set at position 0|1"),
        ("(?R)", "unknown extension"),
        ("a{99999999999999}", "repetition number is too large"),
        ("(a{1000}){1000}", "written out it has more than 100,000 parts"),
        ("[]{5}]{100001}", "written out it has more than 100,000 parts"),
        ("(?:[)]{1000}){1000}", "written out it has more than 100,000 parts"),
        ("(?x)(?:a{1000} # )\n){1000}", "written out it has more than 100,000 parts"),
        ("(" * 500 + ")" * 500, "its groups stand too deep within each other"),
        ("a" * 10_001, "the pattern has 10,001 characters, more than the 10,000 allowed"),
    ),
)
def test_what_is_no_pattern_or_would_take_too_much_memory_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Pattern(text)


@pytest.mark.parametrize(
    "text",
    (
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "([0-9a-fA-F]{1,4}:){7,7}[0-9a-fA-F]{1,4}",
        ".{1,65535}",
        "(?:[a-z]{0,1000}){0,1000}",
        r"^(?!root$)[a-z_][a-z0-9_-]{0,31}[$]?$",
    ),
)
def test_ordinary_counts_are_no_matter(text: str) -> None:
    Pattern(text)


ENDLESS = (
    ("(a|aa)+", "a" * 100 + "b"),
    ("(a+)+", "a" * 100_000 + "b"),
    ("(.*)*x(.*)*y", "x" * 100_000 + "z"),
    (r"(a*)*(b|\1)c", "a" * 1000 + "bd"),
    ("(x+x+)+y", "x" * 60 + "z y"),
    ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 100 + "A"),
    ("(?:(?:a|b)+(?:b|c)+)*d", "abbc" * 20 + "e"),
    ("a.*b.*c.*d.*e.*f", "abcde" * 20_000 + "f-"),
    ("(?i)(é|É)*(é|e)+1", "é" * 60 + "2"),
)


@pytest.mark.parametrize(("text", "subject"), ENDLESS, ids=[text for text, _ in ENDLESS])
def test_matching_ends_in_time(text: str, subject: str) -> None:
    begun = time.process_time()
    assert not _is_found_to_match(text, subject)
    assert time.process_time() - begun < 1


def _is_found_to_match(text: str, subject: str) -> bool:
    try:
        return Pattern(text).is_all_of(subject, Patience(0.1))
    except Impatience:
        return False


def test_some_of_these_really_do_not_end() -> None:
    with pytest.raises(Impatience, match=r"matching takes longer than 0\.1 s, and was given up"):
        Pattern("(a|aa)+").is_all_of("a" * 100 + "b", Patience(0.1))


def test_patience_is_shared() -> None:
    patience, pattern = Patience(0.2), Pattern("(a|aa)+")

    def match_often() -> None:
        for _ in range(1000):
            pattern.is_all_of("a" * 22 + "b", patience)

    pattern.is_all_of("a" * 22 + "b", Patience(0.2))
    with pytest.raises(Impatience):
        match_often()


def test_too_many_matches_and_too_long_texts_are_refused() -> None:
    with pytest.raises(ValueError, match="found more than 10 times"):
        Pattern("a").every("a" * 11, Patience(), 10)
    with pytest.raises(ValueError, match="more than the 1,000,000 allowed"):
        Pattern("a").first("a" * (MAX_SUBJECT + 1), Patience())


@pytest.mark.parametrize(
    ("value", "words"),
    (
        ("aaa", ""),
        ("b", "must match (a|aa)+"),
        (
            "a" * 100 + "b",
            "cannot be held against the pattern (a|aa)+: matching takes longer than 1 s, and was given up",
        ),
    ),
)
def test_a_rule_says_that_its_pattern_takes_too_long(value: Any, words: str) -> None:
    assert AllowedPattern("(a|aa)+").problem(value) == words


def test_a_note_with_a_pattern_that_is_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="allowed_pattern is no regular expression: written out it has"):
        read({"allowed_pattern": "(a{1000}){1000}"})
