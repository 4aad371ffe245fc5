"""Zaqar: queues of messages, kept in redis."""

from lab import ini
from lab.commands import Command
from lab.place import Place
from lab.service import Api, Endpoint, Service
from lab.settings import IP, PASSWORD


class Zaqar(Service):
    """Messages."""

    name = "zaqar"
    packages = ("zaqar",)
    databases = ("zaqar",)
    endpoints = (Endpoint("messaging", "zaqar"),)
    apis = (Api("zaqar", "zaqar", "zaqar.transport.wsgi.app:application", '"2"'),)

    def files(self, here: Place) -> dict[str, str]:
        redis = f"redis://{IP}:{here.settings.port('redis')}?socket_timeout=2"
        trustee = {
            key: value for key, value in ini.credentials(here, "zaqar").items() if "project" not in key
        }
        return {
            "zaqar.conf": ini.text(
                ini.token_checks(here, "zaqar", self.endpoints[0].type)
                | {
                    "DEFAULT": {"auth_strategy": "keystone", "admin_mode": True, "unreliable": True},
                    "drivers": {
                        "transport": "wsgi",
                        "management_store": "sqlalchemy",
                        "message_store": "redis",
                    },
                    "drivers:management_store:sqlalchemy": {"uri": here.database_url("zaqar")},
                    "drivers:message_store:redis": {"uri": redis},
                    "signed_url": {"secret_key": PASSWORD},
                    "trustee": trustee,
                }
            )
        }

    def prepare(self, here: Place) -> list[Command]:
        file = here.etc(self.name) / "zaqar.conf"
        return [("zaqar-sql-db-manage", "--config-file", file, "upgrade", "head")]


SERVICE = Zaqar()
