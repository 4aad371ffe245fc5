"""The project's own files, as the tests of the house read them: never imported, only parsed."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
TESTS = ROOT / "tests"


def python_files(*folders: Path) -> list[Path]:
    """Return every Python file under the folders, in order."""
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


@cache
def text(path: Path) -> str:
    """Return what stands in the file."""
    return path.read_text(encoding="utf-8")


def mentions(path: Path, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the file at all: parsing those only takes a tenth of the time."""
    return any(word in text(path) for word in words)


@cache
def tree(path: Path) -> ast.Module:
    """Return the parsed file."""
    return ast.parse(text(path), filename=str(path))


def place(path: Path, node: ast.AST | None = None) -> str:
    """Return `file:line` as an editor takes it."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def tracked_files() -> list[Path]:
    """Return what git keeps; in an archive without git, every file outside hidden folders."""
    if not (ROOT / ".git").exists():
        return [path for path in sorted(ROOT.rglob("*")) if path.is_file() and not _hidden(path)]
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def dotted_names(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Yield each imported or attribute name of a file in full (`time.sleep`), through its import aliases."""
    aliases: dict[str, str] = {}
    attributes: list[ast.Attribute] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            attributes.append(node)
        for local, full in _imported(node):
            aliases[local] = full
            yield node, full
    for node in attributes:
        if name := _dotted(node):
            first, _, rest = name.partition(".")
            yield node, f"{aliases.get(first, first)}.{rest}"


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.asname or alias.name, alias.name
    elif isinstance(node, ast.ImportFrom) and not node.level:
        for alias in node.names:
            yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (left := _dotted(node.value)):
        return f"{left}.{node.attr}"
    return None


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(ROOT).parts)
