"""What a template's value becomes: plain data, or an expression over resources that is evaluated when they are known.

Plain lists and dicts hold no expressions, at any depth: whatever contains one is a :class:`ListOf` or :class:`MapOf`.
So evaluating plain data costs nothing, and the dynamic part of a template is exactly its expression nodes.
Template languages compile to these few nodes; their own functions are :class:`Call` nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from setpoint.model.address import Address
from setpoint.model.errors import SetpointError
from setpoint.model.place import Place
from setpoint.model.value import Sensitive, Unknown, Value, is_sensitive, reveal, unknowns


class Scope(Protocol):
    """Where references are looked up. A planner's scope answers Unknown for what has not been made yet."""

    def identity(self, address: Address) -> Value:
        """What ``get_resource`` gives: the reference id of the resource (mostly its physical id)."""
        ...

    def attribute(self, address: Address, path: tuple[Value, ...]) -> Value:
        """An attribute, and the way into it; the path () means all attributes."""
        ...

    def argument(self, container: Address, name: str) -> Value:
        """The value that the nested stack ``container`` was given for its parameter ``name``."""
        ...


class EvaluationError(SetpointError):
    """A function refused its arguments. ``place`` is where the call stands."""

    def __init__(self, why: str, place: Place | None = None) -> None:
        """Say why, and where."""
        self.why = why
        self.place = place
        super().__init__(why)


class Expression:
    """A value that depends on something outside the template's text.

    No abstract class in Python's sense: whether a value is one is asked of every value many times.
    """

    __slots__ = ("place",)
    place: Place | None

    def evaluate(self, scope: Scope) -> Value:
        """The value as far as ``scope`` knows it; unknown parts are :class:`Unknown`. Raises EvaluationError."""
        raise NotImplementedError

    def parts(self) -> Iterable[Any]:
        """The values directly inside this one."""
        raise NotImplementedError


class Identity(Expression):
    """``get_resource``: the identity of another resource."""

    __slots__ = ("address",)

    def __init__(self, address: Address, place: Place | None = None) -> None:
        """Refer to the resource at ``address``."""
        self.address = address
        self.place = place

    def evaluate(self, scope: Scope) -> Value:
        """Ask the scope."""
        return scope.identity(self.address)

    def parts(self) -> Iterable[Any]:
        """None."""
        return ()


class Attribute(Expression):
    """``get_attr``: an attribute of another resource, and the way into it."""

    __slots__ = ("address", "path")

    def __init__(self, address: Address, path: tuple[Any, ...], place: Place | None = None) -> None:
        """Refer to ``path`` (attribute name first; items may be expressions) of the resource at ``address``."""
        self.address = address
        self.path = path
        self.place = place

    def evaluate(self, scope: Scope) -> Value:
        """Evaluate the path, then ask the scope."""
        if _NAMES.issuperset(map(type, self.path)):  # as most are: there is nothing to evaluate
            return scope.attribute(self.address, self.path)
        path = tuple(evaluate(step, scope) for step in self.path)
        missing = unknowns(path)
        return Unknown(missing) if missing else scope.attribute(self.address, tuple(reveal(path)))

    def parts(self) -> Iterable[Any]:
        """The path's steps."""
        return self.path


_NAMES = frozenset({str, int})


class Argument(Expression):
    """``get_param`` inside a nested stack: what the enclosing stack gave it."""

    __slots__ = ("container", "name")

    def __init__(self, container: Address, name: str, place: Place | None = None) -> None:
        """Refer to parameter ``name`` of the nested stack at ``container``."""
        self.container = container
        self.name = name
        self.place = place

    def evaluate(self, scope: Scope) -> Value:
        """Ask the scope."""
        return scope.argument(self.container, self.name)

    def parts(self) -> Iterable[Any]:
        """None."""
        return ()


class ListOf(Expression):
    """A list with an expression somewhere inside."""

    __slots__ = ("items",)

    def __init__(self, items: list[Any], place: Place | None = None) -> None:
        """Hold ``items``, in order."""
        self.items = items
        self.place = place

    def evaluate(self, scope: Scope) -> Value:
        """Evaluate every item; an item that turns out OMITTED is left out."""
        return [value for item in self.items if (value := evaluate(item, scope)) is not OMITTED]

    def parts(self) -> Iterable[Any]:
        """The items."""
        return self.items


class MapOf(Expression):
    """A map with an expression somewhere inside."""

    __slots__ = ("items",)

    def __init__(self, items: dict[str, Any], place: Place | None = None) -> None:
        """Hold ``items``."""
        self.items = items
        self.place = place

    def evaluate(self, scope: Scope) -> Value:
        """Evaluate every value; a key whose value turns out OMITTED is left out."""
        found = ((key, evaluate(item, scope)) for key, item in self.items.items())
        return {key: value for key, value in found if value is not OMITTED}

    def parts(self) -> Iterable[Any]:
        """The values."""
        return self.items.values()


class Choice(Expression):
    """``if``: the only node that does not evaluate everything inside it."""

    __slots__ = ("condition", "otherwise", "then")

    def __init__(self, condition: Any, then: Any, otherwise: Any, place: Place | None = None) -> None:
        """Choose ``then`` or ``otherwise`` (OMITTED where the template gives none) by ``condition``."""
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
        self.place = place

    def evaluate(self, scope: Scope) -> Value:
        """Evaluate the condition, then the branch that it chooses."""
        chosen = evaluate(self.condition, scope)
        if isinstance(chosen, Unknown):
            return chosen
        secret = isinstance(chosen, Sensitive)
        value = evaluate(self.then if (chosen.reveal() if secret else chosen) else self.otherwise, scope)
        return Sensitive(reveal(value)) if secret and value is not OMITTED and not unknowns(value) else value

    def parts(self) -> Iterable[Any]:
        """Condition and both branches: a dependency is one whichever way it goes."""
        return (self.condition, self.then, self.otherwise)


class Call(Expression):
    """A function of the template's language, applied to arguments that are known at some point."""

    __slots__ = ("arguments", "function", "name")

    def __init__(
        self, name: str, function: Callable[[Any], Any], arguments: Any, place: Place | None = None
    ) -> None:
        """Apply ``function`` (pure; plain data in, plain data out; ValueError for a refusal) to ``arguments``."""
        self.name = name
        self.function = function
        self.arguments = arguments
        self.place = place

    def evaluate(self, scope: Scope) -> Value:
        """Unknown while any argument is; a secret when any argument is one."""
        arguments = evaluate(self.arguments, scope)
        missing = unknowns(arguments)
        if missing:
            return Unknown(missing)
        secret = is_sensitive(arguments)
        try:
            value = self.function(reveal(arguments) if secret else arguments)
        except ValueError as problem:
            why = "its arguments hold a secret, so they are not shown" if secret else str(problem)
            raise EvaluationError(f"{self.name}: {why}", self.place) from None
        return Sensitive(value) if secret else value

    def parts(self) -> Iterable[Any]:
        """The arguments."""
        return (self.arguments,)


class _Omitted:
    """Type of :data:`OMITTED`."""

    def __repr__(self) -> str:
        return "OMITTED"

    def __bool__(self) -> bool:
        return False


OMITTED = _Omitted()
"""What a nullable ``if`` gives when its condition is false: as if the key had not been written."""


def evaluate(value: Any, scope: Scope) -> Value:
    """``value`` as far as ``scope`` knows it. Plain data is returned as it is, uncopied: do not change it."""
    return value.evaluate(scope) if isinstance(value, Expression) else value


def walk(value: Any) -> Iterator[Expression]:
    """Every expression node inside ``value``, itself included, each object once (expressions may be shared)."""
    if not isinstance(value, Expression):
        return
    seen: set[int] = set()
    queue: list[Expression] = [value]
    while queue:
        node = queue.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        queue.extend(part for part in node.parts() if isinstance(part, Expression))


def references(value: Any) -> Iterator[tuple[Address, Place | None]]:
    """The addresses that ``value`` refers to by identity or attribute, with where each reference stands."""
    for node in walk(value):
        if isinstance(node, (Identity, Attribute)):
            yield node.address, node.place


def list_of(items: list[Any], place: Place | None = None) -> Any:
    """``items`` as it is when it is plain, as a ListOf when an expression is among them."""
    return (
        ListOf(items, place)
        if any(isinstance(item, Expression) or item is OMITTED for item in items)
        else items
    )


def map_of(items: dict[str, Any], place: Place | None = None) -> Any:
    """``items`` as it is when it is plain, as a MapOf when an expression is among its values."""
    dynamic = any(isinstance(item, Expression) or item is OMITTED for item in items.values())
    return MapOf(items, place) if dynamic else items
