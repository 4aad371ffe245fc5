"""Octavia's types on a real Octavia: a load balancer, and everything that stands below one."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.clouds.driver import Driver, Facts, Subject, Want
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.model.observation import Done, Gone, Observation, Outcome, Pending, Ready

pytestmark = pytest.mark.lab

PATIENCE = 120.0
"""Seconds that one deed may take."""


def driver(cloud: OpenStackCloud, name: str) -> Driver:
    found = cloud.driver(f"OS::Octavia::{name}")
    assert found is not None
    return found


class Made:
    """Something that others stand on, made and removed as the engine would."""

    def __init__(self, cloud: OpenStackCloud, name: str, properties: Mapping[str, Any]) -> None:
        self.driver = driver(cloud, name)
        self.properties = self.driver.kind.with_defaults(properties)
        self.token = str(uuid.uuid4())
        self.id = ""

    async def make(self) -> str:
        await self._settle(await self.driver.create(Want(self.properties, f"t-{self.token[:8]}"), self.token))
        return self.id

    async def _settle(self, outcome: Outcome) -> None:
        self.id = outcome.physical_id
        if not isinstance(outcome, Done):
            await self._until(Ready)

    async def _until(self, wanted: type[Observation]) -> None:
        """Look as often as the driver asks for."""
        seen: Observation = Pending("not seen yet", 0)
        while not isinstance(seen, wanted):
            assert isinstance(seen, Pending), seen
            await asyncio.sleep(max(0.3, (seen.look_at or 0) - time.time()))
            subject = Subject(self.id, self.token, self.properties)
            seen = (await self.driver.observe([subject], Facts(time.time())))[self.token]

    async def remove(self) -> None:
        await self.driver.delete(Subject(self.id, self.token, self.properties))
        await self._until(Gone)


@pytest.fixture
async def balancer(cloud: OpenStackCloud) -> AsyncIterator[str]:
    one = Made(cloud, "LoadBalancer", {"vip_subnet": "private-subnet"})
    yield await one.make()
    await one.remove()


async def test_a_load_balancer(cloud: OpenStackCloud) -> None:
    await certify_driver(
        driver(cloud, "LoadBalancer"),
        Examples(
            wanted={"vip_subnet": "private-subnet", "name": "front", "description": "of tests"},
            changed={"vip_subnet": "private-subnet", "name": "face", "admin_state_up": False},
            replaced={"vip_subnet": "private-subnet", "vip_address": "10.0.255.1"},
            refused=({}, {"vip_subnet": "private-subnet", "vip_address": "here"}),
            patience=PATIENCE,
        ),
    )


async def test_listener_pool_and_policy(cloud: OpenStackCloud, balancer: str) -> None:
    await certify_driver(
        driver(cloud, "Listener"),
        Examples(
            wanted={"loadbalancer": balancer, "protocol": "HTTP", "protocol_port": 80, "name": "web"},
            changed={
                "loadbalancer": balancer,
                "protocol": "HTTP",
                "protocol_port": 80,
                "name": "web",
                "connection_limit": 100,
                "allowed_cidrs": ["10.0.0.0/8"],
            },
            replaced={"loadbalancer": balancer, "protocol": "HTTP", "protocol_port": 81, "name": "web"},
            patience=PATIENCE,
        ),
    )
    listener = await Made(
        cloud, "Listener", {"loadbalancer": balancer, "protocol": "HTTP", "protocol_port": 80}
    ).make()
    policy = {"listener": listener, "action": "REDIRECT_TO_URL", "redirect_url": "http://elsewhere.example/"}
    await certify_driver(
        driver(cloud, "L7Policy"),
        Examples(
            wanted={**policy, "name": "away", "position": 1},
            changed={**policy, "name": "away", "position": 1, "redirect_url": "http://nowhere.example/"},
            patience=PATIENCE,
        ),
    )
    above = await Made(cloud, "L7Policy", policy).make()
    rule = {"l7policy": above, "type": "PATH", "compare_type": "STARTS_WITH", "value": "/old"}
    await certify_driver(
        driver(cloud, "L7Rule"),
        Examples(wanted=rule, changed={**rule, "value": "/older", "invert": True}, patience=PATIENCE),
    )


async def test_pool_members_and_monitor(cloud: OpenStackCloud, balancer: str) -> None:
    pool = {"loadbalancer": balancer, "protocol": "HTTP", "lb_algorithm": "ROUND_ROBIN"}
    await certify_driver(
        driver(cloud, "Pool"),
        Examples(
            wanted={**pool, "session_persistence": {"type": "HTTP_COOKIE"}},
            changed={**pool, "lb_algorithm": "LEAST_CONNECTIONS", "description": "busy"},
            replaced={**pool, "protocol": "TCP"},
            patience=PATIENCE,
        ),
    )
    above = await Made(cloud, "Pool", pool).make()
    member = {"pool": above, "address": "10.0.0.5", "protocol_port": 8080, "subnet": "private-subnet"}
    await certify_driver(
        driver(cloud, "PoolMember"),
        Examples(
            wanted={**member, "tags": ["blue"]},
            changed={**member, "weight": 5, "tags": ["green"]},
            replaced={**member, "protocol_port": 8081},
            patience=PATIENCE,
        ),
    )
    monitor = {"pool": above, "type": "HTTP", "delay": 5, "timeout": 3, "max_retries": 2}
    await certify_driver(
        driver(cloud, "HealthMonitor"),
        Examples(
            wanted={**monitor, "url_path": "/health"},
            changed={**monitor, "url_path": "/healthz", "expected_codes": "200-204"},
            replaced={**monitor, "type": "TCP"},
            patience=PATIENCE,
        ),
    )
