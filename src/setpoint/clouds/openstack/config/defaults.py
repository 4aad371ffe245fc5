"""What openstacksdk (Apache-2.0 software) takes for granted of every cloud, before anything is told of it: facts."""

from __future__ import annotations

from typing import Any, Final

DEFAULTS: Final[dict[str, Any]] = {
    "api_timeout": None,
    "verify": True,
    "cacert": None,
    "cert": None,
    "key": None,
    "auth_type": "password",
    "baremetal_status_code_retries": 5,
    "baremetal_introspection_status_code_retries": 5,
    "image_status_code_retries": 5,
    "disable_vendor_agent": {},
    "interface": "public",
    "floating_ip_source": "neutron",
    "image_api_use_tasks": False,
    "image_format": "qcow2",
    "message": "",
    "network_api_version": "2",
    "object_store_api_version": "1",
    "secgroup_source": "neutron",
    "status": "active",
}
"""Their order counts: where two keys say the same, the later one often wins."""
