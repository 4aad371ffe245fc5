"""What a scenario is, and which there are: the modules of ``scenarios/``, found by themselves."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from types import ModuleType

import msgspec

from bench import scenarios
from bench.figure import Figure
from bench.fresh import in_fresh_process

Measure = Callable[[int], Sequence[Figure]]


class Scenario(msgspec.Struct, frozen=True):
    """One scenario: ``SIZE`` (what the bounds are for) and ``measure`` of its module, whose docstring is its title."""

    name: str
    title: str
    size: int
    measure: Measure


class Outcome(msgspec.Struct, frozen=True):
    """What a scenario gave: its figures, or why it broke."""

    name: str
    title: str
    size: int
    figures: tuple[Figure, ...] = ()
    broke: str = ""


def all_scenarios() -> list[Scenario]:
    """Every scenario, by name."""
    found = (one.name for one in pkgutil.iter_modules(scenarios.__path__))
    return [_read(importlib.import_module(f"{scenarios.__name__}.{one}")) for one in sorted(found)]


def _read(module: ModuleType) -> Scenario:
    name = module.__name__.rpartition(".")[2].replace("_", "-")
    title = (module.__doc__ or "").strip().partition("\n")[0]
    return Scenario(name, title, module.SIZE, module.measure)


def chosen(words: Sequence[str]) -> list[Scenario]:
    """Those whose names match one of ``words`` (``*`` and ``?`` are wild); all where there are no words.

    Raises ValueError for a word that matches none.
    """
    known = all_scenarios()
    for word in words:
        if not any(fnmatchcase(one.name, word) for one in known):
            raise ValueError(f"no scenario {word!r}; there are: {', '.join(one.name for one in known)}")
    return [one for one in known if not words or any(fnmatchcase(one.name, word) for word in words)]


def carry_out(scenario: Scenario, size: int | None = None) -> Outcome:
    """Measure it in a fresh process, at ``size`` or its own."""
    size = size or scenario.size
    figures = in_fresh_process(scenario.measure, size=size)
    return Outcome(scenario.name, scenario.title, size, msgspec.convert(figures, tuple[Figure, ...]))
