"""Plans in files: made by ``setpoint plan --out``, carried out by ``setpoint up --plan``, on the same data folder only.

A file is JSON and holds the plan, the stack as it is to be recorded, and the source of its revision. Secrets in it are
encrypted with the store's key; the file may be read by its owner only all the same.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import msgspec

from setpoint import __version__
from setpoint.cli.home import data_folder
from setpoint.model.errors import InvalidInput
from setpoint.model.plan import Plan
from setpoint.model.stack import Source, Stack
from setpoint.store.codec import Encoder, decode
from setpoint.store.home import Home
from setpoint.store.secrets import Keyring

FORMAT = 1
"""Number of the file's format; another one is refused."""


class SavedPlan(msgspec.Struct, frozen=True):
    """What a file holds."""

    setpoint_plan: int
    setpoint: str
    plan: Plan
    stack: Stack
    source: Source | None = None


def save(path: str, plan: Plan, stack: Stack, source: Source | None) -> None:
    """Write a plan for ``stack`` towards ``source``, whose hidden values are marked. Raises InvalidInput."""
    keyring = _keyring()
    encoder = Encoder(lambda secret: keyring.seal(secret).decode())
    text = encoder.encode(SavedPlan(FORMAT, __version__, plan, stack, source))
    try:
        _write(Path(path), text)
    except OSError as error:
        raise InvalidInput.because(
            f"cannot write the plan to '{path}'", detail=error.strerror or str(error)
        ) from error


def load(path: str) -> SavedPlan:
    """Read a plan. Raises InvalidInput for a file that holds none, or was made with another key."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise InvalidInput.because(
            f"cannot read the plan '{path}'", detail=error.strerror or str(error)
        ) from error
    _check_format(path, content)
    keyring = _keyring()
    try:
        return decode(SavedPlan, content.decode(), lambda sealed: keyring.open(sealed.encode()))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _no_plan(path, str(error)) from error


def _check_format(path: str, content: bytes) -> None:
    try:
        outline = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        found = msgspec.json.decode(outline["setpoint_plan"], type=int)
    except (msgspec.MsgspecError, KeyError) as error:
        raise _no_plan(path, "it does not say that it is one") from error
    if found != FORMAT:
        raise _no_plan(path, f"its format is {found}, and this is format {FORMAT}")


def _no_plan(path: str, why: str) -> InvalidInput:
    return InvalidInput.because(
        f"'{path}' is no saved plan", detail=why, advice="make one with `setpoint plan TEMPLATE --out FILE`"
    )


def _keyring() -> Keyring:
    return Keyring(Home(data_folder()).key)


def _write(path: Path, text: str) -> None:
    """Replace the file at once, so that nobody reads half a plan; it is 0600 from the start."""
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(draft).replace(path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise
