"""``Setpoint::Local::Process``: a program that runs on this machine for as long as it is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from setpoint.model.change import Change
from setpoint.model.value import Unknown, Value, is_known, reveal
from setpoint.types.local.parts import ADDRESS, PORT_PATTERN, port_claims, seconds, statuses, times
from setpoint.types.local.placeholders import names_in
from setpoint.types.resource_type import Problem, ResourceType
from setpoint.types.schema import AttributeSchema, Property, Schema, Shape

_HEALTH = Property(
    Shape.MAP,
    "How it is found out whether it works. Without this it works for as long as it runs.",
    cost=Change.IN_PLACE,
    fields={
        "type": Property(
            Shape.STRING,
            "Whether a port must answer by HTTP, a port must accept connections, or a command must end with 0.",
            default="http",
            constraints=({"allowed_values": ["http", "tcp", "command"]},),
        ),
        "port": Property(Shape.STRING, "Name of the port that is asked; the first one where it is left out."),
        "path": Property(
            Shape.STRING,
            "Path that is asked for by HTTP.",
            default="/",
            constraints=({"allowed_pattern": "/.*"},),
        ),
        "status": statuses(),
        "command": Property(
            Shape.LIST,
            "Program and arguments, in the process's own environment. Not a place for secrets: give them in the "
            "environment.",
            items=Property(Shape.STRING),
            constraints=({"length": {"min": 1}},),
        ),
        "grace": seconds("How long it may take to come up: until then, failed checks do not count.", 30),
        "interval": seconds(
            "Time between two checks. While it comes up it is asked more often.", 2, least=0.01
        ),
        "timeout": seconds("Time after which a check has failed.", 2, least=0.01),
        "failures": times("Checks that must fail in a row before it is unhealthy.", 3),
        "successes": times("Checks that must pass in a row before it is healthy.", 1),
    },
)

_STOP = Property(
    Shape.MAP,
    "How it is ended.",
    default={},
    cost=Change.IN_PLACE,
    fields={
        "signal": Property(
            Shape.STRING,
            "Signal that asks it to end.",
            default="TERM",
            constraints=(
                {"allowed_values": ["TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "WINCH", "KILL"]},
            ),
        ),
        "grace": seconds("Time after which it, and all that it started, is killed.", 10),
    },
)

_LOG = Property(
    Shape.MAP,
    "How much of what it writes to its standard output and error is kept.",
    default={},
    cost=Change.IN_PLACE,
    fields={
        "max_size": Property(
            Shape.NUMBER,
            "Size of one file of the log.",
            default=10,
            unit="MiB",
            constraints=({"range": {"min": 0.004, "max": 102400}},),
        ),
        "keep": Property(
            Shape.INTEGER,
            "Number of files, with the present one.",
            default=3,
            constraints=({"range": {"min": 1, "max": 1000}},),
        ),
    },
)

_LIMITS = Property(
    Shape.MAP,
    "How much it may take, with all that it starts, where control groups can be used. Elsewhere memory and files are "
    "limited for each of its processes, and the processor is not; the attribute `limits` tells.",
    fields={
        "memory": Property(
            Shape.INTEGER,
            "Memory; who needs more is killed.",
            unit="MiB",
            constraints=({"range": {"min": 4}},),
        ),
        "cpu": Property(
            Shape.NUMBER,
            "Processors; 0.5 is half of one.",
            unit="processors",
            constraints=({"range": {"min": 0.01}},),
        ),
        "files": Property(
            Shape.INTEGER,
            "Files and connections that each of its processes may hold open.",
            constraints=({"range": {"min": 16}},),
        ),
    },
)

_PROPERTIES = {
    "command": Property(
        Shape.LIST,
        "Program and arguments, one an item; no shell reads them. `{port:NAME}` stands for the number of a port. "
        "The program must stay in the foreground.",
        required=True,
        items=Property(Shape.STRING),
        constraints=({"length": {"min": 1}},),
    ),
    "environment": Property(
        Shape.MAP,
        "Environment variables. `{port:NAME}` stands for the number of a port. It also gets PORT (the first port) and "
        "PORT_<NAME> for each.",
        default={},
        items=Property(Shape.STRING),
    ),
    "working_dir": Property(
        Shape.STRING,
        "Folder in which it starts; one of its own where this is left out.",
        constraints=({"allowed_pattern": "/.*", "description": "an absolute path"},),
    ),
    "ports": Property(
        Shape.MAP,
        "Names of the ports on which it listens, each with a number, or `auto` for one that is free. It must listen "
        "where it is told to.",
        default={},
        items=Property(
            Shape.STRING, constraints=({"allowed_pattern": PORT_PATTERN, "description": "a number, or auto"},)
        ),
    ),
    "address": ADDRESS,
    "user": Property(Shape.STRING, "Name of the user that it runs as. Anybody else than oneself takes root."),
    "limits": _LIMITS,
    "namespaces": Property(
        Shape.LIST,
        "What it has for itself. With `pid` it sees no processes but its own, and none of them outlives it; with "
        "`mount` what it mounts is seen by nobody else. Without root this takes user namespaces.",
        default=[],
        constraints=({"allowed_values": ["pid", "mount"]},),
        items=Property(Shape.STRING),
    ),
    "health": _HEALTH,
    "min_uptime": seconds("Without a health check: time that it must stay up to count as running.", 0.5),
    "stop": _STOP,
    "log": _LOG,
}

_ATTRIBUTES = {
    "pid": AttributeSchema(
        "Its process id; in a PID namespace, that of the init that looks after it.", Shape.INTEGER
    ),
    "ports": AttributeSchema("The number of each port, by name.", Shape.MAP),
    "urls": AttributeSchema("An http URL for each port, by name.", Shape.MAP),
    "url": AttributeSchema("The http URL of its first port; empty where it has none.", Shape.STRING),
    "address": AttributeSchema("The IP address at which it listens.", Shape.STRING),
    "log": AttributeSchema("Path of the file that holds the end of what it wrote.", Shape.STRING),
    "folder": AttributeSchema("Path of its own folder.", Shape.STRING),
    "phase": AttributeSchema(
        "starting, running, healthy, unhealthy, stopping, exited or suspended.", Shape.STRING
    ),
    "exit_code": AttributeSchema(
        "How it ended: its exit code, or 128 and the signal that ended it; -1 while it runs.", Shape.INTEGER
    ),
    "limits": AttributeSchema(
        "How each of its limits is enforced: cgroup, rlimit, or not at all.", Shape.MAP
    ),
}


class Process(ResourceType):
    """The type; what its schema cannot say is how ports, health and placeholders belong together."""

    def claims(self, properties: Mapping[str, Value]) -> frozenset[str]:
        """Its fixed ports."""
        ports = self.get(properties, "ports")
        return port_claims(ports if isinstance(ports, dict) else None)

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Ports that are named and not there, ports that are there twice, health checks that ask nobody."""
        ports = self.get(properties, "ports")
        if not isinstance(ports, dict):
            return
        for name in ("command", "environment"):
            for port in names_in(self.get(properties, name)):
                if port not in ports:
                    yield Problem((name,), f"names the port {port!r}", _offered(ports))
        yield from _too_high(ports)
        health = self.get(properties, "health")
        if isinstance(health, dict):
            yield from _unhealthy(health, ports)


def _too_high(ports: Mapping[str, Value]) -> Iterable[Problem]:
    seen: dict[str, str] = {}
    for name, value in ports.items():
        number = None if isinstance(value, Unknown) else reveal(value)
        if number is None or number == "auto":
            continue
        if int(number) > 65535:
            yield Problem(("ports", name), "is no port", "ports go up to 65535")
        if number in seen:
            yield Problem(("ports", name), f"is the same port as {seen[number]}")
        seen[number] = name


def _unhealthy(health: Mapping[str, Value], ports: Mapping[str, Value]) -> Iterable[Problem]:
    kind = reveal(health.get("type", "http"))
    if kind == "command":
        if "command" not in health:
            yield Problem(("health",), "has no command to run")
    elif is_known(kind):
        if not ports:
            yield Problem(
                ("health",), "has no port to ask", "give the process a port, or check it by a command"
            )
        port = reveal(health.get("port"))
        if isinstance(port, str) and ports and port not in ports:
            yield Problem(("health", "port"), f"names the port {port!r}", _offered(ports))


def _offered(ports: Mapping[str, Value]) -> str:
    return f"the process has {', '.join(ports)}" if ports else "the process has no ports"


PROCESS = Process(
    Schema(
        name="Setpoint::Local::Process",
        description="A program that runs on this machine for as long as it is wanted, and outlives the command that "
        "started it.",
        properties=_PROPERTIES,
        attributes=_ATTRIBUTES,
    )
)

TYPES = (PROCESS,)
