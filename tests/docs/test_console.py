"""What README, tutorial and how-to show is what happens: their ``console`` blocks are run, in order.

A line that begins with ``$ `` is a command. It must end with 0, or with the code in its comment (``# ends with 5``).
The lines after it must stand in what it prints, in that order; others may stand between them, ``…`` is any text. Blocks
that begin as ``yaml site.yaml`` are written to that file first. Each page works in a folder of its own that holds
``examples``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
PAGES = (
    "README.md",
    *(str(page.relative_to(HOUSE)) for page in sorted((HOUSE / "docs").glob("[ht]*/[!R]*.md"))),
)
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENDS = re.compile(r"# ends with (\d+)$")


@pytest.mark.local
@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_shows_is_what_happens(page: str, tmp_path: Path) -> None:
    shutil.copytree(HOUSE / "examples", tmp_path / "examples")
    blocks = BLOCK.findall((HOUSE / page).read_text(encoding="utf-8"))
    assert any(language == "console" for language, _, _ in blocks)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "NO_COLOR": "1",
    }
    try:
        for language, name, text in blocks:
            if name:
                (tmp_path / name).write_text(text, encoding="utf-8")
            elif language == "console":
                for command, expected in sessions(text):
                    check(command, expected, tmp_path, environment)
    finally:
        remove_all(tmp_path, environment)


def sessions(text: str) -> Iterator[tuple[str, list[str]]]:
    """The commands of a block with the lines that are shown after each."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *expected = part.splitlines()
        yield command, expected


def check(command: str, expected: list[str], folder: Path, environment: Mapping[str, str]) -> None:
    """Run a command, and compare its end and its output with what is shown."""
    ran = run(command, folder, environment)
    code = ENDS.search(command)
    assert ran.returncode == (int(code[1]) if code else 0), f"{command}\n{ran.stdout}"
    missing = first_missing(expected, ran.stdout)
    assert missing is None, f"{command}\ndoes not print: {missing}\nbut:\n{ran.stdout}"


def run(command: str, folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )


def first_missing(expected: list[str], printed: str) -> str | None:
    """The first of the lines that does not stand in the output after those before it."""
    lines = iter(printed.splitlines())
    for wanted in expected:
        pattern = ".*".join(map(re.escape, re.split(r"\s*…\s*", squeezed(wanted))))
        if not any(re.fullmatch(pattern, squeezed(line)) for line in lines):
            return wanted
    return None


def squeezed(line: str) -> str:
    """Without the widths of columns."""
    return " ".join(line.split())


def remove_all(folder: Path, environment: Mapping[str, str]) -> None:
    """Leave no process, even where a page has failed."""
    for stack in json.loads(run("setpoint stack list --json", folder, environment).stdout):
        run(f"setpoint down {stack['stack_name']} --yes", folder, environment)


def test_a_missing_line_is_noticed() -> None:
    assert first_missing(["a  b", "… d"], "a b\nx\nc d\n") is None
    assert first_missing(["… d", "a b"], "a b\nc d\n") == "a b"
    assert first_missing(["a … c"], "a b\n") == "a … c"
