"""What a resource stands on although nothing in a template says so: a port needs the subnets of its network.

The cloud works that way, and templates rely on an orchestrator that knows (Heat adds such dependencies by itself).
Types declare it, as data; compiling a template makes dependencies of it that are shown wherever dependencies are.
"""

from __future__ import annotations

import msgspec

THROUGH = " > "
"""In a path: on to the resource of the same template that the value before it names."""


class Implied(msgspec.Struct, frozen=True):
    """One stands on every resource of ``type`` in its template whose ``theirs`` is the same as its own ``mine``.

    Both are paths of properties: ``networks.*.network``, where ``*`` is every item. ``port_id > network`` is the
    property ``network`` of the resource that ``port_id`` names. ``because`` goes on from "that", and says what the
    other one does for it. Where something stands under ``unless``, another path of its own, this says nothing.
    """

    type: str
    mine: str
    theirs: str
    because: str
    unless: str = ""


def on_subnets(network: str) -> Implied:
    """What gets addresses on ``network`` stands on all of its subnets: which one is chosen is not known before."""
    return Implied("OS::Neutron::Subnet", network, "network", "has addresses for that network")
