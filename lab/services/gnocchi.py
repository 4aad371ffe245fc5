"""Gnocchi: measurements, in files."""

from lab import ini
from lab.commands import Command
from lab.place import Place
from lab.processes import Daemon
from lab.service import Api, Endpoint, Service
from lab.settings import IP


class Gnocchi(Service):
    """Measurements."""

    name = "gnocchi"
    packages = ("gnocchi[mysql,keystone,redis]", "gnocchiclient")
    databases = ("gnocchi",)
    endpoints = (Endpoint("metric", "gnocchi"),)
    apis = (Api("gnocchi-api", "gnocchi", "gnocchi.wsgi.api:application", '"v1.0"'),)

    def files(self, here: Place) -> dict[str, str]:
        redis = f"redis://{IP}:{here.settings.port('redis')}"
        return {
            "gnocchi.conf": ini.text(
                ini.token_checks(here, "gnocchi", self.endpoints[0].type)
                | {
                    "DEFAULT": {"coordination_url": redis, "parallel_operations": 2},
                    "indexer": {"url": here.database_url("gnocchi")},
                    "storage": {"driver": "file", "file_basepath": here.data(self.name)},
                    "incoming": {
                        "driver": "redis",
                        "redis_url": redis,
                    },  # tells metricd at once of what came in
                    "api": {"auth_mode": "keystone"},
                    "metricd": {"workers": 1},
                }
            )
        }

    def prepare(self, here: Place) -> list[Command]:
        return [("gnocchi-upgrade",)]

    def programs(self, here: Place) -> list[Daemon]:
        return [here.program(self.name, "gnocchi-metricd")]


SERVICE = Gnocchi()
