"""Every public name of Setpoint says what it is for."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import SRC, place, python_files, tree

Documented = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef

# Their documentation is that of the name which they complete or repeat.
REPEATS = {"overload", "override", "setter", "deleter"}


def test_every_public_name_is_documented() -> None:
    bare = [where for path in python_files(SRC) if _public_module(path) for where in _undocumented(path)]
    assert not bare, "no docstring:\n" + "\n".join(bare)


def test_an_undocumented_name_is_noticed(tmp_path: Path) -> None:
    source = 'class Plan:\n    """A plan."""\n\n    def steps(self): ...\n    def _hidden(self): ...\n'
    (tmp_path / "plan.py").write_text(source)
    names = [name for name, _ in _bare(ast.parse(source).body, "")]
    assert names == ["Plan.steps"]


def _undocumented(path: Path) -> Iterator[str]:
    module = tree(path)
    if not ast.get_docstring(module):
        yield f"{place(path)} (the module)"
    for name, node in _bare(module.body, ""):
        yield f"{place(path, node)} {name}"


def _bare(body: list[ast.stmt], within: str) -> Iterator[tuple[str, Documented]]:
    for node in _definitions(body):
        if node.name.startswith("_") or _repeats(node):
            continue
        if not ast.get_docstring(node):
            yield within + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from _bare(node.body, f"{within}{node.name}.")


def _definitions(body: list[ast.stmt]) -> Iterator[Documented]:
    """Yield a body's definitions, also those under a condition, but none local to a function."""
    for node in body:
        if isinstance(node, Documented):
            yield node
        elif isinstance(node, ast.If | ast.Try):
            yield from _definitions([*node.body, *node.orelse])


def _repeats(node: Documented) -> bool:
    decorators = (item.attr if isinstance(item, ast.Attribute) else item for item in node.decorator_list)
    return any((item.id if isinstance(item, ast.Name) else item) in REPEATS for item in decorators)


def _public_module(path: Path) -> bool:
    parts = path.relative_to(SRC).with_suffix("").parts
    return not any(part.startswith("_") and not part.startswith("__") for part in parts)
