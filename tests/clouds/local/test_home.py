"""Each project has a folder of its own, whatever it is called."""

from pathlib import Path

import pytest

from setpoint.clouds.local.home import Project

NAMES = (
    "default",
    "..",
    ".",
    "",
    "/",
    "../x",
    "a/b",
    "a%2Fb",
    "ports.json",
    "files.lock",
    "x" * 300,
    "x" * 301,
    "ü" * 90,
)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_it_is_made_in_the_folder_of_the_cloud(tmp_path: Path, name: str) -> None:
    project = Project.at(str(tmp_path), "local", name)
    project.make()
    assert project.root.resolve().parent == tmp_path / "local"
    assert project.ports.parent == project.files_lock.parent == tmp_path / "local"
    project.ports.touch()
    project.files_lock.touch()
    assert sorted(path.name for path in project.root.iterdir()) == ["files", "wakes"]


def test_no_two_share_one(tmp_path: Path) -> None:
    roots = {Project.at(str(tmp_path), "local", name).root.resolve() for name in NAMES}
    assert len(roots) == len(NAMES)
