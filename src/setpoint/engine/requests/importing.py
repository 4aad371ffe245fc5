"""Import: a template of things that exist, and a stack of them that has nothing to do. Nothing is made or changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from setpoint.clouds.driver import Existing
from setpoint.engine.engine import Engine
from setpoint.engine.requests.carried import MEMBERS
from setpoint.engine.requests.carry import settle, taken_up
from setpoint.engine.requests.gathering import Choice, Gathering, Key
from setpoint.engine.requests.ownership import owned
from setpoint.engine.requests.update import DEFAULTS, Options
from setpoint.engine.result import Result
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.plan import Plan, Step
from setpoint.model.stack import Source, Stack
from setpoint.model.value import Plain
from setpoint.templates.hot.writing import Reference, written
from setpoint.types.catalogue import find
from setpoint.types.kinds import MADE_BY
from setpoint.types.notes import Path
from setpoint.types.resource_type import ResourceType
from setpoint.types.spare import spared

_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_WORD = re.compile(r"[^A-Za-z0-9]+")


class Imported(msgspec.Struct, frozen=True):
    """A template, the physical ids of what it tells of by name, and the parameters that hold what cannot be read."""

    template: str
    ids: Mapping[str, str]
    secrets: tuple[str, ...] = ()


async def read(engine: Engine, stack: Stack, choice: Choice) -> Imported:
    """Find what is chosen on the cloud of ``stack``, and write its template. Raises InvalidInput."""
    gathering = Gathering(engine.clouds, owned(engine, await engine.reach(stack)))
    await gathering.gather(choice)
    return _Writing(gathering.things).imported()


async def adopt_imported(
    engine: Engine, stack: Stack, imported: Imported, source: Source, options: Options = DEFAULTS
) -> Result:
    """Make ``stack`` of what was read, by the template ``source``. Raises InvalidInput where anything would change."""
    missing = [name for name in imported.secrets if name not in source.parameters]
    if missing:
        raise InvalidInput(
            Diagnostic(
                f"parameter '{name}' has no value",
                detail="it is a secret that cannot be read back",
                advice=f"-P {name}=..., or --template-only",
            )
            for name in missing
        )
    carried = {MEMBERS: {name: {"resource_id": known} for name, known in imported.ids.items()}}
    adoption = await taken_up(engine, stack, source, carried)
    plan = adoption.plan
    if not plan.is_empty:
        raise InvalidInput(_differences(plan))
    return await settle(engine, adoption, options)


def _differences(plan: Plan) -> Iterator[Diagnostic]:
    """Why nothing is adopted: what the next update would do."""
    for step in plan.steps:
        yield Diagnostic(
            f"{step.address} would not stay as it is: {step.deed}",
            detail="; ".join(_told(step)),
            advice="write the template only (--template-only), change it, and `setpoint stack adopt`",
            address=step.address,
        )


def _told(step: Step) -> Iterator[str]:
    for cause in step.causes:
        yield f"{cause.property} {cause.old!r} -> {cause.new!r}" if cause.property else cause.why


class _Writing:
    """One template being made of things."""

    def __init__(self, things: Mapping[Key, Existing]) -> None:
        self._things = things
        self._names = _named(things)
        self._parameters: dict[str, Plain] = {}

    def imported(self) -> Imported:
        resources = {name: self._resource(name, key) for key, name in self._names.items()}
        text = written(self._parameters, resources)
        ids = {name: known for (_type, known), name in self._names.items()}
        return Imported(text, ids, tuple(self._parameters))

    def _resource(self, name: str, key: Key) -> dict[str, Plain]:
        kind, one = find(key[0]), self._things[key]
        assert isinstance(kind, ResourceType), key
        fields = kind.schema.properties
        said = spared(fields, one.properties)
        named = {"name": said.pop("name")} if "name" in said else {}
        told = {**named, **said}
        for ref in list(kind.references(told)):
            found = (self._names.get((made_by, ref.name)) for made_by in MADE_BY.get(ref.kind, ()))
            for other in filter(None, found):
                _put(told, ref.path, Reference(get_resource=other))
        secrets = [
            *one.unread,
            *(each for each, field in fields.items() if field.required and each not in told),
        ]
        for each in dict.fromkeys(secrets):
            told[each] = self._secret(f"{name}_{each}", f"The {each} of {name}, which cannot be read back")
        return {"type": key[0], **({"properties": told} if told else {})}

    def _secret(self, name: str, description: str) -> Plain:
        self._parameters[name] = {"type": "string", "hidden": True, "description": description}
        return Reference(get_param=name)


def _put(told: Any, path: Path, value: Plain) -> None:
    """Let ``value`` stand at ``path``."""
    *way, last = path
    for step in way:
        told = told[step]
    told[last] = value


def _named(things: Mapping[Key, Existing]) -> dict[Key, str]:
    """A name for each, made of its own or of its type, that no other one has; by type and then by name."""
    found: dict[Key, str] = {}
    taken: set[str] = set()
    for key in sorted(things, key=lambda key: (key[0], things[key].name, key[1])):
        noun = _CAPITAL.sub("_", key[0].rpartition("::")[2]).lower()
        own = _NO_WORD.sub("_", things[key].name).strip("_")
        for name in _candidates(own, noun):
            if name not in taken:
                taken.add(name)
                found[key] = name
                break
    return found


def _candidates(own: str, noun: str) -> Iterator[str]:
    if own and not own[0].isdigit():
        yield own
    base = f"{own}_{noun}" if own and not own[0].isdigit() else noun
    yield base
    number = 2
    while True:
        yield f"{base}_{number}"
        number += 1
