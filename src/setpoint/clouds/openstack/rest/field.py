"""How one property of a resource type travels to its service and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from setpoint.clouds.openstack.names import Names, Things, shown_as
from setpoint.clouds.openstack.rest.alike import alike
from setpoint.model.value import Plain


def as_it_is(value: Plain) -> Plain:
    """The same on both sides."""
    return value


KEEP: Plain = "(keep)"
"""What a property is set to that is not wanted any more: nothing, it stays as it is."""


class Field(msgspec.Struct, frozen=True):
    """One property. ``wire`` is its key in the service's bodies; "" when that is the property's own name.

    ``things``: what the property names (one, or a list of such), by name or id; the service is told ids.
    ``out`` and ``back`` translate a value that is not None. ``creates`` and ``updates``: whether it is sent then;
    ``reads``: whether the service shows what became of it. ``unset``: what the service is told in an update when
    nothing is wanted any more. ``told`` gives what is shown in the words in which it was wanted.
    """

    name: str
    wire: str = ""
    things: Things | None = None
    out: Callable[[Any], Plain] = as_it_is
    back: Callable[[Any], Plain] = as_it_is
    creates: bool = True
    updates: bool = True
    reads: bool = True
    unset: Plain = None
    told: Callable[[Any, Any], Plain] = alike

    @property
    def key(self) -> str:
        """Its key in the service's bodies."""
        return self.wire or self.name

    async def sent(self, value: Plain, names: Names) -> Plain:
        """``value`` as the service wants it. Raises ResourceError for a name of nothing."""
        if value is None:
            return None
        if self.things is not None:
            value = await ids(names, self.things, value)
        return self.out(value)

    def seen(self, shown: Plain, wanted: Plain, names: Names) -> Plain:
        """What the service shows, as the property's value, in the words of ``wanted`` where it means the same."""
        if shown is None:
            return None
        value = self.back(shown)
        if self.things is None:
            return self.told(wanted, value)
        return _in_words_of(wanted, value, names, self.things)

    async def changed(self, value: Plain, names: Names) -> Plain:
        """``value`` as the service is told of it in an update. Raises ResourceError for a name of nothing."""
        return self.unset if value is None else await self.sent(value, names)


async def ids(names: Names, things: Things, value: Plain) -> Plain:
    """The ids of what ``value``, a name or a list of names, stands for. Raises ResourceError."""
    if isinstance(value, list):
        return [await names.id(things, str(one)) for one in value]
    return await names.id(things, str(value)) if value != "" else value


def _in_words_of(wanted: Plain, value: Plain, names: Names, things: Things) -> Plain:
    if isinstance(value, list):
        words = {names.known(things, str(one)): one for one in wanted or () if isinstance(one, str)}
        found = [words.get(one, one) for one in value]
        return in_order_of(wanted, found)
    return shown_as(wanted, value, names, things)


def in_order_of(wanted: Plain, found: list[Any]) -> list[Any]:
    """``found``, a set to its service, in the order in which it was wanted."""
    order = {_key(one): index for index, one in enumerate(wanted or ())}
    return sorted(found, key=lambda one: order.get(_key(one), len(order)))


def _key(value: Plain) -> Any:
    return value if isinstance(value, (str, int)) else str(value)
