"""``OS::Barbican::RSAContainer``: a pair of RSA keys."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.barbican.containers import Container


class RSAContainer(Container):
    """An RSA container."""

    type = "rsa"
    holds = ("private_key", "private_key_passphrase", "public_key")


DRIVER = RSAContainer
