"""Tests run, against real parts, and wait for what happens instead of for time to pass."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.sources import SRC, TESTS, dotted_names, mentions, place, python_files

SILENCERS = {"skip", "skipif", "xfail", "importorskip", "skipTest", "skipIf", "skipUnless", "expectedFailure"}


def test_no_test_is_silenced() -> None:
    found = [where for path in python_files(TESTS) for where in _silenced(path)]
    assert not found, "a test that does not run proves nothing:\n" + "\n".join(found)


def test_nothing_sleeps() -> None:
    found = _uses("time.sleep", SRC, TESTS)
    assert not found, "wait for a condition, with a deadline:\n" + "\n".join(found)


def test_nothing_is_mocked() -> None:
    found = [*_uses("unittest.mock", SRC, TESTS), *_uses("mock", SRC, TESTS)]
    assert not found, "use the real part, or the simulated cloud:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "source",
    (
        "import pytest\n@pytest.mark.skip\ndef test(): ...",
        "import pytest as p\np.importorskip('x')",
        "from pytest import mark\n@mark.skipif(True, reason='')\ndef test(): ...",
        "from pytest import skip",
        "from unittest import skipIf",
    ),
)
def test_silencing_is_noticed(source: str, tmp_path: Path) -> None:
    path = tmp_path / "test_example.py"
    path.write_text(source)
    assert list(_names_in(path, _silences))


@pytest.mark.parametrize(
    "source", ("import time as t\nt.sleep(1)", "from time import sleep", "from time import sleep as s")
)
def test_sleeping_is_noticed(source: str, tmp_path: Path) -> None:
    path = tmp_path / "example.py"
    path.write_text(source)
    assert list(_names_in(path, lambda name: _is(name, "time.sleep")))


def _silenced(path: Path) -> Iterator[str]:
    found = _names_in(path, _silences) if mentions(path, SILENCERS) else ()
    return (f"{place(path, node)} {name}" for node, name in found)


def _uses(wanted: str, *folders: Path) -> list[str]:
    return [
        f"{place(path, node)} {name}"
        for path in python_files(*folders)
        if mentions(path, [wanted.rpartition(".")[2]])
        for node, name in _names_in(path, lambda name: _is(name, wanted))
    ]


def _silences(name: str) -> bool:
    parts = name.split(".")
    return parts[0] in {"pytest", "unittest", "self"} and parts[-1] in SILENCERS


def _is(name: str, wanted: str) -> bool:
    return name == wanted or name.startswith(f"{wanted}.")


def _names_in(path: Path, matches: Callable[[str], bool]) -> Iterator[tuple[ast.AST, str]]:
    return ((node, name) for node, name in dotted_names(path) if matches(name))
