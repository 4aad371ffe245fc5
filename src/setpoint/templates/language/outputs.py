"""The outputs of a template, as they stand there."""

from __future__ import annotations

from typing import Any

import msgspec

from setpoint.model.place import Place
from setpoint.templates.language.keys import tell_keys
from setpoint.templates.language.version import Version
from setpoint.templates.reading import Reading


class OutputText(msgspec.Struct, frozen=True):
    """One output; ``tree`` is uncompiled."""

    name: str
    tree: dict[str, Any]
    description: str
    place: Place


def read_outputs(tree: dict[str, Any], version: Version, reading: Reading) -> dict[str, OutputText]:
    """The outputs of a template's section ``tree``; problems are told, and what is no output left out."""
    found: dict[str, OutputText] = {}
    word = version.words.value
    for name, declared in reading.maps(tree, "output"):
        what, place = f"output '{name}'", reading.at_key(tree, name)
        if not version.output_keys.issuperset(declared):
            tell_keys(declared, version.output_keys, version, what, reading)
        if word not in declared:
            reading.error(f"{what} has no value", place, advice=f"write '{word}: ...'")
        said = reading.text(declared, version.words.description, what)
        found[name] = OutputText(name, declared, said, place)
    return found
