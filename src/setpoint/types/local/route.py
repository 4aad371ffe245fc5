"""``Setpoint::Local::Route``: an HTTP router on this machine, in front of processes that come and go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from setpoint.model.change import Change
from setpoint.model.value import Unknown, Value, reveal
from setpoint.types.local.parts import ADDRESS, PORT_PATTERN, port_claims, seconds, statuses, times
from setpoint.types.resource_type import Problem, ResourceType
from setpoint.types.schema import AttributeSchema, Property, Schema, Shape

_URL = Property(
    Shape.STRING,
    "URL of a target; a path in it is put before the request's.",
    required=True,
    constraints=(
        {
            "allowed_pattern": r"https?://[^/?#\s]+(/[^?#\s]*)?",
            "description": "such as http://127.0.0.1:8080",
        },
    ),
)

_RULE = Property(
    Shape.MAP,
    "Which requests go where.",
    fields={
        "host": Property(
            Shape.STRING,
            "Host name that is asked for; `*.` and a name takes all hosts below it. All hosts where it is left out.",
            constraints=({"allowed_pattern": r"(\*\.)?[A-Za-z0-9._-]+"},),
        ),
        "path": Property(
            Shape.STRING,
            "Beginning of the path, in whole segments: `/shop` takes `/shop/cart` and not `/shopping`.",
            default="/",
            constraints=({"allowed_pattern": "/.*"},),
        ),
        "strip_path": Property(
            Shape.BOOLEAN,
            "Take that beginning away before the request is sent on; X-Forwarded-Prefix tells the target.",
            default=False,
        ),
        "urls": Property(Shape.LIST, "Targets that get the same share each.", default=[], items=_URL),
        "targets": Property(
            Shape.LIST,
            "Targets with shares of their own.",
            default=[],
            items=Property(
                Shape.MAP,
                "One target.",
                fields={
                    "url": _URL,
                    "weight": Property(
                        Shape.INTEGER,
                        "Its share, against the weights of the others; 0 gets nothing.",
                        default=1,
                        constraints=({"range": {"min": 0, "max": 1000000}},),
                    ),
                },
            ),
        ),
    },
)

_HEALTH = Property(
    Shape.MAP,
    "How targets are checked: an unhealthy one gets no requests. Without this, one that refuses a connection is passed "
    "over for a moment.",
    cost=Change.IN_PLACE,
    fields={
        "path": Property(
            Shape.STRING, "Path that is asked for.", default="/", constraints=({"allowed_pattern": "/.*"},)
        ),
        "status": statuses(),
        "interval": seconds("Time between two checks.", 2, least=0.01),
        "timeout": seconds("Time after which a check has failed.", 2, least=0.01),
        "failures": times("Checks that must fail in a row before a target is unhealthy.", 2),
        "successes": times("Checks that must pass in a row before it is healthy again.", 1),
    },
)

_PROPERTIES = {
    "address": ADDRESS,
    "port": Property(
        Shape.STRING,
        "Port on which it listens: a number, or `auto` for one that is free.",
        default="auto",
        constraints=({"allowed_pattern": PORT_PATTERN, "description": "a number, or auto"},),
    ),
    "rules": Property(
        Shape.LIST,
        "Which requests go where. An exact host goes before a wildcard, that before any host, and a longer path "
        "before a shorter one; their order does not matter. They change while it works, and no request is lost.",
        default=[],
        cost=Change.IN_PLACE,
        items=_RULE,
    ),
    "health": _HEALTH,
    "drain": seconds("Time that requests get to end when their target, or the route itself, is removed.", 30),
    "timeout": seconds(
        "Time without a byte from a target after which its answer is given up.", 60, least=0.01
    ),
    "patience": seconds("Time that a request waits for a target that can be reached.", 3),
    "trust_forwarded": Property(
        Shape.BOOLEAN,
        "Believe the X-Forwarded-* headers that come in: for a route that stands behind another router.",
        default=False,
        cost=Change.IN_PLACE,
    ),
}

_OF_RULES = frozenset({"rules", "health"})

_ATTRIBUTES = {
    "url": AttributeSchema("The URL at which it is reached.", Shape.STRING),
    "address": AttributeSchema("The IP address at which it listens.", Shape.STRING),
    "port": AttributeSchema("The number of its port.", Shape.INTEGER),
    "pid": AttributeSchema("The process id of the router.", Shape.INTEGER),
    "log": AttributeSchema("Path of the file that holds the end of what the router wrote.", Shape.STRING),
    "unhealthy": AttributeSchema(
        "The targets that get no requests, by URL, each with the reason.", Shape.MAP, made_of=_OF_RULES
    ),
}


class Route(ResourceType):
    """The type; what its schema cannot say is that two rules must not take the same requests."""

    def claims(self, properties: Mapping[str, Value]) -> frozenset[str]:
        """Its port, where that is a fixed one."""
        return port_claims({"http": self.get(properties, "port")})

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """A port that is none, and rules of which one would never be asked."""
        port = self.get(properties, "port")
        number = None if isinstance(port, Unknown) else reveal(port)
        if number not in (None, "auto") and int(number) > 65535:
            yield Problem(("port",), "is no port", "ports go up to 65535")
        rules = self.get(properties, "rules")
        yield from _same_requests(rules if isinstance(rules, list) else [])


def _same_requests(rules: list[Value]) -> Iterable[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for index, rule in enumerate(rules):
        if not isinstance(rule, dict):
            continue
        host, path = rule.get("host", ""), rule.get("path", "/")
        if isinstance(host, str) and isinstance(path, str):
            key = (host.lower(), path.rstrip("/"))
            if key in seen:
                yield Problem(
                    ("rules", index), f"takes the same requests as rule {seen[key]}", "join the two"
                )
            seen.setdefault(key, index)


ROUTE = Route(
    Schema(
        name="Setpoint::Local::Route",
        description="An HTTP router on this machine: takes requests by host and path, and shares them out among "
        "targets by weight. It changes its rules without losing a request.",
        properties=_PROPERTIES,
        attributes=_ATTRIBUTES,
    )
)

TYPES = (ROUTE,)
