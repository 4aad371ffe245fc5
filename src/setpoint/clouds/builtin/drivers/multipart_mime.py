"""OS::Heat::MultipartMime: several configurations in one MIME message, as cloud-init takes it (RFC 2046)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email import message_from_string
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import PurePosixPath

import msgspec

from setpoint.clouds.builtin.drivers.software_config import SoftwareConfig
from setpoint.clouds.driver import Want
from setpoint.model.value import Plain, Sensitive, Value, is_sensitive, reveal


class MultipartMime(SoftwareConfig):
    """A part's ``config`` is its text, or the identity of another configuration in the stack."""

    def attributes(self, want: Want, token: str) -> Mapping[str, Value]:
        """``config`` is the message: a secret when a configuration that is a part of it is one."""
        parts = want.properties.get("parts", [])
        used = [want.referred.get(part["config"], {}).get("config") for part in parts]
        texts = [
            part["config"] if config is None else _text(config)
            for part, config in zip(parts, used, strict=True)
        ]
        # Without a boundary given, each look at it would be different.
        message = MIMEMultipart(boundary=f"==============={self.physical_id(want, token)}==")
        for part, text in zip(parts, texts, strict=True):
            for inner in _messages(part, text):
                message.attach(inner)
        whole = message.as_string()
        return {"config": Sensitive(whole) if is_sensitive(used) else whole}


def _text(config: Value) -> str:
    bare = reveal(config)
    return bare if isinstance(bare, str) else msgspec.json.encode(bare).decode()


def _messages(part: Mapping[str, Plain], text: str) -> Iterator[MIMEText]:
    if part.get("type", "text") == "text":
        yield _message(text, part.get("subtype") or "", part.get("filename") or "")
        return
    for inner in message_from_string(text).walk():
        if not inner.is_multipart():
            content = inner.get_payload(decode=True)
            assert isinstance(content, bytes)
            yield _message(
                content.decode("utf-8", "replace"), inner.get_content_subtype(), inner.get_filename() or ""
            )


def _message(text: str, subtype: str, filename: str) -> MIMEText:
    """A part without a subtype is called after its file's name: ``cloud-boothook.txt`` is a cloud-boothook."""
    subtype = subtype or PurePosixPath(filename).stem or "plain"
    message = MIMEText(text, subtype, "us-ascii" if text.isascii() else "utf-8")
    if filename:
        message.add_header("Content-Disposition", "attachment", filename=filename)
    return message


DRIVER = MultipartMime
