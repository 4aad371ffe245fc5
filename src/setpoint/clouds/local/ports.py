"""Who holds which port: a file that all projects of one user share, written under a lock.

An ``auto`` port comes from below the range from which the kernel takes the ports of outgoing connections: one from
that range could be taken by any connection between its choice and its use.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import random
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

LOWEST = 20000
TRIES = 500


class Holding(msgspec.Struct, frozen=True):
    """One port: the folder of the process that holds it, and the name that it has there."""

    folder: str
    name: str


class PortTaken(Exception):
    """A port that must be had is held by another process of ours, or used by somebody else. Says which and why."""


def reserve(file: Path, folder: Path, address: str, wanted: Mapping[str, int]) -> dict[str, int]:
    """Take the ports that ``wanted`` names (0: any free one) for the process of ``folder``, which must exist.

    Asked again for the same folder, the answer is the same. Raises PortTaken, and then none is taken.
    """
    with _held(file) as held:
        mine = {
            holding.name: port
            for port, holding in held.items()
            if holding.folder == str(folder) and holding.name in wanted
        }
        for name, number in wanted.items():
            if name not in mine:
                port = _claimed(held, address, number) if number else _free(held, address)
                held[port] = Holding(str(folder), name)
                mine[name] = port
        return {name: mine[name] for name in wanted}


@contextlib.contextmanager
def _held(file: Path) -> Iterator[dict[int, Holding]]:
    """The holdings, to be changed: those of folders that are gone are let go, and the rest is written back."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = msgspec.json.decode(file.read_bytes(), type=dict[int, Holding]) if file.exists() else {}
        held = {port: holding for port, holding in known.items() if Path(holding.folder).exists()}
        yield held
        new = file.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(held))
        new.replace(file)


def _claimed(held: Mapping[int, Holding], address: str, port: int) -> int:
    if port in held:
        raise PortTaken(f"port {port} is held by another process of this cloud ({held[port].folder})")
    _listen_once(address, port)
    return port


def _free(held: Mapping[int, Holding], address: str) -> int:
    any_port = _listen_once(address, 0)
    while any_port in held:
        any_port = _listen_once(address, 0)
    highest = _lowest_ephemeral() - 1
    for _ in range(TRIES if highest >= LOWEST else 0):
        port = random.randint(LOWEST, highest)  # noqa: S311 - guards nothing
        if port not in held and is_free(address, port):
            return port
    return any_port


def _lowest_ephemeral() -> int:
    return int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])


def is_free(address: str, port: int) -> bool:
    """Whether a server could listen there now."""
    try:
        _listen_once(address, port)
    except PortTaken:
        return False
    return True


def _listen_once(address: str, port: int) -> int:
    """Take the port for an instant (0: any) and answer its number. Raises PortTaken, with the reason in words."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as problem:
            raise PortTaken(_why(address, port, problem)) from None
        return int(probe.getsockname()[1])


def _why(address: str, port: int, problem: OSError) -> str:
    reasons = {
        errno.EADDRINUSE: f"port {port} is in use on {address} by a program that is not ours",
        errno.EADDRNOTAVAIL: f"{address} is no address of this machine",
        errno.EACCES: f"port {port} is for root only, as all below 1024",
    }
    return reasons.get(problem.errno or 0, f"port {port} cannot be had on {address}: {problem.strerror}")
