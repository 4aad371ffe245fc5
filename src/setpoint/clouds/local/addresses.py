"""Addresses at which things on this machine are reached. Pure."""

from __future__ import annotations


def reachable(address: str) -> str:
    """Where this machine reaches what listens on ``address``: "everywhere" is nowhere to go to."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - it is asked for


def url_of(address: str, port: int) -> str:
    """The http URL of a port on this machine."""
    host = reachable(address)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
