"""OS::Barbican types: what they keep is secret by nature.

What Heat checks of several properties together is checked here as well, and what every Barbican refuses.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

from setpoint.model.value import Unknown, Value, reveal
from setpoint.types.declarations import Declarations
from setpoint.types.resource_type import Problem, ResourceType

BINARY = "application/octet-stream"


class Secret(ResourceType):
    """A secret. What is no text is given in base64."""

    declared = Declarations(secret_properties=["payload"], secret_attributes=["decrypted_payload"])

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """What fits its payload, or the lack of one."""
        payload, kind = properties.get("payload"), properties.get("payload_content_type")
        encoding = properties.get("payload_content_encoding")
        for name in ("payload_content_type", "payload_content_encoding"):
            if name in properties and payload is None:
                yield Problem((name,), "is for secrets with a payload")
        if kind == BINARY and encoding is None:
            yield Problem(
                ("payload_content_encoding",), f"is required where payload_content_type is {BINARY}"
            )
        if encoding is not None and kind in (None, "text/plain"):
            yield Problem(("payload_content_encoding",), f"is for payloads of type {BINARY}")
        if isinstance(reveal(payload), str) and not reveal(payload):
            yield Problem(("payload",), "must hold a character")
        if encoding == "base64" and isinstance(reveal(payload), str) and not _is_base64(reveal(payload)):
            yield Problem(("payload",), "must be in base64")


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text)
    except (binascii.Error, ValueError):
        return False
    return True


_OF_KEYS = ("name", "algorithm", "bit_length", "mode", "payload_content_type", "expiration")
_TAKES: dict[str, Sequence[str]] = {
    "key": _OF_KEYS,
    "asymmetric": (*_OF_KEYS, "pass_phrase"),
    "certificate": (
        *("name", "request_type", "subject_dn", "source_container_ref", "ca_id", "profile", "request_data"),
    ),
}
"""What can be said of each type of order."""


class Order(ResourceType):
    """An order."""

    declared = Declarations(secret_properties=["pass_phrase"], secret_attributes=["private_key"])

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """What fits its type."""
        kind = properties.get("type")
        if not isinstance(kind, str) or kind not in _TAKES:
            return
        for name in properties.keys() - {"type"} - set(_TAKES[kind]):
            yield Problem((name,), f"is not for orders of type {kind}")
        for name in ("algorithm", "bit_length") if kind != "certificate" else ():
            if name not in properties:
                yield Problem((name,), f"is required for orders of type {kind}")
        if "profile" in properties and "ca_id" not in properties:
            yield Problem(("profile",), "needs a ca_id")


class _Container(ResourceType):
    """A container. Each secret is in it once."""

    needs: ClassVar[Sequence[str]] = ()
    """Without which it holds nothing else."""

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """What is in it twice, and what is missing."""
        given = list(self.refs(properties))
        for index, (path, ref) in enumerate(given):
            if not isinstance(ref, Unknown) and ref in [other for _, other in given[:index]]:
                yield Problem(path, "refers to a secret that is in it already")
        for name in self.needs if given else ():
            if name not in properties:
                yield Problem((name,), "is required in a container that is not empty")

    def refs(self, properties: Mapping[str, Value]) -> Iterator[tuple[tuple[str | int, ...], Value]]:
        """The secrets in it, and where they stand."""
        return (((name,), value) for name, value in properties.items() if name.endswith("_ref"))


class GenericContainer(_Container):
    """A generic container: in it, secrets come and go in place."""

    declared = Declarations(in_place=["secrets"], made_of={"secret_refs": ["secrets"]})

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """See :meth:`_Container.refuse`."""
        yield from super().refuse(properties)
        names: list[Value] = []
        for index, one in _maps(properties.get("secrets")):
            if not isinstance(one.get("name"), Unknown) and one.get("name") in names:
                yield Problem(("secrets", index, "name"), "is the name of another one in it")
            names.append(one.get("name"))

    def refs(self, properties: Mapping[str, Value]) -> Iterator[tuple[tuple[str | int, ...], Value]]:
        """See :meth:`_Container.refs`."""
        return (
            (("secrets", index, "ref"), one.get("ref")) for index, one in _maps(properties.get("secrets"))
        )


class CertificateContainer(_Container):
    """A certificate container."""

    needs = ("certificate_ref",)


class RSAContainer(_Container):
    """An RSA container."""

    needs = ("private_key_ref", "public_key_ref")


def _maps(items: Value) -> list[tuple[int, Mapping[str, Value]]]:
    numbered = enumerate(items) if isinstance(items, list) else ()
    return [(index, one) for index, one in numbered if isinstance(one, Mapping)]


KINDS = {
    "OS::Barbican::CertificateContainer": CertificateContainer,
    "OS::Barbican::GenericContainer": GenericContainer,
    "OS::Barbican::Order": Order,
    "OS::Barbican::RSAContainer": RSAContainer,
    "OS::Barbican::Secret": Secret,
}
