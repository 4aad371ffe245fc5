"""Barbican's types: secrets, orders for some, and containers that refer to them.

What a secret holds is not kept here. Where somebody wants to know, something is made up that depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.chance import fingerprint
from setpoint.certify.simulated.simulated_type import Phase, SimulatedType, need, revised
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain

ADDRESS = "http://key-manager.simulated/v1"
LARGEST = 20_000
"""Bytes of a payload, at most."""

MAKES: dict[str, tuple[Sequence[str], Sequence[int]]] = {
    "asymmetric": (("rsa", "dsa"), (1024, 2048, 4096)),
    "key": (
        ("aes", "des", "3des", "hmacsha1", "hmacsha256", "hmacsha384", "hmacsha512"),
        (64, 128, 192, 256),
    ),
}
"""Algorithms and lengths that can be ordered, as Barbican's own cryptography has them."""


class _Kept(SimulatedType):
    has_status = False
    path: ClassVar[str]

    def identify(self, world: World, properties: Mapping[str, Plain], name: str) -> str:
        """Its address."""
        return f"{ADDRESS}/{self.path}/{world.new_id()}"


class Secret(_Kept):
    """A secret."""

    name = "OS::Barbican::Secret"
    title = "secret"
    path = "secrets"
    concealed = frozenset({"payload"})

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse what is over before it begins, and what is too large."""
        wanted = thing.properties
        refuse_past(wanted.get("expiration"), thing.created_at)
        if wanted.get("bit_length") == 0:
            raise refusals.bad_request("a secret has at least one bit")
        if len(str(wanted.get("payload") or "").encode()) > LARGEST:
            raise refusals.bad_request(f"a secret has at most {LARGEST} bytes")

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Barbican shows it."""
        payload = thing.properties.get("payload")
        told = None if payload is None else f"simulated payload {fingerprint((world.seed, payload))}"
        return {"decrypted_payload": told, "status": "ACTIVE"}


class Order(_Kept):
    """An order. What it made goes with it."""

    name = "OS::Barbican::Order"
    title = "order"
    path = "orders"
    has_status = True
    building = Phase("PENDING")
    seconds = 1.0
    concealed = frozenset({"pass_phrase"})

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse what nobody can make."""
        wanted = thing.properties
        refuse_past(wanted.get("expiration"), thing.created_at)
        if wanted["type"] not in MAKES:
            raise refusals.bad_request(
                f"orders of type {wanted['type']} are not made", advice="key or asymmetric"
            )
        algorithms, lengths = MAKES[wanted["type"]]
        factor = 2 if str(wanted.get("mode") or "").lower() == "xts" else 1
        if str(wanted["algorithm"]).lower() not in algorithms or wanted["bit_length"] not in [
            one * factor for one in lengths
        ]:
            raise refusals.bad_request(f"nobody makes {wanted['algorithm']} of {wanted['bit_length']} bits")

    def made(self, world: World, thing: Thing) -> None:
        """The secrets that it was an order for."""
        if thing.properties["type"] == "key":
            thing.state["secret_ref"] = self._add(world, thing, Secret(), {}).id
            return
        names = ["private_key", "public_key"]
        names += ["private_key_passphrase"] if thing.properties.get("pass_phrase") else []
        refs = {f"{name}_ref": self._add(world, thing, Secret(), {}).id for name in names}
        thing.state["container_ref"] = self._add(world, thing, RSAContainer(), refs).id

    @staticmethod
    def _add(world: World, order: Thing, kind: _Kept, properties: dict[str, Plain]) -> Thing:
        one = Thing(
            kind.identify(world, {}, ""),
            kind.name,
            name=order.name,
            properties=properties,
            bonds={order.id: Bond.PART},
        )
        kind.admit(world, one, None)
        world.add(one)
        return one

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Barbican shows it."""
        has_keys = thing.properties["type"] == "asymmetric"
        made = fingerprint((world.seed, thing.id))
        return {
            "certificate": None,
            "container_ref": thing.state.get("container_ref"),
            "intermediates": None,
            "order_ref": thing.id,
            "private_key": f"simulated private key {made}" if has_keys else None,
            "public_key": f"simulated public key {made}" if has_keys else None,
            "secret_ref": thing.state.get("secret_ref"),
            "status": self.status(world, thing),
        }


class _Container(_Kept):
    """A container. It forgets a secret that goes."""

    title = "container"
    path = "containers"

    def refs(self, properties: Mapping[str, Plain]) -> dict[str, str]:
        """The secrets that are wanted in it, by their names."""
        ends = ((name, value) for name, value in properties.items() if name.endswith("_ref") and value)
        return {name.removesuffix("_ref"): str(value) for name, value in ends}

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse secrets that are not there."""
        refs = self.refs(thing.properties)
        for ref in refs.values():
            need(world, Secret, ref, Bond.KNOWS, thing)
        thing.state["secret_refs"] = refs

    def without(self, properties: Mapping[str, Plain], refs: Iterable[str]) -> dict[str, Plain]:
        """Properties that refer to these secrets no more."""
        gone = set(refs)
        return {
            name: value
            for name, value in properties.items()
            if not isinstance(value, str) or value not in gone
        }

    def lost(self, world: World, thing: Thing, other: str) -> Thing:
        """See :meth:`SimulatedType.lost`."""
        left = super().lost(world, thing, other)
        refs = {name: ref for name, ref in thing.state["secret_refs"].items() if ref != other}
        state = {**left.state, "secret_refs": refs}
        return revised(left, state=state, properties=self.without(left.properties, [other]))

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Barbican shows it."""
        refs = thing.state["secret_refs"]
        return {"consumers": [], "container_ref": thing.id, "secret_refs": refs, "status": "ACTIVE"}


class GenericContainer(_Container):
    """A generic container."""

    name = "OS::Barbican::GenericContainer"

    def refs(self, properties: Mapping[str, Plain]) -> dict[str, str]:
        """See :meth:`_Container.refs`."""
        return {str(one["name"]): str(one["ref"]) for one in properties.get("secrets") or ()}

    def without(self, properties: Mapping[str, Plain], refs: Iterable[str]) -> dict[str, Plain]:
        """See :meth:`_Container.without`."""
        gone = set(refs)
        left = [one for one in properties.get("secrets") or () if one["ref"] not in gone]
        return {**properties, "secrets": left}


class CertificateContainer(_Container):
    """A certificate container."""

    name = "OS::Barbican::CertificateContainer"


class RSAContainer(_Container):
    """An RSA container."""

    name = "OS::Barbican::RSAContainer"


def refuse_past(expiration: Plain, now: float) -> None:
    """Refuse a time that has passed; ``now`` is in seconds since the epoch."""
    if not expiration:
        return
    try:
        read = datetime.fromisoformat(str(expiration).strip())
    except ValueError:
        raise refusals.bad_request("expiration is no time") from None
    if (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp() <= now:
        raise refusals.bad_request("expiration is in the past")
