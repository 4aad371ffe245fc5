"""Sockets that listen, opened before anything else is: a port that is taken is told at once, and in words."""

from __future__ import annotations

import contextlib
import errno
import socket

from setpoint.api.settings.address import Address
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.place import Place

BACKLOG = 2048
"""Connections that wait to be taken."""


def listening(address: Address, place: Place | None = None) -> list[socket.socket]:
    """A socket for each address of the host, all with one port. Raises InvalidInput where that cannot be.

    ``place`` is where the address was set. A name may have addresses that this machine does not (``localhost``, where
    there is no IPv6): one that works suffices.
    """
    opened: list[socket.socket] = []
    refused: OSError | None = None
    with contextlib.ExitStack() as exits:
        for family, where in _addresses(address, place):
            port = opened[0].getsockname()[1] if opened else address.port
            try:
                opened.append(_listening(family, (where[0], port, *where[2:])))
                exits.callback(opened[-1].close)
            except OSError as problem:
                if problem.errno not in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
                    raise _told(address, problem, place) from None
                refused = problem
        if refused and not opened:
            raise _told(address, refused, place)
        exits.pop_all()
    return opened


def _addresses(address: Address, place: Place | None) -> list[tuple[int, tuple[str, int]]]:
    try:
        found = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except OSError as problem:
        raise _told(address, problem, place) from None
    return [(family, where) for family, _, _, _, where in found]  # type: ignore[misc]


def _listening(family: int, where: tuple[object, ...]) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind(where)
        opened.listen(BACKLOG)
        opened.settimeout(0)
    except OSError:
        opened.close()
        raise
    return opened


def _told(address: Address, problem: OSError, place: Place | None) -> InvalidInput:
    advice = ""
    match problem.errno:
        case errno.EADDRINUSE:
            summary, detail = f"{address} is taken", "another program listens there"
            advice = f"`ss -ltnp 'sport = :{address.port}'` says which; or choose another with --listen"
        case errno.EACCES:
            summary, detail = f"cannot listen on {address}", "ports below 1024 are root's"
        case errno.EADDRNOTAVAIL:
            summary, detail = f"cannot listen on {address}", "this machine has no such address"
        case _:
            summary, detail = f"cannot listen on {address}", problem.strerror or str(problem)
    return InvalidInput([Diagnostic(summary, detail=detail, advice=advice, place=place)])
