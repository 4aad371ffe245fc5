"""The resources of a template, as they stand there: checked for shape once, however often they are compiled."""

from __future__ import annotations

from typing import Any

import msgspec

from setpoint.model.definition import DeletionPolicy
from setpoint.model.nearest import did_you_mean, one_of
from setpoint.model.place import Place
from setpoint.templates.language.keys import tell_keys
from setpoint.templates.language.version import POLICIES, Version
from setpoint.templates.reading import Reading, named
from setpoint.templates.tree import Mapping


class Entry(msgspec.Struct, frozen=True):
    """One resource. Trees are uncompiled; ``offset`` is where its name stands in the document."""

    name: str
    offset: int
    tree: dict[str, Any]
    type: str
    properties: Any
    depends_on: tuple[str, ...]
    description: str

    def get(self, key: str) -> Any:
        """The tree beneath ``key``; None when there is none."""
        return self.tree.get(key)


def read_resources(tree: dict[str, Any], version: Version, reading: Reading) -> dict[str, Entry]:
    """The resources of a template's section ``tree``; problems are told, and what is no resource left out."""
    found: dict[str, Entry] = {}
    for number, (name, declared) in enumerate(tree.items()):
        offset = _offset(tree, number)
        entry = _entry(name, declared, offset, version, reading)
        if entry:
            found[name] = entry
    return found


def _offset(tree: dict[str, Any], number: int) -> int:
    return tree.document.marks[tree.first + 2 * number] if isinstance(tree, Mapping) else 0


def _entry(name: str, tree: Any, offset: int, version: Version, reading: Reading) -> Entry | None:
    if type(tree) is not Mapping:
        reading.is_map(tree, f"resource '{name}'", reading.document.place(offset))
        return None
    if not (name and "/" not in name):
        reading.error(
            f"'{name}' cannot name a resource", reading.document.place(offset), advice="leave out the '/'"
        )
        return None
    what, words = f"resource '{name}'", version.words
    if not version.resource_keys.issuperset(tree):
        tell_keys(tree, version.resource_keys, version, what, reading)
    return Entry(
        name=name,
        offset=offset,
        tree=tree,
        type=_type(tree, words.type, what, offset, reading),
        properties=_mapped(tree, words.properties, what, reading),
        depends_on=reading.texts(tree, words.depends_on, what) if words.depends_on in tree else (),
        description=reading.text(tree, words.description, what) if words.description in tree else "",
    )


def _type(tree: Mapping, word: str, what: str, offset: int, reading: Reading) -> str:
    written = tree.get(word)
    if isinstance(written, str) and written:
        return written
    if word in tree:
        reading.error(f"the type of {what} must be a name, not {named(written)}", reading.at(tree, word))
    else:
        near = next((key for key in tree if did_you_mean(key, [word])), None)
        advice = f"say which: '{word}: OS::Heat::Value'" if near is None else ""
        reading.error(f"{what} has no type", reading.document.place(offset), advice=advice)
    return ""


def _mapped(tree: Mapping, key: str, what: str, reading: Reading) -> Any:
    value = tree.get(key)
    if value is None or reading.is_map(value, f"'{key}' of {what}", reading.at(tree, key)):
        return value
    return None


def deletion_policy(written: Any, version: Version, place: Place, reading: Reading) -> DeletionPolicy | None:
    """The policy that is ``written`` (compiled); None when nothing is. Told when it is none."""
    if written is None:
        return None
    policies = version.deletion_policies
    found = policies.get(written) if isinstance(written, str) else None
    if found is None:
        advice = did_you_mean(str(written), policies, f"there are {one_of(POLICIES)}")
        said = f"'{written}'" if isinstance(written, str) else named(written)
        reading.error(f"unknown deletion policy: {said}", place, advice=advice)
    return found
