"""Clients that tests of the service run unmodified, each in an environment of its own, installed when first asked for.

They are no part of the lab's OpenStack, and `lab/lab up` does without them.
"""

import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from lab.commands import Command, run
from lab.packages import QUIETLY
from lab.settings import Settings
from lab.telling import say
from lab.turn import turn

ANSIBLE = (
    "ansible-core",
    "openstacksdk<4.11",
)  # the collection needs `openstack.version`, which later ones hide
COLLECTION = "ansible_collections/openstack/"
"""Of all that the package `ansible` brings along, what is about OpenStack."""


def folder(settings: Settings, name: str) -> Path:
    """Return where a client is, with all that belongs to it."""
    return settings.home / "clients" / name


AGENT = ("os-collect-config", "setuptools<81")  # what it needs besides, and does not say
"""What asks, within a server, what is deployed there."""


def os_collect_config(settings: Settings) -> Path:
    """Install the agent of servers where it is missing; return the folder of its programs."""
    with turn(settings, "clients"):
        return _environment(settings, "os-collect-config", AGENT)


def ansible(settings: Settings) -> Path:
    """Install Ansible and its collection for OpenStack where they are missing; return the folder of its programs."""
    with turn(settings, "clients"):
        programs = _environment(settings, "ansible", ANSIBLE)
        collections = folder(settings, "ansible") / "collections"
        if not (collections / COLLECTION).exists():
            _fetch_collection(settings, programs, collections)
        return programs


def _environment(settings: Settings, name: str, packages: Sequence[str]) -> Path:
    place = folder(settings, name)
    stamp, programs = place / "packages", place / "venv" / "bin"
    wanted = "\n".join(packages)
    if not stamp.exists() or stamp.read_text() != wanted:
        say(f"installing {', '.join(packages)} from PyPI")
        place.mkdir(parents=True, exist_ok=True)
        run([sys.executable, "-m", "venv", place / "venv"], _log(settings), QUIETLY)
        run([programs / "python", "-m", "pip", "install", "--no-compile", *packages], _log(settings), QUIETLY)
        stamp.write_text(wanted)
    return programs


def _fetch_collection(settings: Settings, programs: Path, collections: Path) -> None:
    say("fetching Ansible's collection for OpenStack: it is in the package ansible, and needs little of it")
    place = folder(settings, "ansible") / "download"
    pip: Command = [programs / "python", "-m", "pip", "download", "--no-deps", "--dest", place, "ansible"]
    run(pip, _log(settings), QUIETLY)
    (package,) = place.glob("ansible-*.whl")
    with zipfile.ZipFile(package) as archive:
        parts = [name for name in archive.namelist() if name.startswith(COLLECTION)]
        archive.extractall(collections, parts)
    package.unlink()


def _log(settings: Settings) -> Path:
    return settings.home / "log" / "clients.log"
