"""What the service itself is in Keystone, as its configuration says."""

from __future__ import annotations

from setpoint.api.settings.keystone import Keystone
from setpoint.clouds.openstack.config import CloudConfig
from setpoint.clouds.openstack.config.settings import Credentials

NAME = "openstack"
"""The cloud of stacks whose credentials are Keystone's."""


def service_user(keystone: Keystone) -> CloudConfig:
    """The service's own credentials."""
    password = keystone.password.reveal() if keystone.password else ""
    auth = {
        "auth_url": keystone.auth_url,
        "username": keystone.username,
        "password": password,
        "project_name": keystone.project_name,
        "user_domain_name": keystone.user_domain_name,
        "project_domain_name": keystone.project_domain_name,
    }
    return CloudConfig(
        NAME,
        region=keystone.region_name,
        auth=Credentials(auth),
        verify=not keystone.insecure,
        cacert=str(keystone.cafile or ""),
    )
