"""An address to listen on, as people write it."""

from __future__ import annotations

import ipaddress

import msgspec


class Address(msgspec.Struct, frozen=True):
    """A host (a name, or an address of IPv4 or IPv6) and a TCP port; port 0 is one that the kernel chooses."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read ``HOST:PORT``, ``[IPv6]:PORT``. Raises ValueError for what is neither."""
        host, colon, port = text.rpartition(":")
        if not colon or not port.isascii() or not port.isdigit() or int(port) > 65535:
            raise ValueError(f"{text!r} is no HOST:PORT")
        if host.startswith("[") and host.endswith("]"):
            host = str(ipaddress.IPv6Address(host[1:-1]))
        if not host or host.startswith("[") or (":" in host and not _is_ipv6(host)):
            raise ValueError(f"{text!r} is no HOST:PORT")
        return cls(host, int(port))

    @property
    def is_everywhere(self) -> bool:
        """Whether it is every address that the machine has, so that nobody can be told it."""
        try:
            return ipaddress.ip_address(self.host).is_unspecified
        except ValueError:
            return False

    def __str__(self) -> str:
        """As it is written in URLs."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def _is_ipv6(host: str) -> bool:
    try:
        ipaddress.IPv6Address(host)
    except ValueError:
        return False
    return True
