"""Swift: objects, one copy each, in a plain folder (whose file system must have extended attributes)."""

from lab import ini
from lab.commands import Command
from lab.place import Place
from lab.processes import Daemon
from lab.service import Api, Endpoint, Service
from lab.settings import IP, PASSWORD

RINGS = ("account", "container", "object")
PIPELINE = (
    "catch_errors gatekeeper healthcheck cache bulk tempurl authtoken keystoneauth copy container_quotas account_quotas"
    " slo dlo versioned_writes symlink proxy-server"
)
PLAIN = (
    *("catch_errors", "gatekeeper", "healthcheck", "bulk", "copy", "container_quotas", "account_quotas"),
    *("slo", "dlo", "symlink"),
)
# The proxy runs under uwsgi like the other APIs, so that its access log is like theirs.
APPLICATION = """\
import eventlet
eventlet.monkey_patch()
from swift.common.wsgi import init_request_processor
application = init_request_processor({file!r}, "proxy-server")[0]
"""


class Swift(Service):
    """Objects."""

    name = "swift"
    packages = ("swift",)
    endpoints = (Endpoint("object-store", "swift", "/v1/AUTH_%(project_id)s"),)
    apis = (Api("swift-proxy", "swift", "{etc}/swift/proxy.py", '"swift"', "/info"),)

    def files(self, here: Place) -> dict[str, str]:
        etc = here.etc(self.name)
        return {
            "swift.conf": ini.text(
                {
                    "swift-hash": {"swift_hash_path_suffix": PASSWORD, "swift_hash_path_prefix": PASSWORD},
                    "storage-policy:0": {"name": "Policy-0", "default": "yes"},
                }
            ),
            "proxy.py": APPLICATION.format(file=str(etc / "proxy-server.conf")),
            "proxy-server.conf": ini.text(self._proxy(here)),
            **{f"{ring}-server.conf": ini.text(self._store(here, ring)) for ring in RINGS},
        }

    def _proxy(self, here: Place) -> ini.Ini:
        checks = ini.token_checks(here, "swift", self.endpoints[0].type)["keystone_authtoken"]
        return {
            "DEFAULT": {"user": "root", "swift_dir": here.etc(self.name), "log_level": "WARNING"},
            "pipeline:main": {"pipeline": PIPELINE},
            "app:proxy-server": {
                "use": "egg:swift#proxy",
                "account_autocreate": "true",
                **dict.fromkeys(("conn_timeout", "node_timeout"), 60),
            },
            **{f"filter:{name}": {"use": f"egg:swift#{name}"} for name in PLAIN},
            "filter:tempurl": {"use": "egg:swift#tempurl", "methods": "GET HEAD PUT POST DELETE"},
            "filter:cache": {"use": "egg:swift#memcache", "memcache_servers": here.memcached},
            "filter:versioned_writes": {
                "use": "egg:swift#versioned_writes",
                "allow_versioned_writes": "true",
                "allow_object_versioning": "true",
            },
            "filter:keystoneauth": {
                "use": "egg:swift#keystoneauth",
                "operator_roles": "admin, member",
                "reseller_admin_role": "ResellerAdmin",
            },
            "filter:authtoken": {
                "paste.filter_factory": "keystonemiddleware.auth_token:filter_factory",
                "delay_auth_decision": "true",
                **checks,
            },
        }

    def _store(self, here: Place, ring: str) -> ini.Ini:
        return {
            "DEFAULT": {
                "bind_ip": IP,
                "bind_port": here.port(f"swift-{ring}"),
                "user": "root",
                "workers": 1,
                "swift_dir": here.etc(self.name),
                "devices": here.data(self.name),
                "mount_check": "false",
                # Where nothing repairs what came too late, nothing may be given up on.
                **dict.fromkeys(("conn_timeout", "node_timeout", "container_update_timeout"), 60),
                "recon_cache_path": here.data(self.name) / "recon",
            },
            "pipeline:main": {"pipeline": f"healthcheck {ring}-server"},
            "filter:healthcheck": {"use": "egg:swift#healthcheck"},
            f"app:{ring}-server": {"use": f"egg:swift#{ring}"},
        }

    def prepare(self, here: Place) -> list[Command]:
        etc, data = here.etc(self.name), here.data(self.name)
        commands: list[Command] = [
            ("mkdir", "-p", data / "disk", data / "recon"),
            ("sh", "-c", f"rm -f {etc}/*.builder"),
        ]
        for ring in RINGS:
            builder = ("swift-ring-builder", etc / f"{ring}.builder")
            disk = f"r1z1-{IP}:{here.port(f'swift-{ring}')}/disk"
            commands += [
                (*builder, "create", "4", "1", "1"),
                (*builder, "add", disk, "1"),
                (*builder, "rebalance"),
            ]
        return commands

    def programs(self, here: Place) -> list[Daemon]:
        return [self._store_daemon(here, ring) for ring in RINGS]

    def _store_daemon(self, here: Place, ring: str) -> Daemon:
        name = f"swift-{ring}-server"
        file = here.etc(self.name) / f"{ring}-server.conf"
        return here.program(self.name, name, file, "-v", page=f"{here.url(f'swift-{ring}')}/healthcheck")


SERVICE = Swift()
