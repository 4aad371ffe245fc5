"""Neutron: networks, with the stand-in `lab_ml2` for the switches. No agents: nothing carries a packet."""

from lab import ini
from lab.commands import Command
from lab.place import Place
from lab.rest import Cloud
from lab.service import Api, Endpoint, Service

UNLIMITED = (
    *("network", "subnet", "subnetpool", "port", "router", "floatingip", "trunk", "rbac_policy"),
    *("security_group", "security_group_rule"),
)


class Neutron(Service):
    """Networks."""

    name = "neutron"
    packages = ("neutron",)
    databases = ("neutron",)
    endpoints = (Endpoint("network", "neutron"),)
    apis = (Api("neutron", "neutron", "neutron.wsgi.api:application", '"v2.0"', busy=True),)

    def files(self, here: Place) -> dict[str, str]:
        return {
            "neutron.conf": ini.text(
                ini.common(
                    here,
                    self.name,
                    core_plugin="ml2",
                    service_plugins="router,qos,trunk,port_forwarding,metering,segments",
                    api_paste_config=here.etc(self.name) / "api-paste.ini",
                    state_path=here.data(self.name),
                    dhcp_agent_notification=False,
                    notify_nova_on_port_status_changes="nova" in here.services,
                    notify_nova_on_port_data_changes="nova" in here.services,
                    rpc_workers=0,
                    dns_domain="lab.example.",  # any but the default makes ports take names
                )
                | ini.database(here, "neutron")
                | ini.token_checks(here, "neutron", self.endpoints[0].type)
                | {
                    "nova": ini.credentials(here, "nova"),
                    "placement": ini.credentials(here, "placement"),
                    "quotas": {f"quota_{name}": -1 for name in UNLIMITED},
                }
            ),
            "plugins/ml2/ml2_conf.ini": ini.text(
                {
                    "ml2": {
                        "type_drivers": "flat,vlan,vxlan,local",
                        "tenant_network_types": "vxlan",
                        # The plug-ins for trunks and for QoS want openvswitch in the list; `lab` binds first.
                        "mechanism_drivers": "lab,openvswitch",
                        "extension_drivers": "port_security,qos,dns",
                    },
                    "ml2_type_flat": {"flat_networks": "*"},
                    "ml2_type_vlan": {"network_vlan_ranges": "physnet1:100:1100"},
                    "ml2_type_vxlan": {"vni_ranges": "1:10000"},
                }
            ),
        }

    def prepare(self, here: Place) -> list[Command]:
        etc = here.etc(self.name)
        files = ("--config-file", etc / "neutron.conf", "--config-file", etc / "plugins/ml2/ml2_conf.ini")
        return [("neutron-db-manage", *files, "upgrade", "head")]

    def fill(self, here: Place, admin: Cloud) -> None:
        outside = {
            "router:external": True,
            "provider:network_type": "flat",
            "provider:physical_network": "public",
        }
        self._network(admin, "public", outside, {"cidr": "172.24.4.0/22", "enable_dhcp": False})
        self._network(admin, "private", {"shared": True}, {"cidr": "10.0.0.0/16"})

    @staticmethod
    def _network(admin: Cloud, name: str, network: dict[str, object], subnet: dict[str, object]) -> None:
        if admin.get("network", f"/v2.0/networks?name={name}")["networks"]:
            return
        made = admin.post("network", "/v2.0/networks", {"network": {"name": name, **network}})["network"]
        subnet = {"name": f"{name}-subnet", "network_id": made["id"], "ip_version": 4, **subnet}
        admin.post("network", "/v2.0/subnets", {"subnet": subnet})


SERVICE = Neutron()
