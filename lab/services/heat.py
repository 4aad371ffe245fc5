"""Heat, the orchestrator that Setpoint is measured against; `heat_fixes.py` says what HEAT_FIX mends in it."""

from lab import ini
from lab.commands import Command
from lab.place import Place
from lab.processes import Daemon
from lab.service import Api, Endpoint, Service
from lab.settings import PASSWORD


class Heat(Service):
    """Orchestration."""

    name = "heat"
    packages = ("openstack-heat", "python-heatclient")
    databases = ("heat",)
    endpoints = (
        Endpoint("orchestration", "heat", "/v1/%(project_id)s"),
        Endpoint("cloudformation", "heat-cfn", "/v1"),
    )
    apis = (
        Api("heat-api", "heat", "heat.wsgi.api:application", '"v1.0"', busy=True),
        Api("heat-api-cfn", "heat-cfn", "heat.wsgi.cfn:application", '"v1.0"'),
    )

    def files(self, here: Place) -> dict[str, str]:
        etc = here.etc(self.name)
        cfn = here.url("heat-cfn")
        return {
            "heat.conf": ini.text(
                ini.common(
                    here,
                    self.name,
                    num_engine_workers=here.settings.heat_workers,
                    heat_metadata_server_url=cfn,
                    heat_waitcondition_server_url=f"{cfn}/v1/waitcondition",
                    stack_domain_admin="heat_domain_admin",
                    stack_domain_admin_password=PASSWORD,
                    stack_user_domain_name="heat",
                    auth_encryption_key="0123456789abcdef" * 2,
                    region_name_for_services=here.name,
                    max_resources_per_stack=-1,
                    max_stacks_per_tenant=-1,
                    enable_stack_abandon=True,  # so that stacks can move from it, and to it
                    enable_stack_adopt=True,
                    environment_dir=etc / "environment.d",
                    template_dir=etc / "templates",
                )
                | ini.database(here, "heat")
                | ini.token_checks(here, "heat", self.endpoints[0].type)
                | {
                    # Nobody listens to Heat's own notifications, and they would slow down what is measured.
                    "oslo_messaging_notifications": {"driver": "noop"},
                    "paste_deploy": {"api_paste_config": etc / "api-paste.ini"},
                    "clients": {
                        "endpoint_type": "adminURL"
                    },  # tells Heat's calls from others in the access logs
                    "clients_keystone": {"auth_uri": here.auth_url.removesuffix("/v3")},
                    "trustee": ini.credentials(here, "heat"),
                }
            )
        }

    def prepare(self, here: Place) -> list[Command]:
        return [("heat-manage", "db_sync")]

    def programs(self, here: Place) -> list[Daemon]:
        return [here.program(self.name, "heat-engine", queue="engine")]


SERVICE = Heat()
