"""What a cloud looks like to the engine: the protocol that all keep, and what some can do besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

import msgspec

from setpoint.clouds.driver import Driver, Facts, Subject
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.observation import Observation
from setpoint.model.site import Site
from setpoint.model.temp_url import Box
from setpoint.model.value import Plain, Value

Wake = Callable[[Sequence[str] | None], None]
"""Called by a cloud, from the event loop, when resources changed: their tokens, or None for "look at everything"."""


class Cloud(Protocol):
    """A set of drivers with one connection, one observer and one width."""

    @property
    def name(self) -> str:
        """As ``--cloud`` names it."""
        ...

    @property
    def width(self) -> int:
        """How many calls it may be given at once, to start with; the engine adapts from there."""
        ...

    @property
    def tick(self) -> float:
        """Seconds between two looks at what waits, when nothing wakes the engine earlier."""
        ...

    def driver(self, type_name: str) -> Driver | None:
        """The driver of a type, or None when this cloud does not have it."""
        ...

    async def open(self, wake: Wake) -> None:
        """Connect, and start listening for changes. Called once before anything else."""
        ...

    async def close(self) -> None:
        """Let go of connections. What was made stays."""
        ...


@runtime_checkable
class Spanning(Protocol):
    """A cloud from which others can be reached: its other regions, and clouds for which there are credentials in it."""

    async def elsewhere(self, site: Site) -> Cloud:
        """The cloud at ``site``, not opened yet, under a name of its own. Raises ResourceError, InvalidInput, Retry."""
        ...


@runtime_checkable
class Watching(Protocol):
    """A cloud that looks at what is waited for together with whoever else waits there, and not for one stack alone."""

    async def watch(
        self, driver: Driver, subjects: Sequence[Subject], facts: Facts
    ) -> Mapping[str, Observation]:
        """As :meth:`Driver.observe` of ``driver``, which is one of this cloud's."""
        ...


@runtime_checkable
class Placed(Protocol):
    """A cloud that credentials lead to: under the same name it may be another one tomorrow, or another project."""

    @property
    def place(self) -> str:
        """Which cloud, region and project it is, once it is open: the same for as long as what is there can be seen."""
        ...


@runtime_checkable
class Configured(Protocol):
    """A cloud that files or the environment tell of, which may say something doubtful."""

    @property
    def warnings(self) -> Sequence[Diagnostic]:
        """What is told, and then lived with."""
        ...


@runtime_checkable
class Distant(Protocol):
    """A cloud behind a network, where a deed may be done when nobody waits for its answer any more."""

    @property
    def lateness(self) -> float:
        """For how many seconds after its answer was lost that may happen: a look in vain proves nothing before."""
        ...


@runtime_checkable
class Served(Protocol):
    """A cloud that knows of a service which whatever runs within servers can ask."""

    @property
    def service(self) -> str:
        """Its public address, without a version; "" where there is none."""
        ...

    def new_keys(self, token: str) -> Mapping[str, Value]:
        """What proves there that somebody speaks for the resource made under ``token``. Others each time."""
        ...


@runtime_checkable
class Storing(Protocol):
    """A cloud with an object store, in which whoever has the address of an object can put or get that."""

    async def box(self, container: str, *, keeps_all: bool) -> Box:
        """That container, made where it is missing: so that it keeps all that is put there, or what came last.

        Safe to repeat. Raises Retry, LostAnswer, ResourceError, as do all of these.
        """
        ...

    async def put(self, container: str, object: str, body: bytes) -> None:
        """Let an object be that."""
        ...

    async def take(self, container: str, object: str) -> None:
        """Remove an object, and its container if that is empty then. Safe to repeat."""
        ...

    async def left(self, container: str) -> Mapping[str, Sequence[bytes]]:
        """All that was put there, by objects, each in the order in which it came. One list, and what is new of it."""
        ...

    async def discard(self, container: str) -> None:
        """Remove it with all that is in it. Safe to repeat. Raises Retry while it is not gone."""
        ...


class Made(msgspec.Struct, frozen=True):
    """Something that a cloud has because it was asked for here: its token, and in words what it is."""

    token: str
    type: str
    physical_id: str
    detail: str = ""


@runtime_checkable
class Accountable(Protocol):
    """A cloud that can tell of everything that it has of ours, so that what nobody records any more is found."""

    async def inventory(self) -> Sequence[Made]:
        """All there is with a token of this project. What is being made just now may be among it."""
        ...


CloudFactory = Callable[..., Any]
"""What an entry point in ``setpoint.clouds`` names: called with a CloudSettings, gives a Cloud."""


class CloudSettings(msgspec.Struct, frozen=True):
    """What a cloud is told when it is made: where the data folder is, which project, and its own options."""

    name: str
    project: str
    home: str
    """Setpoint's data folder (``SETPOINT_HOME``); a cloud keeps its files in ``<home>/<cloud's name>/``."""
    options: Mapping[str, Plain] = {}
