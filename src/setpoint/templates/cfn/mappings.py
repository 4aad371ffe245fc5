"""The ``Mappings`` of a template: tables of plain data for ``Fn::FindInMap``. Functions mean nothing in them."""

from __future__ import annotations

from typing import Any

from setpoint.templates.reading import Reading


def read_mappings(tree: dict[str, Any], reading: Reading) -> dict[str, Any]:
    """The mappings of a template's section ``tree``: maps of maps; what is none is told and left out."""
    return {
        name: dict(reading.maps(table, f"mapping '{name}', key"))
        for name, table in reading.maps(tree, "mapping")
    }
