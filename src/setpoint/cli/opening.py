"""Opening what a command works with: the store, and for commands that act, an engine with its clouds.

``--cloud`` names the cloud that comes first; types that need none (``builtin``) and those of this machine (``local``)
are there on every engine. A stack remembers the cloud that it was made on, and stays there.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import importlib.util
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, TypeVar

from setpoint.cli.home import data_folder
from setpoint.cli.problems import diagnostics
from setpoint.clouds.cloud import Cloud, CloudSettings, Configured
from setpoint.engine.clouds import Clouds
from setpoint.engine.engine import Engine
from setpoint.events.wake import REQUESTS, Listener, announce
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.event import Event
from setpoint.model.nearest import did_you_mean
from setpoint.model.stack import ProjectId
from setpoint.model.value import Plain
from setpoint.store import Store, open_store
from setpoint.store.records import Records

PROJECT = ProjectId("local")
LOCAL = "local"
SIMULATED = "simulated"
OPENSTACK = "openstack"
GROUP = "setpoint.clouds"
"""Entry points of this group name clouds that come with other distributions."""

SHORT_TURN = 0.0005
"""Seconds for which the store's thread may keep the event loop waiting, each time that it has something to write."""

Told = Callable[[Sequence[Event]], None]
T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run ``work`` to its end on the fastest event loop that there is."""
    _collect_seldom()
    sys.setswitchinterval(SHORT_TURN)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(work)


def _collect_seldom() -> None:
    """Look for cyclic garbage less often: a stack's records are hundreds of thousands of objects, and hardly a cycle.

    At Python's own pace, looking takes a fifth of the time of a large plan.
    """
    gc.freeze()  # what is imported stays
    gc.set_threshold(1_000_000, 10, 3)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


@contextlib.contextmanager
def opened_records() -> Iterator[Records]:
    """The records, for commands that only read, or only ask. No cloud is opened."""
    with _opened_store() as store:
        yield store.project(PROJECT)


@contextlib.contextmanager
def _opened_store() -> Iterator[Store]:
    with open_store(data_folder()) as store:
        announce(store)
        yield store


@contextlib.asynccontextmanager
async def opened_engine(
    stack: str = "", cloud: str = "", *, told: Told = lambda _events: None
) -> AsyncIterator[Engine]:
    """An engine for work on ``stack`` (a name or id; it need not exist), on ``cloud`` (default: the stack's own).

    ``told`` hears of events once they are durable; what is doubtful in what clouds are told of is told at once. Raises
    InvalidInput for a cloud that there is not, or another one than the stack's.
    """
    with contextlib.ExitStack() as exits:
        store = exits.enter_context(_opened_store())
        records = store.project(PROJECT)
        made = _clouds(_cloud_of(records, stack, cloud))
        diagnostics(doubt for one in made if isinstance(one, Configured) for doubt in one.warnings)
        clouds = Clouds(made)
        ears = exits.enter_context(Listener(data_folder(), REQUESTS))
        engine = Engine(records, clouds, ears, project=PROJECT, now=time.time, told=told)
        try:
            yield engine
        finally:
            await clouds.close()


def _cloud_of(records: Records, stack: str, cloud: str) -> str:
    recorded = records.stack(stack) if stack else None
    if recorded is None:
        return cloud or LOCAL
    if cloud and cloud != recorded.cloud:
        raise InvalidInput.because(
            f"stack {recorded.name} is on cloud {recorded.cloud!r}, not on {cloud!r}",
            detail="a stack stays on the cloud that it was made on",
            advice=f"leave --cloud out, or choose another name for a stack on {cloud!r}",
        )
    return recorded.cloud


def _clouds(chosen: str) -> list[Cloud]:
    """The clouds of an engine: the chosen one, then those that are always there."""
    return [_made(name) for name in dict.fromkeys((chosen, "builtin", LOCAL))]


def offered_clouds() -> list[Cloud]:
    """Every kind of cloud that ``--cloud`` may lead to here, and those always there: to be asked, and never opened.

    All that ``clouds.yaml`` names are one kind, ``openstack``.
    """
    added = [entry.name for entry in entry_points(group=GROUP)]
    made = (_made(name, home="") for name in dict.fromkeys((LOCAL, "builtin", *added, SIMULATED)))
    return [*made, _any_openstack()]


def _any_openstack() -> Cloud:
    from setpoint.clouds.openstack.cloud import OpenStackCloud
    from setpoint.clouds.openstack.config import CloudConfig

    return OpenStackCloud(OPENSTACK, CloudConfig(OPENSTACK))


def _made(name: str, home: str | None = None) -> Cloud:
    return made_cloud(name, PROJECT, home=str(data_folder()) if home is None else home)


def made_cloud(
    name: str, project: ProjectId, *, home: str, options: Mapping[str, Plain] | None = None
) -> Cloud:
    """The cloud of that name, for a project. Raises InvalidInput where there is none."""
    settings = CloudSettings(name=name, project=project, home=home, options=options or {})
    factory = _factory(name)
    if factory is None:
        raise _no_such_cloud(name)
    made: Cloud = factory(settings)
    return made


def _factory(name: str) -> Callable[[CloudSettings], Cloud] | None:
    """What makes the cloud of that name: shipped here, or added by an entry point."""
    module = "setpoint.certify.simulated.cloud" if name == SIMULATED else f"setpoint.clouds.{name}.cloud"
    if name.isidentifier() and _is_there(module):
        shipped: Callable[[CloudSettings], Cloud] = importlib.import_module(module).cloud
        return shipped
    for entry in entry_points(group=GROUP, name=name):
        added: Callable[[CloudSettings], Cloud] = entry.load()
        return added
    with contextlib.suppress(InvalidInput):  # a broken file names no cloud, and that is told then
        if name in _openstack_clouds():
            return _openstack
    return None


def _openstack(settings: CloudSettings) -> Cloud:
    from setpoint.clouds.openstack.cloud import cloud

    return cloud(settings)


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _openstack_clouds() -> tuple[str, ...]:
    """The clouds that openstacksdk would know here. Raises InvalidInput where a file is broken."""
    from setpoint.clouds.openstack.config import cloud_names

    return cloud_names(environ=os.environ, home=Path.home(), cwd=Path.cwd())


def _no_such_cloud(name: str) -> InvalidInput:
    broken: Sequence[Diagnostic] = ()
    known = [LOCAL, SIMULATED, *(entry.name for entry in entry_points(group=GROUP))]
    try:
        known += _openstack_clouds()
    except InvalidInput as problem:
        broken = problem.diagnostics
    unknown = Diagnostic(
        f"there is no cloud {name!r}",
        detail=f"known here: {', '.join(known)}; clouds.yaml names OpenStack clouds",
        advice=did_you_mean(name, known),
    )
    return InvalidInput([unknown, *broken])
