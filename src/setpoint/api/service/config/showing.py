"""The configuration, written down: as a file that means the same, and as plain data. Secrets are masked in both."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from setpoint.api.service.config.options import Option, options, sections
from setpoint.api.service.config.reading import Reading
from setpoint.api.settings.address import Address
from setpoint.model.value import Sensitive

_WIDTH = 100
DEFAULT = "default"


def lines(reading: Reading) -> Iterator[str]:
    """A TOML file that means the same, but for secrets. What is a default, or hidden, stands in comments."""
    for section, told in sections().items():
        yield f"[{section}]"
        yield from _comment(told)
        for option in _of(section):
            yield ""
            yield from _comment(" ".join(filter(None, (option.told, _facts(option)))))
            value, origin = _value(reading, option), _origin(reading, option)
            hides = origin == DEFAULT or option.is_secret
            yield f"{'# ' if hides else ''}{option.name} = {_toml(value)}  # {origin}"
        yield ""


def plain(reading: Reading) -> list[dict[str, Any]]:
    """Every option as plain data."""
    return [
        {
            "section": option.section,
            "option": option.name,
            "value": _plain(_value(reading, option)),
            "origin": _origin(reading, option),
            "default": _plain(option.default),
            "type": option.type,
            "unit": option.unit,
            "heat": option.heat,
            "reloads": option.reloads,
            "secret": option.is_secret,
            "variable": option.variable,
            "description": option.told,
        }
        for option in options().values()
    ]


def default_words(option: Option) -> str:
    """The default as the reference shows it."""
    return "" if option.default in (None, "", ()) else _toml(option.default)


def heat_words(option: Option) -> str:
    """What Heat's option of that name is by default, where it is another."""
    return "" if option.heat in (None, option.default) else f"(Heat: {option.heat:,})"


def _of(section: str) -> list[Option]:
    return [option for option in options().values() if option.section == section]


def _value(reading: Reading, option: Option) -> Any:
    return getattr(getattr(reading.config, option.section), option.name)


def _origin(reading: Reading, option: Option) -> str:
    setting = reading.settings.get((option.section, option.name))
    return setting.origin if setting else DEFAULT


def _facts(option: Option) -> str:
    words = [option.type + (f", in {option.unit}" if option.unit else "")]
    return f"({', '.join(words)}) {heat_words(option)}".rstrip()


def _comment(text: str) -> list[str]:
    return [
        f"# {line}" for line in textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, (Address, Path, Sensitive)):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _toml(value: Any) -> str:
    """A value as TOML; nothing at all as an empty text."""
    found = _plain(value)
    return msgspec.json.encode("" if found is None else found).decode()
