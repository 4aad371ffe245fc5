"""What only a cloud can say of the parameters of a stack and of those nested in it: custom constraints of things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from setpoint.clouds.foreseeing import Question
from setpoint.engine.tree import Tree
from setpoint.model.address import Address
from setpoint.model.definition import Asked, Composition
from setpoint.model.site import Site
from setpoint.model.value import Sensitive, Unknown, Value, is_sensitive, reveal


class Asking(msgspec.Struct, frozen=True):
    """A question about the value of a parameter, which may be a secret."""

    question: Question
    about: Asked
    is_secret: bool = False


def asked_in(tree: Tree) -> Mapping[Site, Sequence[Asking]]:
    """All questions of a tree, by where its resources are; each once."""
    found: dict[Site, dict[Asking, None]] = {}
    for container, composition in tree.compositions.items():
        if composition.asks:
            site = tree.site(Address(f"{container}/_" if container else "_"))
            found.setdefault(site, {}).update(dict.fromkeys(_asked(composition)))
    return {site: list(several) for site, several in found.items()}


def _asked(composition: Composition) -> Iterator[Asking]:
    for one in composition.asks:
        value = composition.parameters.get(one.parameter)
        for name in _names(value):
            yield Asking(Question(one.kind, name), one, is_sensitive(value))


def _names(value: Value) -> list[str]:
    """What a value names that is known; a list names several things."""
    bare = reveal(value) if isinstance(value, Sensitive) else value
    items = bare if isinstance(bare, list) else [bare]
    known = (str(item) for item in items if item is not None and not isinstance(item, (Unknown, dict)))
    return [name for name in known if name]
