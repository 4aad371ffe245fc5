"""TLS: a certificate of our own, a renewed one, one of the client's, and files that are no good."""

from __future__ import annotations

import asyncio
import signal
import ssl
from pathlib import Path

import pytest

from setpoint.api.service.tls import tls_context
from setpoint.api.settings.service import Service
from setpoint.model.errors import InvalidInput
from tests.api.service.conftest import Serve
from tests.lab.certificate import self_made


async def shown(port: int, authority: Path, own: Path | None = None) -> bytes:
    """The certificate that is shown, once a request is answered over TLS."""
    context = ssl.create_default_context(cafile=str(authority))
    if own:
        context.load_cert_chain(own, own.with_suffix(".key"))
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    writer.write(b"GET /healthcheck HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    try:
        assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
        found: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        return found
    finally:
        writer.close()


def pair(folder: Path) -> tuple[Path, Path]:
    folder.mkdir(exist_ok=True)
    certificate, _ = self_made(folder)
    return certificate, certificate.with_suffix(".key")


@pytest.mark.slow
async def test_it_speaks_tls_and_takes_up_a_renewed_certificate(serve: Serve, tmp_path: Path) -> None:
    certificate, key = pair(tmp_path / "tls")
    service = serve(f"[service]\ncert_file = '{certificate}'\nkey_file = '{key}'\n")
    assert service.root.startswith("https://127.0.0.1:")
    first = await shown(service.port, certificate)
    with pytest.raises(ssl.SSLCertVerificationError):
        await shown(service.port, pair(tmp_path / "another")[0])
    pair(tmp_path / "tls")
    service.signal(signal.SIGHUP)
    service.will_log(event="reloaded")
    assert await shown(service.port, certificate) != first


@pytest.mark.slow
async def test_clients_show_a_certificate_where_that_is_asked_for(serve: Serve, tmp_path: Path) -> None:
    certificate, key = pair(tmp_path / "tls")
    known, _ = pair(tmp_path / "known")
    service = serve(f"[service]\ncert_file = '{certificate}'\nkey_file = '{key}'\nca_file = '{known}'\n")
    assert await shown(service.port, certificate, known)
    with pytest.raises((ssl.SSLError, ConnectionError, AssertionError)):
        await shown(service.port, certificate)


def test_files_that_are_no_good_are_told(tmp_path: Path) -> None:
    certificate, key = pair(tmp_path / "tls")
    _, other = pair(tmp_path / "other")
    nothing = tmp_path / "nothing"
    nothing.write_text("nothing")
    for files, words in (
        ((tmp_path / "gone", key), "cannot read .*gone: No such file"),
        ((certificate, other), "the key does not belong to the certificate"),
        ((nothing, key), "TLS cannot be spoken with .*nothing"),
    ):
        with pytest.raises(InvalidInput, match=words):
            tls_context(Service(cert_file=files[0], key_file=files[1]))
    with pytest.raises(InvalidInput, match="TLS cannot be spoken with"):
        tls_context(Service(cert_file=certificate, key_file=key, ca_file=nothing))
