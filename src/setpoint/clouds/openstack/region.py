"""What drivers of one region share: the connection, the names that were looked up, and when to look again."""

from __future__ import annotations

import msgspec

from setpoint.clouds.openstack.client.service import Api, Service
from setpoint.clouds.openstack.connection import Connection
from setpoint.clouds.openstack.documents import Documents
from setpoint.clouds.openstack.names import Names
from setpoint.clouds.openstack.pace import Pace


class Known(msgspec.Struct, frozen=True, gc=False):
    """Something that was looked at. While it is on its way, only its own service (by type) has news of it."""

    token: str
    awaited_of: str = ""


class Region:
    """One region, as one identity sees it."""

    def __init__(self, connection: Connection, pace: Pace | None = None) -> None:
        """Work over ``connection``, at a ``pace`` of its own unless there is one."""
        self.connection = connection
        self.names = Names(connection)
        self.documents = Documents(connection)
        self.pace = pace or Pace()
        self.known: dict[str, Known] = {}
        """What somebody has looked at, by physical id, so that news of it can be passed on."""

    def service(self, api: Api) -> Service:
        """The service that speaks ``api``."""
        return self.connection.service(api)
