"""A service for one test, and Heat's own client for it; modules whose service is another have fixtures of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from heatclient.v1.client import Client

from tests.api.serving import Service, serving


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as found:
        yield found


@pytest.fixture
def heat(service: Service) -> Client:
    return Client(endpoint=service.url(), token="one")
