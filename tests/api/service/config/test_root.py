"""Where others reach the service: as it is told, or else where it listens, if that is one place."""

from __future__ import annotations

import pytest

from setpoint.api.settings import Config
from setpoint.api.settings.address import Address
from setpoint.api.settings.service import Service


@pytest.mark.parametrize(
    ("listen", "public", "root"),
    (
        ("127.0.0.1:8004", "", "http://127.0.0.1:8004"),
        ("[2001:db8::1]:80", "", "http://[2001:db8::1]:80"),
        ("heat.example:8004", "", "http://heat.example:8004"),
        ("0.0.0.0:8004", "", ""),
        ("[::]:8004", "", ""),
        ("127.0.0.1:0", "", ""),
        ("0.0.0.0:8004", "https://heat.example.org/orchestration/", "https://heat.example.org/orchestration"),
    ),
)
def test_the_root(listen: str, public: str, root: str) -> None:
    service = Service(listen=Address.parse(listen), public_endpoint=public)
    assert Config(service=service).root == root
