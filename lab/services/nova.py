"""Nova: servers, on one host whose hypervisor is the stand-in `nova_driver`."""

import uuid

from lab import ini
from lab.commands import Command
from lab.place import Place
from lab.processes import Daemon
from lab.rest import Cloud
from lab.service import Api, Endpoint, Service
from lab.settings import IP, PASSWORD
from lab.waiting import until

FLAVORS = {
    "m1.nano": (1, 64, 1),
    "m1.tiny": (1, 512, 1),
    "m1.small": (1, 2048, 20),
    "m1.medium": (2, 4096, 40),
}
UNLIMITED = [
    "instances",
    "cores",
    "ram",
    "key_pairs",
    "server_groups",
    "server_group_members",
    "metadata_items",
]


class Nova(Service):
    """Servers."""

    name = "nova"
    packages = ("nova",)
    programs_need = ("placement", "neutron", "glance")
    databases = ("nova_api", "nova", "nova_cell0")
    endpoints = (Endpoint("compute", "nova", "/v2.1"),)
    apis = (Api("nova-api", "nova", "nova.wsgi.osapi_compute:application", '"v2.1"', busy=True),)

    def files(self, here: Place) -> dict[str, str]:
        return {
            "compute_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, "lab")),  # as the stand-in tells it
            "nova.conf": ini.text(
                ini.common(
                    here,
                    self.name,
                    compute_driver="lab.Driver",
                    resume_guests_state_on_host_boot=True,  # the fake hypervisor forgets its servers when it stops
                    my_ip=IP,
                    state_path=here.data(self.name),
                    vif_plugging_is_fatal=False,
                    vif_plugging_timeout=0,
                    allow_resize_to_same_host=True,
                )
                | ini.database(here, "nova")
                | ini.token_checks(here, "nova", self.endpoints[0].type)
                | {
                    "api_database": {"connection": here.database_url("nova_api")},
                    "notifications": {
                        "notification_format": "versioned",
                        "notify_on_state_change": "vm_and_task_state",
                    },
                    "scheduler": {"discover_hosts_in_cells_interval": 5, "workers": 1},
                    "conductor": {"workers": 1},
                    "compute": {"consecutive_build_service_disable_threshold": 0},
                    "quota": dict.fromkeys(UNLIMITED, -1),
                    "vnc": {"enabled": False},
                    "glance": {"api_servers": here.url("glance")},
                    "cinder": {"os_region_name": here.name, **ini.credentials(here, "nova")},
                    "service_user": {"send_service_user_token": True, **ini.credentials(here, "nova")},
                    "placement": ini.credentials(here, "placement"),
                    "neutron": {
                        "service_metadata_proxy": True,
                        "metadata_proxy_shared_secret": PASSWORD,
                        **ini.credentials(here, "neutron"),
                    },
                }
            ),
        }

    def prepare(self, here: Place) -> list[Command]:
        manage = ("nova-manage",)
        cells = (*manage, "cell_v2")
        return [
            (*manage, "api_db", "sync"),
            (*cells, "map_cell0", "--database_connection", here.database_url("nova_cell0")),
            (*manage, "db", "sync"),
            # A second run finds the cell there, and says so with an error.
            (
                "sh",
                "-c",
                "nova-manage cell_v2 create_cell --name cell1 || nova-manage cell_v2 list_cells | grep -q cell1",
            ),
        ]

    def programs(self, here: Place) -> list[Daemon]:
        return [
            here.program(self.name, "nova-conductor", queue="conductor"),
            here.program(self.name, "nova-scheduler", queue="scheduler"),
            here.program(
                self.name, "nova-compute", queue="compute.lab", LAB_SPAWN_FILE=str(here.settings.spawn_file)
            ),
        ]

    def fill(self, here: Place, admin: Cloud) -> None:
        have = {flavor["name"] for flavor in admin.get("compute", "/flavors")["flavors"]}
        for name, (cores, memory, disk) in FLAVORS.items():
            if name not in have:
                flavor = {"name": name, "vcpus": cores, "ram": memory, "disk": disk}
                admin.post("compute", "/flavors", {"flavor": flavor})
        until(
            f"{here.name} nova to find its host",
            lambda: bool(admin.get("compute", "/os-hypervisors")["hypervisors"]),
        )


SERVICE = Nova()
