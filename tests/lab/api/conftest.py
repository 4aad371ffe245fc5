"""The service in the lab, its own credentials there, and people who come and go."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lab.catalogue import SETPOINT
from lab.rest import Cloud
from lab.serving import Serving, serving
from lab.settings import PASSWORD
from setpoint.clouds.openstack.config import CloudConfig
from tests.lab.api.person import Person
from tests.lab.conftest import RunningLab


@pytest.fixture
def admin(lab: RunningLab) -> Cloud:
    """Return the administrator's client."""
    return lab.cloud("lab-admin")


@pytest.fixture
def service(lab: RunningLab) -> CloudConfig:
    """Return what the service connects with."""
    return CloudConfig(
        name="service",
        region="RegionOne",
        auth={
            "auth_url": lab.cloud().auth_url,
            "username": SETPOINT,
            "password": PASSWORD,
            "project_name": "service",
            "user_domain_id": "default",
            "project_domain_id": "default",
        },
    )


@pytest.fixture(scope="module")
def beside(lab: RunningLab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """Serve beside Heat, in a region of its own, while tests of this module ask."""
    with serving(lab.settings, tmp_path_factory.mktemp("beside")) as one:
        yield one


@pytest.fixture
def person(admin: Cloud) -> Iterator[Person]:
    """Return a user who is a member of two projects; all are removed at the end."""
    with _somebody(admin) as one:
        yield one


@pytest.fixture
def friend(admin: Cloud) -> Iterator[Person]:
    """Return another."""
    with _somebody(admin) as one:
        yield one


@contextmanager
def _somebody(admin: Cloud) -> Iterator[Person]:
    one = Person(admin, f"person-{uuid.uuid4().hex[:8]}")
    try:
        yield one
    finally:
        one.remove()
