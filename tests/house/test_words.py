"""The project speaks of itself only: not of the tools it was written with, nor of one person's machine."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT, tracked_files

WORDS = re.compile(
    r"""
    \b (?: claude | anthropic | openai | chatgpt | copilot   # writing tools
        | (?: ai | coding )[ -]assistant | as\ an\ assistant
        | co-authored-by | generated\ (?:by|with)\ ai
        | extra-index-url | pip_(?: index_url | find_links ) # one machine's package index
    ) \b
    """,
    re.VERBOSE,
)
"""In small letters: to ignore the case of megabytes takes a second."""
FOLDERS = re.compile(r"(?<![\w.}])/(?:work|workspace|Users)/")
"""Those of one machine."""


def test_no_foreign_words() -> None:
    found = [where for path in tracked_files() if path != Path(__file__) for where in _foreign(path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    (
        "see /work/main/README.md",
        "by an AI assistant",
        "Co-Authored-By: x",
        "OpenAI",
        "export PIP_INDEX_URL=x",
        "/Users/me",
    ),
)
def test_a_foreign_word_is_noticed(text: str) -> None:
    assert _found(text)


@pytest.mark.parametrize(
    "text", ("network/workers", "${HOME}/work/app", "its work/life balance", "users of /Users")
)
def test_ordinary_words_pass(text: str) -> None:
    assert not _found(text)


def _foreign(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return  # not text
    if not _found(text):
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if word := _found(line):
            yield f"{path.relative_to(ROOT)}:{number}: {word}"


def _found(text: str) -> str:
    match = WORDS.search(text.lower()) or FOLDERS.search(text)
    return match.group().strip() if match else ""
