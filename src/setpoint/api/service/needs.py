"""Which services of a cloud are called for a stack, as far as its template can say it."""

from __future__ import annotations

from collections.abc import Collection

from setpoint.clouds.openstack.elsewhere import KEY_MANAGER
from setpoint.clouds.openstack.queues import MESSAGING
from setpoint.clouds.openstack.reach import services
from setpoint.engine.desired import Desired
from setpoint.engine.requests.questions import asked_in
from setpoint.model.sink import sinks_in
from setpoint.templates.kinds_within import kinds_within
from setpoint.types import catalogue

IDENTITY = "identity"
"""What is asked wherever anything is: it tells where the others are."""


def needed(wanted: Desired | None, recorded: Collection[str]) -> frozenset[str]:
    """The types of the services for ``wanted`` and for what is recorded of some types; none where no cloud is needed.

    All that there can be, where what is nested in ``wanted`` depends on what is not known before it is made. Raises
    InvalidInput for problems of nested templates.
    """
    found = services(recorded)
    if wanted is None:
        return found
    within = kinds_within(wanted.tree.definitions.values())
    found |= services(within.types if within.are_all else catalogue.names())
    if within.has_context:
        found |= {IDENTITY, KEY_MANAGER.type}
    if within.has_queues or (wanted.source is not None and sinks_in(wanted.source.environment)):
        found |= {MESSAGING.type}
    if asked_in(wanted.tree):
        found |= {IDENTITY}
    return found
