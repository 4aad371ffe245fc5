"""The service's own credentials in the lab, and people who come and go."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lab.catalogue import SETPOINT
from lab.rest import Cloud
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
