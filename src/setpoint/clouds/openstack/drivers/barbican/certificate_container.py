"""``OS::Barbican::CertificateContainer``: a certificate, and what belongs to it."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.barbican.containers import Container


class CertificateContainer(Container):
    """A certificate container."""

    type = "certificate"
    holds = ("certificate", "private_key", "private_key_passphrase", "intermediates")


DRIVER = CertificateContainer
