"""User data as a message of several parts, of which cloud-init makes files, and runs what is to be run.

Names, types and places of the parts are those that Heat gives them: what is built into images looks for them there
(``heat-cfntools``, ``os-collect-config``). What each part does is our own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from email import message_from_string
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from setpoint.model.in_server import CFN
from setpoint.model.value import Plain

DATA = "x-cfninitdata"
"""The type of parts that become files in ``/var/lib/heat-cfntools``, and in cloud-init's own folder."""

FOLDERS = ("/var/lib/heat-cfntools", "/var/lib/cloud/data")

INIT_DATA = "cfn-init-data"
"""The name of the file with the server's metadata."""


class Part(msgspec.Struct, frozen=True):
    """One part. Without a type it is text; without a name it becomes no file."""

    text: str
    name: str = ""
    subtype: str = "plain"


def software_config(text: str, metadata: Plain) -> str:
    """User data of a server that asks what is deployed on it: its own parts as they are, and the metadata.

    That of an operating system that is told in JSON (Ignition) has the metadata among its files. Raises ValueError for
    one that has no place for files.
    """
    told = _ignition(text)
    if told is not None:
        return _with_files(told, metadata)
    return _message([*_common(), *_own_parts(text), *_metadata(metadata)])


def cfn_tools(text: str, metadata: Plain, service: str) -> str:
    """User data of a server with tools of CloudFormation's: it is run by a part that keeps a log of that."""
    address = f"{service}{CFN}"
    boto = (
        "[Boto]",
        "debug = 0",
        f"is_secure = {int(address.startswith('https:'))}",
        "https_validate_certificates = 1",
        "cfn_region_name = heat",
        f"cfn_region_endpoint = {urlsplit(address).hostname}",
    )
    return _message(
        [
            *_common(),
            Part(text, "cfn-userdata", DATA),
            Part(_file("run-user-data"), "loguserdata.py", "x-shellscript"),
            *_metadata(metadata),
            Part(address, "cfn-metadata-server", DATA),
            Part("\n".join(boto), "cfn-boto-cfg", DATA),
        ]
    )


def _common() -> Iterator[Part]:
    yield Part(_file("cloud-config"), "cloud-config", "cloud-config")
    yield Part(_file("boothook"), "boothook.sh", "cloud-boothook")
    yield Part(_file("part-handler"), "part-handler.py", "part-handler")


def _own_parts(text: str) -> Iterator[Part]:
    """Those of a message, or the whole as it is."""
    message = message_from_string(text)
    if not message.is_multipart():
        yield Part(text)
        return
    for inner in message.get_payload():
        assert isinstance(inner, Message)
        content = inner.get_payload(decode=True)
        whole = content.decode("utf-8", "replace") if isinstance(content, bytes) else inner.as_string()
        yield Part(whole, inner.get_filename() or "", inner.get_content_subtype())


def _metadata(metadata: Plain) -> Iterator[Part]:
    if metadata:
        yield Part(msgspec.json.encode(metadata).decode(), INIT_DATA, DATA)


def _message(parts: Sequence[Part]) -> str:
    """Without a boundary given, each look at it would be different."""
    digest = hashlib.sha256("\0".join(part.text for part in parts).encode()).hexdigest()[:24]
    message = MIMEMultipart(boundary=f"==============={digest}==")
    for part in parts:
        one = MIMEText(part.text, part.subtype, "us-ascii" if part.text.isascii() else "utf-8")
        one.add_header("Content-Disposition", "attachment", filename=part.name)
        message.attach(one)
    return message.as_string()


def _file(name: str) -> str:
    return (files(f"{__package__}.boot") / name).read_text()


def _ignition(text: str) -> dict[str, Any] | None:
    try:
        told = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    kind = told.get("ignition") if isinstance(told, dict) else None
    return told if isinstance(kind, dict) and kind.get("version") else None


def _with_files(told: dict[str, Any], metadata: Plain) -> str:
    storage = told.setdefault("storage", {})
    kept = storage.setdefault("files", []) if isinstance(storage, dict) else None
    if not isinstance(kept, list):
        raise ValueError("storage is no map with a list of files")  # noqa: TRY004 - it is the user's
    source = f"data:,{quote(msgspec.json.encode(metadata))}"
    kept.extend(
        {
            "filesystem": "root",
            "path": f"{folder}/{INIT_DATA}",
            "mode": 0o640,
            "user": {"name": "root"},
            "group": {"name": "root"},
            "contents": {"source": source, "verification": {}},
        }
        for folder in FOLDERS
    )
    return msgspec.json.encode(told).decode()
