"""An examination: of the data folder, of the records in it, and of what clouds have that nobody records."""

from __future__ import annotations

import platform
import sys
from typing import Any

import msgspec

from setpoint import __version__
from setpoint.cli import show
from setpoint.cli.home import bug_log, data_folder
from setpoint.cli.opening import opened_engine
from setpoint.clouds.cloud import Made
from setpoint.engine.requests.leftovers import leftovers, remove
from setpoint.model.diagnostic import Diagnostic, Severity
from setpoint.model.errors import InvalidInput
from setpoint.store.door import engine_version, open_store
from setpoint.store.door import examine as examine_store
from setpoint.store.findings import MENDED
from setpoint.store.home import Home


class Examination(msgspec.Struct, frozen=True):
    """What was found. ``made`` has no record; ``mended`` was told and put right."""

    facts: dict[str, str]
    damage: tuple[Diagnostic, ...]
    warnings: tuple[Diagnostic, ...]
    mended: tuple[Diagnostic, ...]
    made: tuple[Made, ...]

    @property
    def left_behind(self) -> bool:
        """Whether anything is left that is no damage."""
        return bool(self.warnings or self.made)

    def as_json(self) -> dict[str, Any]:
        """All of it as plain data."""
        return {
            "facts": self.facts,
            "diagnostics": [show.diagnostic_json(one) for one in (*self.damage, *self.warnings)],
            "mended": [show.diagnostic_json(one) for one in self.mended],
            "without_record": [
                {
                    "token": one.token,
                    "resource_type": one.type,
                    "physical_resource_id": one.physical_id,
                    "detail": one.detail,
                }
                for one in self.made
            ],
        }


async def examine(*, repair: bool) -> Examination:
    """Look at everything; mend what is safe where that is asked for."""
    home = data_folder()
    found = examine_store(home, repair=repair)
    mended = tuple(one for one in found if one.advice == MENDED)
    rest = [one for one in found if one.advice != MENDED]
    made: tuple[Made, ...] = ()
    if Home(home).database.exists():
        try:
            async with opened_engine() as engine:
                made = tuple(await leftovers(engine))
        except InvalidInput as refused:
            rest += [one for one in refused.diagnostics if one not in found]
    return Examination(
        facts=_facts(),
        damage=tuple(one for one in rest if one.severity is Severity.ERROR),
        warnings=tuple(one for one in rest if one.severity is not Severity.ERROR),
        mended=mended,
        made=made,
    )


async def remove_left(token: str) -> Made:
    """Delete one thing that has no record. Raises InvalidInput when there is none with that token."""
    async with opened_engine() as engine:
        return await remove(engine, token)


def rotate_key() -> int:
    """Exchange the key; how many secrets there are. Raises InvalidInput where there is no store."""
    home = Home(data_folder())
    if not home.database.exists():
        raise InvalidInput.because(f"there is no key to exchange: {home.path} holds no stacks yet")
    with open_store(home.path, inline=True) as store:
        return store.rotate_key()


def _facts() -> dict[str, str]:
    home = Home(data_folder())
    facts = {
        "setpoint": __version__,
        "python": f"{platform.python_version()} ({sys.executable})",
        "store": engine_version(),
        "system": f"{platform.system()} {platform.release()}",
        "data folder": str(home.path),
    }
    for name, path in (("database", home.database), ("key", home.key)):
        facts[name] = (
            f"mode {path.stat().st_mode & 0o777:04o}, {path.stat().st_size:,} bytes"
            if path.exists()
            else "none yet"
        )
    if bug_log().exists():
        facts["bugs"] = f"tracebacks of bugs are in {bug_log()}"
    return facts


def report(found: Examination) -> None:
    """Tell it to people."""
    show.record(found.facts.items())
    for one in found.mended:
        show.text(show.printable(f"mended: {one.summary}"))
    show.diagnostics((*found.damage, *found.warnings))
    if found.made:
        show.text(
            "things that no stack has a record of (forgotten, abandoned, retained, or left by a lost store):"
        )
        show.table(
            ("token", "type", "what"),
            [(one.token, one.type, one.detail or one.physical_id) for one in found.made],
        )
        show.note("`setpoint doctor --remove TOKEN` deletes one")
    if not (found.damage or found.left_behind):
        show.text("nothing is wrong")
