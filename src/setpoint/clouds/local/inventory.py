"""Everything of one project that is on this machine: processes and routes by their folders, files by their markers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from setpoint.clouds.cloud import Made
from setpoint.clouds.local.home import Project
from setpoint.clouds.local.owned import Markers
from setpoint.clouds.local.state import look
from setpoint.types.local.file import FILE
from setpoint.types.local.process import PROCESS
from setpoint.types.local.route import ROUTE


def inventory(project: Project) -> list[Made]:
    """All of it, whether it works or not."""
    return [*_processes(project), *_files(project)]


def _processes(project: Project) -> Iterator[Made]:
    for spec in sorted(project.root.glob("[!.]*/spec.json")):
        folder = spec.parent
        kind = ROUTE if (folder / "router.json").exists() else PROCESS
        yield Made(folder.name, kind.name, folder.name, _state(folder))


def _state(folder: Path) -> str:
    life = look(folder)
    if life.state is None or not life.shim:
        return "nothing looks after it any more"
    pid = f", pid {life.state.child.pid}" if life.state.child else ""
    return f"{life.state.phase}{pid}"


def _files(project: Project) -> Iterator[Made]:
    """Those that are there: of one that somebody has removed there is nothing to tell."""
    for marker in sorted(Markers(project), key=lambda one: one.path):
        if os.path.lexists(marker.path):
            yield Made(marker.token, FILE.name, f"{marker.token}:{marker.path}", marker.path)
