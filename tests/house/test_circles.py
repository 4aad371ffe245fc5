"""No modules import each other in a circle: not at once, not when called, and not for their types only."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.house.sources import SRC, dotted_names, python_files

Graph = Mapping[str, set[str]]


def test_imports_go_in_no_circle() -> None:
    assert not (circle := _circle(_imports(SRC))), " -> ".join(circle)


@pytest.mark.parametrize(
    ("files", "circle"),
    (
        ({"a.py": "import house.b", "b.py": "from house.a import x"}, {"house.a", "house.b"}),
        (
            {"a.py": "def f():\n    from house import b", "b.py": "import house.a as a"},
            {"house.a", "house.b"},
        ),
        (
            {"a.py": "if TYPE_CHECKING:\n    from house.b import B", "b.py": "from house.a import A"},
            {"house.a", "house.b"},
        ),
        ({"__init__.py": "from house.a import x", "a.py": "from house import y"}, {"house", "house.a"}),
        ({"a.py": "from house.b import b", "b.py": "import os"}, set()),
    ),
)
def test_a_circle_is_noticed(files: dict[str, str], circle: set[str], tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    for name, text in {"__init__.py": "", **files}.items():
        (tmp_path / "house" / name).write_text(text)
    assert set(_circle(_imports(tmp_path))) == circle


def _imports(root: Path) -> Graph:
    """Every module under ``root``, with those that it names in an import."""
    paths = {_module(path.relative_to(root)): path for path in python_files(root)}
    return {name: set(_named(path, paths.keys() - {name})) for name, path in paths.items()}


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _named(path: Path, modules: Iterable[str]) -> Iterable[str]:
    known = set(modules)
    for _, name in dotted_names(path):
        package, _, _ = name.rpartition(".")  # of ``from package import name`` where name is no module
        yield from [one for one in (name, package) if one in known][:1]


def _circle(graph: Graph) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []
