"""A stack as Heat's clients see it: the stack itself, or one that is nested in it.

Inside there is one graph. At this door a nested stack, or a group, is a stack of its own, with a name and an id (that
of its incarnation) and the resources that stand directly within it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from setpoint.engine.desired import Desired
from setpoint.engine.engine import Engine
from setpoint.engine.nested_source import nested_source
from setpoint.engine.requests.submitting import busy_with
from setpoint.engine.requests.wanted import plans_under_way, wanted_now
from setpoint.engine.world import World
from setpoint.model.address import ROOT, Address, container_of, is_near, is_within, name_of
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Action, Incarnation, Phase, Status, physical_name
from setpoint.model.plan import Deed
from setpoint.model.request import Request
from setpoint.model.stack import Source, Stack, StackId
from setpoint.store.records import Records


class View:
    """One stack, or one nested in it (``one`` is what it is there). It reads what is asked for, once."""

    def __init__(
        self,
        engine: Engine,
        stack: Stack,
        one: Incarnation | None = None,
        asked: list[Request] | None = None,
        around: View | None = None,
    ) -> None:
        """Look at ``stack``, or into ``one`` of its nested stacks; ``around`` is a view of the same stack.

        ``asked`` is what is asked of the stack, where that is known already.
        """
        self.engine = engine
        self.stack = stack
        self.one = one
        self.container: Address = one.address if one is not None else ROOT
        self._asked = asked
        self._around = around

    @property
    def records(self) -> Records:
        """The records of its project."""
        return self.engine.records

    @property
    def id(self) -> str:
        """A UUID."""
        return self.stack.id if self.one is None else self.one.id

    @property
    def name(self) -> str:
        """Its name: of a nested stack, made of the names around it."""
        return self.stack.name if self.one is None else nested_name(self.stack, self.one)

    @property
    def parent(self) -> str | None:
        """The id of the stack that it is nested in; None for a stack that is nested in none."""
        if self.one is None:
            return None
        outer = self.incarnation(container_of(self.container))
        return self.stack.id if outer is None else outer.id

    @property
    def asked(self) -> list[Request]:
        """What is asked of the stack and was not carried out yet."""
        if self._asked is None:
            self._asked = self.records.requests(self.stack.id)
        return self._asked

    @property
    def busy(self) -> Action | None:
        """What is being done to the stack, or is to be; None at rest."""
        return busy_with(self.stack, self.asked)

    @property
    def action(self) -> Action:
        """What was done to it last, or is being done."""
        if self.one is None:
            return self.busy or self.stack.action
        return self.one.action

    @property
    def status(self) -> Status:
        """How that went, or goes."""
        if self.one is None:
            return Status.IN_PROGRESS if self.busy else self.stack.status
        return self.one.status

    @property
    def reason(self) -> str:
        """Why it is as it is, in a sentence."""
        told = self.stack.reason if self.one is None else self.one.reason
        return told if told and not self.busy else _REASONS[self.status].format(self.action)

    @cached_property
    def source(self) -> Source | None:
        """What the stack was made from, or is on its way to: the newest revision. None for an empty one."""
        pending = [one.note["revision"] for one in self.asked if "revision" in one.note]
        number = pending[-1] if pending else self.stack.revision
        found = self.records.revision(self.stack.id, number) if number else None
        return found.source if found else None

    @cached_property
    def wanted(self) -> Desired:
        """What is wanted of the whole stack just now, compiled once for all views of it. Raises InvalidInput."""
        if self._around is not None:
            return self._around.wanted
        return wanted_now(self.engine, self.stack, self.world)

    @cached_property
    def world(self) -> World:
        """The whole stack, as it is recorded."""
        return self._around.world if self._around is not None else self.engine.world(self.stack)

    # --- resources

    @property
    def all(self) -> Iterable[Incarnation]:
        """Everything recorded of the stack, nested ones included: of each resource the life that counts."""
        return self._recorded.values()

    @cached_property
    def _recorded(self) -> Mapping[Address, Incarnation]:
        """The same, by address; read once for all views of the stack."""
        if self._around is not None:
            return self._around._recorded  # noqa: SLF001 - another of its own kind
        best: dict[Address, Incarnation] = {}
        for one in self.records.incarnations(self.stack.id):
            known = best.get(one.address)
            if known is None or _rank(one) >= _rank(known):
                best[one.address] = one
        return best

    def incarnation(self, address: Address) -> Incarnation | None:
        """What is recorded at an address of the whole stack."""
        return self._recorded.get(address)

    def into(self, one: Incarnation | None) -> View:
        """The stack that ``one`` is, of those nested in it; None for the one around them all."""
        return View(self.engine, self.stack, one, self._asked, self)

    def members(self, depth: int = 0) -> list[Incarnation]:
        """The resources in it, and those of stacks nested up to ``depth`` levels within it."""
        return [one for one in self.all if is_near(one.address, self.container, depth)]

    def member(self, name_or_id: str) -> Incarnation | None:
        """The resource of that name that stands directly in it, or of that physical id."""
        own = self.members()
        found = next((one for one in own if name_of(one.address) == name_or_id), None)
        return found or next((one for one in own if one.physical_id and one.physical_id == name_or_id), None)

    def to_come(self, depth: int = 0) -> dict[Address, str]:
        """The resources that are wanted, and of which nothing is recorded yet; with their types as written."""
        return {
            address: written_type
            for address, written_type in self._unbegun()
            if address not in self._recorded and is_near(address, self.container, depth)
        }

    def _unbegun(self) -> Iterator[tuple[Address, str]]:
        """What is to be made while that goes on, and whatever is wanted where it has failed; more, perhaps."""
        if self.stack.status is Status.IN_PROGRESS:
            for plan in plans_under_way(self.records, self.stack):
                for step in plan.steps:
                    if step.deed in (Deed.CREATE, Deed.ADOPT, Deed.EXPAND):
                        yield step.address, step.written_type
        elif self.stack.status is Status.FAILED:
            with contextlib.suppress(InvalidInput):
                for address, definition in self.wanted.tree.definitions.items():
                    yield address, definition.type

    def within(self, one: Incarnation) -> View:
        """The stack that ``one`` stands in, which is this one or nested in it."""
        outer = container_of(one.address)
        return self if outer == self.container else self.into(self.incarnation(outer))

    def nested(self) -> Iterator[View]:
        """Every stack nested in it, at any depth."""
        for one in self.all:
            if one.composite and is_within(one.address, self.container):
                yield self.into(one)

    def required_by(self) -> dict[str, list[str]]:
        """By incarnation, the names of the resources beside it that stand on it."""
        found: dict[str, dict[str, None]] = {}
        addresses = {one.id: one.address for one in self.all}
        for one in self.all:
            for need in one.needs:
                if container_of(addresses.get(need, ROOT)) == container_of(one.address):
                    found.setdefault(need, {})[name_of(one.address)] = None
        return {need: list(users) for need, users in found.items()}


def source_of(view: View) -> Source | None:
    """What the stack is made from; of a nested one, what that is made from by itself. None for an empty one."""
    return view.source if view.one is None else nested_source(view.wanted, view.world, view.container)


_REASONS = {
    Status.IN_PROGRESS: "Stack {} started",
    Status.COMPLETE: "Stack {} completed successfully",
    Status.FAILED: "Stack {} failed",
}

_RANKS = {Phase.CURRENT: 2, Phase.HALF_MADE: 1, Phase.RETIRING: 0}


def _rank(one: Incarnation) -> int:
    return _RANKS[one.phase]


def nested_name(stack: Stack, one: Incarnation) -> str:
    """The name of a nested stack: of the stack and the resources around it, and of what tells its lives apart."""
    return physical_name(stack.name, one.address, one.id)


def find(engine: Engine, name_or_id: str) -> View | None:
    """The stack of that name or id in the engine's project, nested ones included; None where there is none."""
    asked = engine.records.requests(
        StackId(name_or_id)
    )  # first: whoever takes one up records the stack with that
    stack = engine.records.stack(name_or_id)
    if stack is not None:
        return View(engine, stack, None, asked if stack.id == name_or_id else None)
    stack = engine.records.stack_of(name_or_id)
    if stack is not None:
        return next((view for view in View(engine, stack).nested() if view.id == name_or_id), None)
    return _by_nested_name(engine, name_or_id)


def _by_nested_name(engine: Engine, name: str) -> View | None:
    """A nested stack's name begins with that of the stack around it, which may hold dashes too."""
    end = name.rfind("-")
    while end > 0:
        stack = engine.records.stack(name[:end])
        for view in View(engine, stack).nested() if stack is not None else ():
            if view.name == name:
                return view
        end = name.rfind("-", 0, end)
    return None
