"""A range of addresses, as something that only one resource at a time can have."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from typing import NamedTuple


class Range(NamedTuple):
    """The addresses of a CIDR within ``scope``, in words: ``network 5f0c``.

    ``number`` is what all of them begin with: the first ``prefix`` bits.
    """

    scope: str
    version: int
    prefix: int
    number: int

    @classmethod
    def of(cls, scope: str, cidr: str) -> Range | None:
        """The range of ``cidr`` (host bits are ignored); None when it is none."""
        try:
            block = ip_network(cidr, strict=False)
        except ValueError:
            return None
        bits = block.max_prefixlen - block.prefixlen
        return cls(scope, block.version, block.prefixlen, int(block.network_address) >> bits)

    def around(self) -> Iterator[Range]:
        """Every larger range that it is a part of: ranges overlap when they are equal, or one is around the other."""
        for prefix in range(self.prefix):
            yield self._replace(prefix=prefix, number=self.number >> (self.prefix - prefix))
