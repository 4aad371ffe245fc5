"""Keys made for servers: the pair is made here, for Nova makes none any more (from microversion 2.92 on).

The public part says under which token it was made, so that it is known again: as the comment of an SSH key, as the
serial number of a certificate.
"""

from __future__ import annotations

import datetime as dt
import uuid

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from setpoint.clouds.openstack.rest.carrier import PREFIX

BITS = 3072
"""RSA, which every server knows, and with which Windows passwords are encrypted."""

_YEARS = dt.timedelta(days=3650)
_UPN = x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3")
"""The user principal name by which Windows knows whom a certificate is for."""


class KeyPair(msgspec.Struct, frozen=True):
    """Both parts, as text."""

    public: str
    private: str


def ssh_pair(token: str) -> KeyPair:
    """A pair for SSH; the private part in the form that OpenSSL and OpenSSH read."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    return KeyPair(f"{public} {PREFIX}{token}", _pem(key, PrivateFormat.TraditionalOpenSSL))


def certificate(token: str, user: str) -> KeyPair:
    """A certificate with which ``user`` (an id) is let in by WinRM, and its private key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, user)])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), uuid.UUID(token).int, now, now + _YEARS)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(
            x509.SubjectAlternativeName([x509.OtherName(_UPN, _utf8(f"{user}@localhost"))]), critical=False
        )
    )
    public = built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()
    return KeyPair(public, _pem(key, PrivateFormat.PKCS8))


def token_of(public: str) -> str:
    """The token under which a public key was made here; "" for any other."""
    if "BEGIN CERTIFICATE" not in public:
        return public.strip().rpartition(f" {PREFIX}")[2] if PREFIX in public else ""
    try:
        return str(uuid.UUID(int=x509.load_pem_x509_certificate(public.encode()).serial_number))
    except ValueError:
        return ""


def _pem(key: rsa.RSAPrivateKey, form: PrivateFormat) -> str:
    return key.private_bytes(Encoding.PEM, form, NoEncryption()).decode()


def _utf8(text: str) -> bytes:
    """``text`` as a UTF8String in DER; shorter than 128 bytes."""
    content = text.encode()
    return bytes((0x0C, len(content))) + content
