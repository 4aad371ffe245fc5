"""Running commands in this process, as a script would: no terminal, output caught, exit code told."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from click.testing import CliRunner

from setpoint.cli.exits import Exit
from setpoint.cli.main import main
from setpoint.cli.opening import PROJECT
from setpoint.model.incarnation import Incarnation
from setpoint.model.stack import Stack
from setpoint.store import open_store

HEADER = "heat_template_version: 2021-04-16\n"


class Ran(msgspec.Struct, frozen=True):
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, read as one JSON document."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """What it printed, read as one JSON document a line."""
        return [json.loads(line) for line in self.out.splitlines()]


class Shell:
    """A folder to run commands in, and what they leave in the data folder."""

    def __init__(self, folder: Path, home: Path) -> None:
        """Work in ``folder``, which must be the current one, with the data folder ``home``."""
        self.folder = folder
        self.home = home

    def write(self, name: str, text: str, *, header: bool = True) -> Path:
        """Write a file; templates get their first line by themselves."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER + text if header and name.endswith(".yaml") else text)
        return path

    def run(self, *arguments: str, given: str | None = None, env: Mapping[str, str] | None = None) -> Ran:
        """Run ``setpoint`` with ``arguments``; ``given`` is its standard input."""
        ran = CliRunner().invoke(main, list(arguments), input=given, env=env, prog_name="setpoint")
        assert "Traceback" not in ran.output, ran.output
        return Ran(ran.exit_code, ran.stdout, ran.stderr)

    def good(self, *arguments: str) -> Ran:
        """Run a command that must end well."""
        ran = self.run(*arguments)
        assert ran.code == Exit.DONE, ran.err + ran.out
        return ran

    # --- what is recorded

    def stacks(self) -> dict[str, Stack]:
        """All living stacks by name; none where there is no data folder yet."""
        if not (self.home / "setpoint.db").exists():
            return {}
        with open_store(self.home) as store:
            return {one.name: one for one in store.project(PROJECT).stacks()}

    def resources(self, stack: str) -> dict[str, Incarnation]:
        """The recorded incarnations of a stack by address."""
        with open_store(self.home) as store:
            records = store.project(PROJECT)
            found = records.stack(stack)
            return {one.address: one for one in records.incarnations(found.id)} if found else {}

    def findings(self) -> list[str]:
        """What the integrity check of the store has to say."""
        with open_store(self.home) as store:
            return [str(one) for one in store.examine()]
