"""No modules import each other in a circle: not at once, not when called, and not for their types only."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

Graph = Mapping[str, set[str]]


def test_imports_go_in_no_circle() -> None:
    assert not (circle := _circle(_imports("setpoint"))), " -> ".join(circle)


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
def test_a_circle_is_noticed(
    files: dict[str, str], circle: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "house").mkdir()
    for name, text in {"__init__.py": "", **files}.items():
        (tmp_path / "house" / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    assert set(_circle(_imports("house"))) == circle


def _imports(package: str) -> Graph:
    """Every module of ``package``, with those that it names in an import, wherever that stands."""
    graph = grimp.build_graph(package, cache_dir=None)
    return {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}


def _circle(graph: Graph) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []
