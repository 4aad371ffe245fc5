"""Placement: how much of what a host has left, for Nova."""

from lab import ini
from lab.commands import Command
from lab.place import Place
from lab.service import Api, Endpoint, Service


class Placement(Service):
    """Room on hosts."""

    name = "placement"
    packages = ("openstack-placement",)
    databases = ("placement",)
    endpoints = (Endpoint("placement", "placement"),)
    apis = (Api("placement", "placement", "placement.wsgi.api:application", '"v1.0"'),)

    def files(self, here: Place) -> dict[str, str]:
        return {
            "placement.conf": ini.text(
                {"placement_database": {"connection": here.database_url("placement")}}
                | ini.token_checks(here, "placement", self.endpoints[0].type)
            )
        }

    def prepare(self, here: Place) -> list[Command]:
        return [("placement-manage", "db", "sync")]


SERVICE = Placement()
