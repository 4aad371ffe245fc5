"""Octavia: load balancers, with no-op drivers below; only their addresses are real (the stand-in `lab_octavia`)."""

from lab import ini
from lab.commands import Command
from lab.place import Place
from lab.processes import Daemon
from lab.service import Api, Endpoint, Service
from lab.settings import IP, PASSWORD


class Octavia(Service):
    """Load balancers."""

    name = "octavia"
    packages = ("octavia", "python-octaviaclient")
    apis_need = programs_need = (
        "neutron",
    )  # its network driver asks Neutron what it can do when it is loaded
    databases = ("octavia",)
    endpoints = (Endpoint("load-balancer", "octavia"),)
    apis = (Api("octavia-api", "octavia", "octavia.wsgi.api:application", '"v2.0"'),)

    def files(self, here: Place) -> dict[str, str]:
        data = here.data(self.name)
        health = here.port("octavia-health")
        quotas = ("load_balancer", "listener", "member", "pool", "health_monitor", "l7policy", "l7rule")
        return {
            "octavia.conf": ini.text(
                ini.common(here, self.name)
                | ini.database(here, "octavia")
                | ini.token_checks(here, "octavia", self.endpoints[0].type)
                | {
                    "api_settings": {
                        "auth_strategy": "keystone",
                        "enabled_provider_drivers": "amphora:amphora,octavia:alias of amphora,noop_driver:noop",
                        "default_provider_driver": "amphora",
                    },
                    "controller_worker": {
                        "amphora_driver": "amphora_noop_driver",
                        "compute_driver": "compute_noop_driver",
                        "network_driver": "lab",
                        "image_driver": "image_noop_driver",
                        "volume_driver": "volume_noop_driver",
                        "loadbalancer_topology": "SINGLE",
                        "amp_active_wait_sec": 1,
                        "client_ca": data / "ca.pem",
                        "workers": 1,
                    },
                    "certificates": {
                        "cert_manager": f"{'barbican' if 'barbican' in here.services else 'noop'}_cert_manager",
                        "cert_generator": "local_cert_generator",
                        "ca_certificate": data / "ca.pem",
                        "ca_private_key": data / "ca.key",
                        "ca_private_key_passphrase": PASSWORD,
                    },
                    "health_manager": {
                        "heartbeat_key": PASSWORD,
                        "bind_ip": IP,
                        "bind_port": health,
                        "controller_ip_port_list": f"{IP}:{health}",
                    },
                    "quotas": {f"default_{name}_quota": -1 for name in quotas},
                    "task_flow": {"jobboard_enabled": False},
                    "service_auth": ini.credentials(here, "octavia"),
                    "neutron": ini.credentials(here, "octavia"),
                }
            )
        }

    def prepare(self, here: Place) -> list[Command]:
        data = here.data(self.name)
        secret = ("-passout", f"pass:{PASSWORD}", "-keyout", data / "ca.key", "-out", data / "ca.pem")
        return [
            (
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-days",
                "3650",
                "-subj",
                "/CN=lab-ca",
                *secret,
            ),
            ("octavia-db-manage", "--config-file", here.etc(self.name) / "octavia.conf", "upgrade", "head"),
        ]

    def programs(self, here: Place) -> list[Daemon]:
        file = ("--config-file", here.etc(self.name) / "octavia.conf")
        return [here.program(self.name, "octavia-worker", *file, queue="octavia_provisioning_v2")]


SERVICE = Octavia()
