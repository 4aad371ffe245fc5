"""RabbitMQ, the message bus: calls between the parts of a service, and the notifications that anybody may listen to.

Each region has a virtual host of its own. Erlang's name server (epmd) is started here as well, on a port of its own:
RabbitMQ would start one that survives it.
"""

import json
import shutil
import subprocess

from lab.processes import Daemon, as_user
from lab.servers.asking import says
from lab.settings import IP, PASSWORD, REGIONS, Settings

BIN = "/usr/lib/rabbitmq/bin"
# The services that tell what they do, each on an exchange of its name.
NOTIFIERS = ("cinder", "designate", "glance", "keystone", "neutron", "nova", "octavia")
GREETING = b"AMQP\x00\x00\x09\x01"


class RabbitMQ:
    """The message bus of a lab folder."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._home = settings.home / "rabbitmq"
        self._log = settings.home / "log" / "servers" / "rabbitmq"
        self._epmd_port = str(settings.port("epmd"))

    def daemons(self) -> list[Daemon]:
        """Write what is to be there, and return the name server and the bus."""
        for folder in (self._home, self._log):
            folder.mkdir(parents=True, exist_ok=True)
            shutil.chown(folder, "rabbitmq", "rabbitmq")
        definitions = self._home / "definitions.json"
        definitions.write_text(json.dumps(_definitions(), indent=1))
        (self._home / "rabbitmq.conf").write_text(f"load_definitions = {definitions}\n")
        (self._home / "plugins").write_text("[].\n")
        epmd = ("/usr/bin/epmd", "-port", self._epmd_port, "-address", IP)
        return [
            Daemon("servers", "epmd", epmd, user="rabbitmq"),
            Daemon("servers", "rabbitmq", (f"{BIN}/rabbitmq-server",), self._env(), user="rabbitmq"),
        ]

    def answers(self) -> bool:
        """Whether the bus introduces itself; it does so last of all when it starts."""
        return says(self._settings.port("rabbitmq"), GREETING, b"RabbitMQ")

    def listened_to(self, region: str) -> set[str]:
        """Return the queues that somebody listens to."""
        command = [
            f"{BIN}/rabbitmqctl",
            "-q",
            "-p",
            region,
            "list_queues",
            "--no-table-headers",
            "name",
            "consumers",
        ]
        env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", **self._env()}
        asked = subprocess.run(
            command,
            env=env,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **as_user("rabbitmq"),
        )
        lines = [line.split("\t") for line in asked.stdout.splitlines()]
        return {line[0] for line in lines if len(line) == 2 and line[1] != "0"}

    def _env(self) -> dict[str, str]:
        return {
            "HOME": str(self._home),
            "RABBITMQ_NODENAME": f"lab{self._settings.shift}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": IP,
            "RABBITMQ_NODE_PORT": str(self._settings.port("rabbitmq")),
            "RABBITMQ_DIST_PORT": str(self._settings.port("rabbitmq-nodes")),
            "RABBITMQ_MNESIA_BASE": str(self._home / "data"),
            "RABBITMQ_LOG_BASE": str(self._log),
            "RABBITMQ_CONFIG_FILE": str(self._home / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._home / "plugins"),
            "RABBITMQ_PID_FILE": str(self._home / "pid"),
            "ERL_EPMD_ADDRESS": IP,
            "ERL_EPMD_PORT": self._epmd_port,
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }


def _definitions() -> dict[str, list[dict[str, object]]]:
    """Return users, virtual hosts, rights and policies, as RabbitMQ reads them when it starts."""
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    # Whoever only observes may make queues of that name, bind them to any exchange, and read.
    observing = {"configure": "^setpoint", "write": "^setpoint", "read": ".*"}
    # Where nobody fetches the notifications in the services' own queues, they must not pile up.
    policy = {
        "name": "notifications",
        "pattern": "^(versioned_)?notifications\\.",
        "apply-to": "queues",
        "priority": 0,
        "definition": {"max-length": 1000},
    }
    # Services make their exchanges when they first publish; whoever binds a queue before would be refused.
    exchange = {"type": "topic", "durable": False, "auto_delete": False, "internal": False, "arguments": {}}
    return {
        "users": [{"name": name, "password": PASSWORD, "tags": ""} for name in ("lab", "observer")],
        "vhosts": [{"name": region} for region in REGIONS],
        "permissions": [
            {"user": user, "vhost": region, **rights}
            for region in REGIONS
            for user, rights in (("lab", everything), ("observer", observing))
        ],
        "exchanges": [
            {"name": name, "vhost": region, **exchange} for region in REGIONS for name in NOTIFIERS
        ],
        "policies": [{"vhost": region, **policy} for region in REGIONS],
    }
