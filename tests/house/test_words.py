"""The project speaks of itself only: not of the tools it was written with, nor of one person's machine."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT, tracked_files

FOREIGN = re.compile(
    r"""
      \b(?: claude | anthropic | openai | chatgpt | copilot ) \b   # writing tools
    | \b(?: ai | coding )[ -]assistant \b | \bas\ an\ assistant \b
    | \b(?: co-authored-by | generated\ (?:by|with)\ ai ) \b
    | (?<! [\w.}] ) /(?-i: work | workspace | Users )/            # folders of one machine
    | \bextra-index-url \b | \bPIP_(?: INDEX_URL | FIND_LINKS ) \b # one machine's package index
    """,
    re.IGNORECASE | re.VERBOSE,
)


def test_no_foreign_words() -> None:
    found = [where for path in tracked_files() if path != Path(__file__) for where in _foreign(path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text", ("see /work/main/README.md", "by an AI assistant", "Co-Authored-By: x", "OpenAI")
)
def test_a_foreign_word_is_noticed(text: str) -> None:
    assert FOREIGN.search(text)


@pytest.mark.parametrize(
    "text", ("network/workers", "${HOME}/work/app", "its work/life balance", "users of /Users")
)
def test_ordinary_words_pass(text: str) -> None:
    assert not FOREIGN.search(text)


def _foreign(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return  # not text
    for number, line in enumerate(text.splitlines(), start=1):
        if match := FOREIGN.search(line):
            yield f"{path.relative_to(ROOT)}:{number}: {match.group().strip()}"
