"""What is installed: Debian's packages, and OpenStack's newest release from PyPI in one virtual environment."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from lab.commands import Command, run
from lab.settings import Settings
from lab.telling import Failed, say

DEBIAN = [
    *("mariadb-server", "rabbitmq-server", "memcached", "redis-server"),
    *("uwsgi-core", "uwsgi-plugin-python3"),  # its wheel holds on to whatever libraries it was built beside
    *("gcc", "libc6-dev", "python3-dev", "python3-venv"),  # some packages of PyPI are compiled
    *("liberasurecode-dev", "rsync"),  # Swift
]
SHARED = [
    *("PyMySQL", "python-memcached", "pymemcache", "redis"),
    "python-openstackclient",
    "setuptools<81",  # some services still import pkg_resources
]
STANDINS = Path(__file__).with_name("standins")
QUIETLY = {"DEBIAN_FRONTEND": "noninteractive", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
POLICY = Path("/usr/sbin/policy-rc.d")  # what dpkg asks whether it may start a service


def install_debian(settings: Settings, packages: Sequence[str]) -> None:
    """Install what is missing of some of Debian's packages, without letting them start anything."""
    if _installed(packages):
        return
    if not shutil.which("apt-get"):
        raise Failed("the lab installs Debian's packages, and there is no apt-get here")
    say(f"installing Debian's packages {' '.join(packages)}")
    log = settings.home / "log" / "apt.log"
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=600", "--no-install-recommends"]
    ours = not POLICY.exists()
    if ours:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        run([*apt, "update"], log, QUIETLY)
        run([*apt, "install", *packages], log, QUIETLY)
    finally:
        if ours:
            POLICY.unlink()


def install_openstack(settings: Settings, packages: Sequence[str]) -> None:
    """Make the environment where it is missing or lacks something."""
    wanted = sorted({*SHARED, *packages})
    stamp = settings.venv / "lab-packages"
    have = stamp.read_text().split("\n") if stamp.exists() else []
    if not {*wanted} <= {*have}:
        say("installing OpenStack from PyPI: some minutes, and less when pip has it in its cache")
        log = settings.home / "log" / "pip.log"
        if not settings.python.exists():
            run(["/usr/bin/python3", "-m", "venv", settings.venv], log, QUIETLY)
            run([settings.python, "-m", "pip", "install", "-U", "pip", "wheel"], log, QUIETLY)
        everything = sorted({*wanted, *have} - {""})
        # Compiling all modules at once, with their tests, is most of pip's time; only what is imported need be.
        run([settings.python, "-m", "pip", "install", "--no-compile", *everything], log, QUIETLY)
        stamp.write_text("\n".join(everything))
        _compile(settings)
    _install_standins(settings)


def release(settings: Settings, packages: Sequence[str]) -> str:
    """Return which releases of some packages are installed."""
    names = [re.sub(r"[-_.]+", "_", package.partition("[")[0]).lower() for package in packages]
    found = [path.stem for name in names for path in settings.packages_folder.glob(f"{name}-*.dist-info")]
    return " ".join(sorted(found))


def _compile(settings: Settings) -> None:
    say("compiling it")
    command: Command = [
        settings.python,
        "-m",
        "compileall",
        "-q",
        "-j0",
        "-x",
        "/tests?/",
        settings.packages_folder,
    ]
    subprocess.run(command, capture_output=True, check=False)  # some files are for other versions of Python


def _install_standins(settings: Settings) -> None:
    """Put the stand-ins where the services look for them: Nova into its own package, the others on a path."""
    shutil.copy(STANDINS / "nova_driver.py", settings.packages_folder / "nova" / "virt" / "lab.py")
    shutil.copytree(STANDINS, settings.home / "standins", dirs_exist_ok=True)


def _installed(packages: Sequence[str]) -> bool:
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status}\n", *packages]
    if not shutil.which(query[0]):
        return False
    found = subprocess.run(query, capture_output=True, text=True, check=False)
    return found.returncode == 0 and {*found.stdout.split()} == {"installed"}
