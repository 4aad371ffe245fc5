"""How problems and results are shown, to people and to programs."""

import click
import pytest

from setpoint.cli.problems import Texts, explain
from setpoint.cli.words import elapsed, one_line, wide
from setpoint.model.diagnostic import Diagnostic, Severity
from setpoint.model.place import Place
from setpoint.templates.tree import Document

TEXT = "resources:\n  one:\n\tsize: many\n  wörld: x\n" + "#" * 120 + " here: it is " + "#" * 120 + "\n"


def _told(problem: Diagnostic, *, private: bool = False) -> list[str]:
    given = Texts({"t.yaml": Document("t.yaml", TEXT, is_private=private)}, {"t.yaml": "app/t.yaml"})
    return [click.unstyle(line) for line in explain(problem, given)]


def test_a_problem_with_its_line_a_caret_and_what_would_be_right() -> None:
    problem = Diagnostic(
        "no such thing", detail="why\nand how", advice="do this", place=Place("t.yaml", 2, 3), text="one"
    )
    assert _told(problem) == [
        "app/t.yaml:2:3: error: no such thing",
        "     2 |   one:",
        "       |   ^^^",
        "    why",
        "    and how",
        "    hint: do this",
    ]


def test_the_caret_is_beneath_the_word_also_after_a_tab() -> None:
    _, line, caret = _told(Diagnostic("no", place=Place("t.yaml", 3, 8)))
    assert line[caret.index("^") : caret.rindex("^") + 1] == "many"


def test_a_long_line_is_shown_around_the_place() -> None:
    _, line, caret = _told(Diagnostic("no", place=Place("t.yaml", 5, 122)))
    assert line[caret.index("^") : caret.rindex("^") + 1] == "here"
    assert len(line) < 120
    assert line.count("…") == 2


def test_a_private_text_is_not_quoted_beyond_its_keys() -> None:
    assert _told(Diagnostic("no", place=Place("t.yaml", 4, 3)), private=True) == [
        "app/t.yaml:4:3: error: no",
        "     4 | wörld: ...",
    ]


def test_what_was_left_out_on_purpose_stays_out() -> None:
    assert _told(Diagnostic("no", place=Place("t.yaml", 4, 3), text="wörld: ..."))[1:] == [
        "     4 | wörld: ..."
    ]


def test_a_problem_without_a_place() -> None:
    assert _told(Diagnostic("no", severity=Severity.WARNING, address="web/0")) == ["warning: web/0: no"]
    assert _told(Diagnostic("no web/0", address="web/0")) == ["error: no web/0"]
    assert _told(Diagnostic("no", place=Place("elsewhere.yaml", 9, 9))) == ["elsewhere.yaml:9:9: error: no"]


@pytest.mark.parametrize(("text", "width"), (("abc", 3), ("äöü", 3), ("漢字", 4), ("e\u0301", 1)))
def test_width_on_a_terminal(text: str, width: int) -> None:
    assert wide(text) == width


def test_what_would_steer_a_terminal_is_replaced() -> None:
    assert one_line("a\tb\nc\x1b[2J\x9b") == "a b c\ufffd[2J\ufffd"


@pytest.mark.parametrize(
    ("seconds", "words"), ((0, "0.0 s"), (9.94, "9.9 s"), (59.4, "59 s"), (185, "3:05"), (3600, "1:00:00"))
)
def test_times(seconds: float, words: str) -> None:
    assert elapsed(seconds) == words
