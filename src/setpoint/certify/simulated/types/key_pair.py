"""``OS::Nova::KeyPair``: a key for servers. Its name is its identity, so no two have the same."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.chance import fingerprint
from setpoint.certify.simulated.simulated_type import SimulatedType
from setpoint.certify.simulated.world import Thing, World
from setpoint.model.value import Plain


class KeyPair(SimulatedType):
    """A key pair. Without a public key, one is made up; it opens nothing."""

    name = "OS::Nova::KeyPair"
    title = "key pair"
    takes = ("key_pairs",)
    has_status = False

    def identify(self, world: World, properties: Mapping[str, Plain], name: str) -> str:
        """Its name."""
        return str(properties["name"])

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a name that is taken and a public key that is none."""
        key = thing.properties.get("public_key")
        if (
            key
            and thing.properties.get("type") != "x509"
            and not str(key).startswith(("ssh-", "ecdsa-", "sk-"))
        ):
            raise refusals.bad_request("the public key is not in a form that ssh knows")
        thing.claims = [f"key pair name {thing.id}"]
        thing.state["public_key"] = key or f"ssh-ed25519 {fingerprint((world.seed, thing.id))} simulated"
        thing.usage = self.usage(thing.properties)

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """The keys; the private one only where it was made up and is to be kept."""
        made_up = not thing.properties.get("public_key") and thing.properties.get("save_private_key")
        private = f"simulated private key {fingerprint((world.seed, 'private', thing.id))}" if made_up else ""
        return {"public_key": thing.state["public_key"], "private_key": private}
