"""Keys made for servers: what they can be used for, and how they are known again."""

from __future__ import annotations

import uuid

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_public_key

from setpoint.clouds.openstack.drivers.nova.keys import certificate, ssh_pair, token_of

TOKEN = str(uuid.UUID("0d1f6a4e-52a5-4b0c-9f0e-6b8f5f1d3a57"))


def test_an_ssh_pair_fits_together_and_bears_its_token() -> None:
    pair = ssh_pair(TOKEN)
    public = load_ssh_public_key(pair.public.encode())
    private = load_pem_private_key(pair.private.encode(), None)
    assert private.public_key() == public
    assert pair.private.startswith("-----BEGIN RSA PRIVATE KEY-----")
    assert token_of(pair.public) == TOKEN


def test_a_certificate_names_its_user_and_bears_its_token() -> None:
    pair = certificate(TOKEN, "u" * 64)
    found = x509.load_pem_x509_certificate(pair.public.encode())
    assert found.public_key() == load_pem_private_key(pair.private.encode(), None).public_key()
    name = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value[0]
    assert isinstance(name, x509.OtherName)
    assert name.value.endswith(b"@localhost")
    assert name.value[1] == len(name.value) - 2
    assert token_of(pair.public) == TOKEN


def test_keys_of_others_bear_none() -> None:
    assert token_of("ssh-ed25519 AAAA someone@somewhere") == ""
    assert token_of("-----BEGIN CERTIFICATE-----\nno\n") == ""
