"""The ``outputs`` of a template, as they stand there."""

from __future__ import annotations

from typing import Any

import msgspec

from setpoint.model.place import Place
from setpoint.templates.hot.versions import CONDITIONS_SINCE, Version
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
    for name, declared in reading.maps(tree, "output"):
        what, place = f"output '{name}'", reading.at_key(tree, name)
        _check_keys(declared, version, what, reading)
        if "value" not in declared:
            reading.error(f"{what} has no value", place, advice="write 'value: ...'")
        found[name] = OutputText(name, declared, reading.text(declared, "description", what), place)
    return found


def _check_keys(tree: dict[str, Any], version: Version, what: str, reading: Reading) -> None:
    if "condition" in tree and not version.has_conditions:
        reading.error(
            f"'condition' of {what} is unknown to this version",
            reading.at_key(tree, "condition"),
            advice=f"it is known from heat_template_version {CONDITIONS_SINCE} on",
        )
    reading.known_keys(tree, version.output_keys | {"condition"}, what)
