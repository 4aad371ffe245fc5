"""Barbican: secrets, encrypted by its simple cryptography with a key that stands in its configuration."""

import base64

from lab import ini
from lab.commands import Command
from lab.place import Place
from lab.service import Api, Endpoint, Service

# Its own module for WSGI servers reads /etc/barbican, come what may.
APPLICATION = """\
from paste import deploy
application = deploy.loadapp("config:{file}")
"""


class Barbican(Service):
    """Secrets."""

    name = "barbican"
    packages = ("barbican", "python-barbicanclient")
    databases = ("barbican",)
    endpoints = (Endpoint("key-manager", "barbican"),)
    apis = (Api("barbican-api", "barbican", "{etc}/barbican/api.py", '"v1"'),)

    def files(self, here: Place) -> dict[str, str]:
        return {
            "api.py": APPLICATION.format(file=here.etc(self.name) / "barbican-api-paste.ini"),
            "barbican.conf": ini.text(
                ini.common(here, self.name, host_href=here.url("barbican"), db_auto_create=False)
                | ini.database(here, "barbican")
                | ini.token_checks(here, "barbican", self.endpoints[0].type)
                | {
                    "secretstore": {"enabled_secretstore_plugins": "store_crypto"},
                    "crypto": {"enabled_crypto_plugins": "simple_crypto"},
                    "simple_crypto_plugin": {
                        "kek": base64.urlsafe_b64encode(b"of the lab, which is no secret.!").decode()
                    },
                }
            ),
        }

    def prepare(self, here: Place) -> list[Command]:
        return [("barbican-manage", "db", "upgrade")]


SERVICE = Barbican()
