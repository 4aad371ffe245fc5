"""Designate: names, on its fake back end.

The name server that it asks whether a change has arrived is its own mini DNS: a zone becomes ACTIVE when Designate
itself answers for it over DNS, as it does for the servers of a real installation.
"""

import json

from lab import ini
from lab.commands import Command, run
from lab.place import Place
from lab.processes import Daemon
from lab.rest import Cloud
from lab.service import Api, Endpoint, Service
from lab.settings import IP

PARTS = {"central": "central", "worker": "worker", "producer": "producer", "mdns": ""}  # and their queues
QUOTAS = ("zones", "zone_recordsets", "zone_records", "recordset_records")


class Designate(Service):
    """Names."""

    name = "designate"
    packages = ("designate", "python-designateclient")
    databases = ("designate",)
    endpoints = (Endpoint("dns", "designate"),)
    apis = (Api("designate-api", "designate", "designate.wsgi.api:application", '"v2"'),)

    def files(self, here: Place) -> dict[str, str]:
        return {
            "designate.conf": ini.text(
                ini.common(
                    here,
                    self.name,
                    state_path=here.data(self.name),
                    **{f"quota_{name}": 10_000 for name in QUOTAS},
                )
                | ini.token_checks(here, "designate", self.endpoints[0].type)
                | {
                    "storage:sqlalchemy": {"connection": here.database_url("designate")},
                    "service:api": {"auth_strategy": "keystone", "api_base_uri": f"{here.url('designate')}/"},
                    "service:central": {"workers": 1},
                    "service:producer": {"workers": 1},
                    "service:mdns": {"workers": 1, "listen": f"{IP}:{here.port('designate-mdns')}"},
                    # It answers at once.
                    "service:worker": {
                        "workers": 1,
                        "poll_delay": 0,
                        "poll_retry_interval": 1,
                        "poll_max_retries": 2,
                    },
                }
            ),
            "pools.yaml": json.dumps([self._pool(here)], indent=2),
        }

    @staticmethod
    def _pool(here: Place) -> dict[str, object]:
        server = {"host": IP, "port": here.port("designate-mdns")}
        return {
            "name": "default",
            "description": "the lab",
            "attributes": {},
            "ns_records": [{"hostname": "ns.lab.example.", "priority": 1}],
            "nameservers": [server],
            "targets": [{"type": "fake", "description": "nothing", "masters": [server], "options": server}],
        }

    def prepare(self, here: Place) -> list[Command]:
        return [
            ("designate-manage", "--config-file", here.etc(self.name) / "designate.conf", "database", "sync")
        ]

    def programs(self, here: Place) -> list[Daemon]:
        file = ("--config-file", here.etc(self.name) / "designate.conf")
        return [
            here.program(self.name, f"designate-{part}", *file, queue=queue) for part, queue in PARTS.items()
        ]

    def fill(self, here: Place, admin: Cloud) -> None:
        """Tell Designate of its pool once, which its own command does through designate-central."""
        if any(pool["ns_records"] for pool in admin.get("dns", "/v2/pools")["pools"]):
            return
        etc = here.etc(self.name)
        manage = here.settings.venv / "bin" / "designate-manage"
        words = ("--config-file", etc / "designate.conf", "pool", "update", "--file", etc / "pools.yaml")
        run(
            (manage, *words),
            here.settings.home / "log" / here.name / "designate-pool.log",
            here.env(self.name),
        )


SERVICE = Designate()
