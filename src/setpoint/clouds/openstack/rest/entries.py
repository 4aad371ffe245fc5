"""Entries of people's own: metadata, specs, extra properties. To services all of their values are text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def texts(entries: Mapping[str, Any] | None) -> dict[str, str]:
    """Entries as services keep them."""
    return {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in (entries or {}).items()
        if value is not None
    }


def in_words_of(wanted: Mapping[str, Any], shown: Mapping[str, str]) -> dict[str, Any]:
    """Such entries as they are shown, with the values that were wanted where they mean the same."""
    told = texts(wanted)
    return {key: wanted[key] if told.get(key) == value else value for key, value in shown.items()}
