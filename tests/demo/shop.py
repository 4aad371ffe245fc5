"""The demo's stack, and what can be seen of it from outside: by HTTP, and in the list of the machine's processes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

from setpoint.cli.opening import PROJECT
from setpoint.store import open_store

EXAMPLE = Path(__file__).parents[2] / "examples" / "shop"
SETPOINT = (sys.executable, "-m", "setpoint")
DEADLINE = 60.0


class Shop:
    """A copy of the example, and its stack in the data folder ``home``."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.template = shutil.copytree(EXAMPLE, folder) / "shop.yaml"
        self.home = home

    # --- commands

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start ``setpoint`` and leave it to itself."""
        return subprocess.Popen(
            [*SETPOINT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, *arguments: str, code: int = 0) -> str:
        """What ``setpoint`` printed, which must end with ``code``."""
        ran = subprocess.run(
            [*SETPOINT, *arguments], capture_output=True, text=True, timeout=DEADLINE, check=False
        )
        assert ran.returncode == code, ran.stdout + ran.stderr
        return ran.stdout

    def up(self, **parameters: str) -> None:
        """Open the shop, or change it."""
        self.run("up", str(self.template), "--yes", *as_options(parameters))

    def close(self) -> None:
        """Remove the stack, if there is one."""
        if json.loads(self.run("stack", "list", "--json")):
            self.run("down", "shop", "--yes")

    # --- what is there

    def attributes(self) -> dict[str, dict[str, Any]]:
        """The attributes of every resource that is recorded."""
        if not (self.home / "setpoint.db").exists():
            return {}
        with open_store(self.home) as store:
            records = store.project(PROJECT)
            stack = records.stack("shop")
            living = records.incarnations(stack.id) if stack else ()
            return {one.address: dict(one.attributes) for one in living}

    def output(self, key: str) -> Any:
        """An output's value."""
        return json.loads(self.run("output", "shop", key, "--show-secrets", "--json"))["output_value"]

    def pids(self) -> dict[str, int]:
        """The process ids of worker, webs and router, as they are recorded."""
        return {address: found["pid"] for address, found in self.attributes().items() if "pid" in found}

    def processes(self) -> dict[int, str]:
        """Every process on this machine that has to do with this shop, with its command line."""
        found = {}
        for folder in Path("/proc").iterdir():
            line = command_line(folder) if folder.name.isdecimal() else ""
            if f"{self.home}/" in line:
                found[int(folder.name)] = line
        return found

    @property
    def address(self) -> str:
        """The URL at which visitors find it."""
        url: str = self.attributes()["route"]["url"]
        return url

    def get(self, path: str = "/") -> str:
        """A page."""
        with urllib.request.urlopen(self.address + path, timeout=DEADLINE) as answer:
            text: str = answer.read().decode()
        return text

    def order(self, item: str) -> str:
        """Order something; the answer is the page with the orders."""
        body = f"item={item}".encode()
        with urllib.request.urlopen(self.address + "/orders", body, timeout=DEADLINE) as answer:
            text: str = answer.read().decode()
        return text


def as_options(parameters: dict[str, str]) -> list[str]:
    """Parameters as options of a command."""
    return [word for key, value in parameters.items() for word in ("-P", f"{key}={value}")]


def command_line(folder: Path) -> str:
    """That of the process whose folder in /proc this is; "" for one that is not there any more, or a zombie."""
    try:
        return (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
