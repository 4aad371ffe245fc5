"""Values of the model as JSON text and back: secrets become references, and nothing unknown is ever kept.

A Sensitive leaf is written as ``{"$secret": id}``; what it hides is handed to the caller, who keeps it encrypted. A
user's own map may hold that key too: it is written with one ``$`` more (``$$secret``), and read with one less.

Speed comes from suspicion. Structs go straight through msgspec's encoder; only a text in which a user's map may have
used the reserved key, or in which something Unknown may stand, is looked through value by value.

NaN and the infinities are no JSON numbers: they are kept as null.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from setpoint.model.stack import Revision
from setpoint.model.value import Plain, Sensitive, Unknown, Value
from setpoint.store.sealed import opened

T = TypeVar("T")

Hide = Callable[[bytes], str]
"""Takes over a secret, as JSON; answers the id by which the record may refer to it."""

Reveal = Callable[[str], bytes]
"""Gives a secret back, as JSON, by its id."""

_REFERENCE = "$secret"
_KEY = '$secret":'
_UNKNOWN = '"because":'
_RESERVED = re.compile(r"\$+secret")
_ID = re.compile(r'"\$secret":"([^"]*)"')


class Encoder:
    """Encodes the values of one batch; each secret found is handed to ``hide``."""

    def __init__(self, hide: Hide) -> None:
        """Hand secrets to ``hide``."""
        self._references = _References(hide)
        self._encoder = msgspec.json.Encoder(enc_hook=self._references.refer)

    def encode(self, value: Value) -> str:
        """``value``, a struct of the model or plain data, as JSON. Raises AssertionError for anything Unknown."""
        before = self._references.count
        text = self._encoder.encode(value).decode()
        references = self._references.count - before
        if text.count(_KEY) != references or _UNKNOWN in text:
            text = self._encoder.encode(_escaped(value)).decode()
        return text


class _References:
    """What an encoder writes for secrets, counted. Apart from it: an encoder that is its own hook never goes away."""

    def __init__(self, hide: Hide) -> None:
        self._hide = hide
        self.count = 0

    def refer(self, value: object) -> object:
        assert isinstance(value, Sensitive), f"{type(value).__name__} is no value of the model"
        self.count += 1
        return {_REFERENCE: self._hide(_in_clear(value))}


def references(text: str) -> frozenset[str]:
    """Ids of the secrets that an encoded value refers to."""
    return frozenset(_ID.findall(text)) if _REFERENCE in text else frozenset()


def decode(kind: type[T], text: str, reveal: Reveal) -> T:
    """The struct of type ``kind`` that was encoded as ``text``; its secrets are asked of ``reveal``."""
    if _KEY not in text:
        value: T = _decoder(kind).decode(text)
        return value
    raw = decode_value(text, reveal)
    return msgspec.convert(opened(raw) if kind is Revision else raw, kind)


def decode_value(text: str, reveal: Reveal) -> Value:
    """As :func:`decode`, for a value that is no struct."""
    value = msgspec.json.decode(text)
    return _unescaped(value, reveal) if _KEY in text else value


_decoders: dict[type, msgspec.json.Decoder[Any]] = {}


def _decoder(kind: type[Any]) -> msgspec.json.Decoder[Any]:
    if kind not in _decoders:
        _decoders[kind] = msgspec.json.Decoder(kind)
    return _decoders[kind]


def _in_clear(secret: Sensitive) -> bytes:
    text = msgspec.json.encode(secret.reveal(), enc_hook=_nested)
    if _UNKNOWN.encode() in text:
        _escaped(secret)
    return text


def _nested(value: object) -> Plain:
    assert isinstance(value, Sensitive), f"{type(value).__name__} is no value of the model"
    return value.reveal()


def _escaped(value: Value) -> Value:
    assert not isinstance(value, Unknown), f"what is not known yet must not be kept: {value}"
    if isinstance(value, msgspec.Struct):
        fields = {name: _escaped(getattr(value, name)) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **fields)
    if isinstance(value, Mapping):
        return {f"${key}" if _RESERVED.fullmatch(key) else key: _escaped(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_escaped(item) for item in value]
    if isinstance(value, Sensitive):
        _escaped(value.reveal())  # what is hidden needs no escape, and must be known all the same
    return value


def _unescaped(value: Any, reveal: Reveal) -> Value:
    if isinstance(value, dict):
        if _REFERENCE in value:
            return Sensitive(msgspec.json.decode(reveal(value[_REFERENCE])))
        return {
            key[1:] if _RESERVED.fullmatch(key) else key: _unescaped(item, reveal)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_unescaped(item, reveal) for item in value]
    return value
