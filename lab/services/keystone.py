"""Keystone: users, projects, tokens and the catalogue, for all regions."""

from lab import ini
from lab.commands import Command
from lab.place import Place
from lab.service import Api, Endpoint, Service
from lab.settings import PASSWORD


class Keystone(Service):
    """Identity."""

    name = "keystone"
    packages = ("keystone",)
    databases = ("keystone",)
    endpoints = (Endpoint("identity", "keystone", "/v3"),)
    apis = (Api("keystone", "keystone", "keystone.wsgi.api:application", '"v3.', "/v3", busy=True),)

    def files(self, here: Place) -> dict[str, str]:
        keys = here.data(self.name)
        return {
            "keystone.conf": ini.text(
                ini.common(here, self.name)
                | ini.database(here, "keystone")
                | {
                    "token": {"provider": "fernet", "expiration": 86400},
                    "fernet_tokens": {"key_repository": keys / "fernet"},
                    "credential": {"key_repository": keys / "credential"},
                    "cache": {
                        "enabled": True,
                        "backend": "oslo_cache.memcache_pool",
                        "memcache_servers": here.memcached,
                    },
                }
            )
        }

    def prepare(self, here: Place) -> list[Command]:
        owner = ("--keystone-user", "root", "--keystone-group", "root")
        addresses = [
            word
            for kind in ("admin", "internal", "public")
            for word in (f"--bootstrap-{kind}-url", here.auth_url)
        ]
        return [
            ("keystone-manage", "db_sync"),
            ("keystone-manage", "fernet_setup", *owner),
            ("keystone-manage", "credential_setup", *owner),
            (
                "keystone-manage",
                "bootstrap",
                "--bootstrap-password",
                PASSWORD,
                "--bootstrap-region-id",
                here.name,
                *addresses,
            ),
        ]


SERVICE = Keystone()
