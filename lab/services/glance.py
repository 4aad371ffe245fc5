"""Glance: images, in files."""

from lab import ini
from lab.commands import Command
from lab.place import Place
from lab.rest import Cloud
from lab.service import Api, Endpoint, Service

IMAGE = {"name": "cirros", "disk_format": "raw", "container_format": "bare", "visibility": "public"}


class Glance(Service):
    """Images."""

    name = "glance"
    packages = ("glance",)
    databases = ("glance",)
    endpoints = (Endpoint("image", "glance"),)
    apis = (Api("glance", "glance", "glance.wsgi.api:application", '"v2.'),)

    def files(self, here: Place) -> dict[str, str]:
        data = here.data(self.name)
        return {
            "glance-api.conf": ini.text(
                ini.common(
                    here,
                    self.name,
                    enabled_backends="file:file",
                    worker_self_reference_url=here.url("glance"),
                )
                | ini.database(here, "glance")
                | ini.token_checks(here, "glance", self.endpoints[0].type)
                | {
                    "paste_deploy": {"flavor": "keystone"},
                    "import_filtering_opts": {"allowed_hosts": "[127.0.0.1]", "allowed_ports": "[]"},
                    "glance_store": {"default_backend": "file"},
                    "file": {"filesystem_store_datadir": data / "images"},
                    "os_glance_staging_store": {"filesystem_store_datadir": data / "staging"},
                    "os_glance_tasks_store": {"filesystem_store_datadir": data / "tasks"},
                }
            )
        }

    def prepare(self, here: Place) -> list[Command]:
        return [("glance-manage", "--config-file", here.etc(self.name) / "glance-api.conf", "db_sync")]

    def fill(self, here: Place, admin: Cloud) -> None:
        if admin.get("image", f"/v2/images?name={IMAGE['name']}&status=active")["images"]:
            return
        image = admin.post("image", "/v2/images", IMAGE)
        admin.call("PUT", "image", f"/v2/images/{image['id']}/file", bytes(1024))


SERVICE = Glance()
