"""The members of a group, seen from outside: what ``get_attr`` on the group tells of them (Heat's ResourceGroup).

``resource.N`` is a member's identity, ``resource.N.name`` (or ``resource.N`` and a name) its attribute; ``refs`` are
all identities, ``refs_map`` those by name, ``attributes`` and a name that attribute of each by name. Any other name is
an attribute of every member, in a list.
"""

from __future__ import annotations

from typing import NamedTuple

from setpoint.model.address import Address, inside, name_of
from setpoint.model.expression import EvaluationError, Scope
from setpoint.model.value import Value
from setpoint.templates.selection import select

MEMBER = "resource."
"""How the name of an attribute begins that asks one member."""


class Members(NamedTuple):
    """Members by name, in order."""

    container: Address
    names: tuple[str, ...]

    def identity(self, name: str, scope: Scope) -> Value:
        """The identity of one."""
        return scope.identity(inside(self.container, name))

    def identities(self, scope: Scope) -> list[Value]:
        """The identity of every one."""
        return [self.identity(name, scope) for name in self.names]

    def identities_by_name(self, scope: Scope) -> dict[str, Value]:
        """The identity of every one, by name."""
        return {name: self.identity(name, scope) for name in self.names}

    def attribute_of_each(self, path: tuple[Value, ...], scope: Scope) -> list[Value]:
        """An attribute of every one."""
        return [scope.attribute(inside(self.container, name), path) for name in self.names]

    def attribute_by_name(self, path: tuple[Value, ...], scope: Scope) -> dict[str, Value]:
        """An attribute of every one, by name. Raises EvaluationError without the attribute's name."""
        if not path:
            raise EvaluationError(f"{name_of(self.container)}: 'attributes' needs the name of an attribute")
        return dict(zip(self.names, self.attribute_of_each(path, scope), strict=True))

    def one(self, path: tuple[Value, ...], scope: Scope) -> Value:
        """What a path that begins with ``resource.N`` leads to. Raises EvaluationError when there is no such member."""
        name, *attribute = str(path[0]).removeprefix(MEMBER).split(".", 1)
        if name not in self.names:
            raise EvaluationError(f"{name_of(self.container)} has no member '{name}'")
        way = (*attribute, *path[1:])
        return scope.attribute(inside(self.container, name), way) if way else self.identity(name, scope)

    def answer(self, path: tuple[Value, ...], scope: Scope) -> Value:
        """What a group answers that has nothing to add of its own: ``refs``, ``attributes`` and the members'."""
        if not path:
            return {"refs": self.identities(scope)}
        name, rest = str(path[0]), path[1:]
        if name.startswith(MEMBER):
            return self.one(path, scope)
        if name == "refs":
            return select(self.identities(scope), rest)
        if name == "attributes":
            return self.attribute_by_name(rest, scope)
        return None if name == "show" else self.attribute_of_each(path, scope)
