"""Aodh: alarms on the measurements of Gnocchi."""

from lab import ini
from lab.commands import Command
from lab.place import Place
from lab.processes import Daemon
from lab.service import Api, Endpoint, Service


class Aodh(Service):
    """Alarms."""

    name = "aodh"
    packages = ("aodh[mysql]", "aodhclient")
    databases = ("aodh",)
    endpoints = (Endpoint("alarming", "aodh"),)
    apis = (Api("aodh-api", "aodh", "aodh.wsgi.api:application", '"v2"'),)

    def files(self, here: Place) -> dict[str, str]:
        return {
            "aodh.conf": ini.text(
                ini.common(here, self.name)
                | ini.database(here, "aodh")
                | ini.token_checks(here, "aodh", self.endpoints[0].type)
                | {
                    "service_credentials": {**ini.credentials(here, "aodh"), "interface": "internalURL"},
                    "evaluator": {"evaluation_interval": 10},
                }
            )
        }

    def prepare(self, here: Place) -> list[Command]:
        return [("aodh-dbsync",)]

    def programs(self, here: Place) -> list[Daemon]:
        return [
            here.program(self.name, "aodh-evaluator"),
            here.program(self.name, "aodh-notifier", queue="alarming.sample"),
        ]


SERVICE = Aodh()
