"""Reading what a file name, or a URL, on the command line leads to: bounded, as text, every problem told."""

from __future__ import annotations

import base64
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from setpoint.model.diagnostic import Findings
from setpoint.model.nearest import did_you_mean
from setpoint.model.place import Place
from setpoint.templates.limits import MAX_CHARACTERS

MAX_BYTES = MAX_CHARACTERS
"""Of one file."""

STDIN = "-"
PATIENCE = 30
"""Seconds that a server may take to answer."""


def is_url(name: str) -> bool:
    """Whether ``name`` is to be fetched from a server."""
    return name.startswith(("http://", "https://"))


def read(name: str, what: str, findings: Findings, place: Place | None = None) -> bytes | None:
    """The content of the file or URL ``name``; None after a Diagnostic that calls it ``what``.

    ``place`` is where ``name`` was written, in a file; only there, things that are no files are refused unread.
    """
    try:
        content = _content(name, is_named_in_a_file=place is not None)
    except OSError as error:
        detail = error.strerror or str(error)
        findings.error(
            f"cannot read {what} '{name}'", detail=detail, place=place, advice=_advice(name, error)
        )
        return None
    if len(content) > MAX_BYTES:
        findings.error(
            f"{what} '{name}' is too large", detail=f"at most {MAX_BYTES:,} bytes are read", place=place
        )
        return None
    return content


def as_text(
    content: bytes, name: str, what: str, findings: Findings, place: Place | None = None
) -> str | None:
    """``content`` as UTF-8; None after a Diagnostic when it is none."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        good = content[: error.start].decode("utf-8")
        line, column = good.count("\n") + 1, len(good) - good.rfind("\n")
        findings.error(
            f"{what} '{name}' is not text in UTF-8",
            place=place or Place(name, line, column),
            detail=f"byte 0x{content[error.start]:02x} in line {line}, column {column}",
            advice="save it as UTF-8",
        )
        return None


def as_text_or_base64(content: bytes) -> str:
    """``content`` as text; what is no text in base64, as Heat's clients hand binary files over."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return base64.encodebytes(content).decode()


def _content(name: str, *, is_named_in_a_file: bool) -> bytes:
    """At most one byte more than is allowed. Raises OSError."""
    if is_url(name):
        return _fetched(name)
    if name == STDIN and not is_named_in_a_file:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    path = Path(unquote(urlsplit(name).path) if name.startswith("file://") else name)
    if is_named_in_a_file and path.exists() and not path.is_file():
        raise IsADirectoryError(None, "it is a folder, or another thing that is no file", name)
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _fetched(url: str) -> bytes:
    from urllib.request import urlopen

    with urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - http and https only: see is_url
        content: bytes = answer.read(MAX_BYTES + 1)
        return content


def _advice(name: str, error: OSError) -> str:
    if is_url(name) or not isinstance(error, FileNotFoundError):
        return ""
    path = Path(name)
    try:
        return did_you_mean(path.name, [one.name for one in path.parent.iterdir()])
    except OSError:
        return f"there is no folder '{path.parent}'"
