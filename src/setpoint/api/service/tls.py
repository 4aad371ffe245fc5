"""TLS, as configured; a renewed certificate is taken up without a restart."""

from __future__ import annotations

import ssl
from pathlib import Path

from setpoint.api.settings.service import Service
from setpoint.model.errors import InvalidInput


def tls_context(service: Service) -> ssl.SSLContext | None:
    """What speaks TLS (1.2 or newer), or None where none is wanted. Raises InvalidInput for files that are no good."""
    if service.cert_file is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    load_certificate(context, service)
    if service.ca_file:
        _check(service.ca_file)
        try:
            context.load_verify_locations(service.ca_file)
        except ssl.SSLError as problem:
            raise _unusable(service.ca_file, problem) from None
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def load_certificate(context: ssl.SSLContext, service: Service) -> None:
    """Let ``context`` show the certificate from now on. Raises InvalidInput for files that are no good."""
    assert service.cert_file
    assert service.key_file
    for path in (service.cert_file, service.key_file):
        _check(path)
    try:
        context.load_cert_chain(service.cert_file, service.key_file, password=_no_password)
    except ssl.SSLError as problem:
        raise _unusable(service.cert_file, problem) from None


def _no_password() -> str:
    """OpenSSL would ask for one on the terminal."""
    return ""


def _check(path: Path) -> None:
    try:
        path.read_bytes()
    except OSError as problem:
        raise InvalidInput.because(f"cannot read {path}", detail=problem.strerror or str(problem)) from None


def _unusable(path: Path, problem: ssl.SSLError) -> InvalidInput:
    if problem.reason == "KEY_VALUES_MISMATCH":
        return InvalidInput.because(f"the key does not belong to the certificate in {path}")
    return InvalidInput.because(
        f"TLS cannot be spoken with {path}",
        detail=(problem.reason or "it is no PEM, or its key has a password").replace("_", " ").lower(),
    )
