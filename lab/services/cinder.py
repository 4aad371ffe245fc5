"""Cinder: volumes and their backups, in files (`standins/lab_cinder.py`)."""

from lab import ini
from lab.commands import Command
from lab.place import Place
from lab.processes import Daemon
from lab.rest import Cloud
from lab.service import Api, Endpoint, Service
from lab.settings import IP
from lab.waiting import until

UNLIMITED = ["volumes", "snapshots", "gigabytes", "backups", "backup_gigabytes", "groups"]
TYPE = "fake"


class Cinder(Service):
    """Volumes."""

    name = "cinder"
    packages = ("cinder",)
    databases = ("cinder",)
    endpoints = (
        Endpoint("volumev3", "cinder", "/v3/%(project_id)s"),
        Endpoint("block-storage", "cinder", "/v3/%(project_id)s"),
    )
    apis = (Api("cinder-api", "cinder", "cinder.wsgi.api:application", '"v3.0"'),)

    def files(self, here: Place) -> dict[str, str]:
        return {
            "cinder.conf": ini.text(
                ini.common(
                    here,
                    self.name,
                    my_ip=IP,
                    auth_strategy="keystone",
                    api_paste_config=here.etc(self.name) / "api-paste.ini",
                    state_path=here.data(self.name),
                    enabled_backends=TYPE,
                    default_volume_type=TYPE,
                    glance_api_servers=here.url("glance"),
                    backup_driver="cinder.backup.drivers.posix.PosixBackupDriver",
                    backup_posix_path=here.data(self.name) / "backups",
                    **{f"quota_{name}": -1 for name in UNLIMITED},
                )
                | ini.database(here, "cinder")
                | ini.token_checks(here, "cinder", self.endpoints[0].type)
                | {
                    TYPE: {
                        "volume_driver": "lab_cinder.FileDriver",
                        "volume_backend_name": TYPE,
                    },
                    "privsep_osbrick": {"helper_command": _privileged(here)},
                    "cinder_sys_admin": {"helper_command": _privileged(here)},
                    "coordination": {"backend_url": f"file://{here.data(self.name)}"},
                    "nova": ini.credentials(here, "nova"),
                    "service_user": {"send_service_user_token": True, **ini.credentials(here, "cinder")},
                }
            )
        }

    def prepare(self, here: Place) -> list[Command]:
        return [("cinder-manage", "db", "sync")]

    def programs(self, here: Place) -> list[Daemon]:
        return [
            here.program(self.name, "cinder-scheduler", queue="cinder-scheduler"),
            here.program(self.name, "cinder-volume", queue=f"cinder-volume.lab@{TYPE}"),
            here.program(self.name, "cinder-backup", queue="cinder-backup.lab"),
        ]

    def fill(self, here: Place, admin: Cloud) -> None:
        have = {kind["name"] for kind in admin.get("volumev3", "/types")["volume_types"]}
        if TYPE not in have:
            kind = {"name": TYPE, "extra_specs": {"volume_backend_name": TYPE}}
            admin.post("volumev3", "/types", {"volume_type": kind})
        until(
            f"{here.name} cinder to know its backend",  # which tells of itself once a minute
            lambda: bool(admin.get("volumev3", "/scheduler-stats/get_pools")["pools"]),
        )


def _privileged(here: Place) -> str:
    """Return the command by which a program may do what it may not do itself: without sudo, for it is root."""
    return f"{here.settings.venv}/bin/privsep-helper --config-file {here.etc('cinder')}/cinder.conf"


SERVICE = Cinder()
