"""A HOT template of 1 MB parsed, every key, value and item with its place."""

from __future__ import annotations

from bench.cost import Cost, measured, typical
from bench.figure import Figure, seconds
from setpoint.model.diagnostic import Findings
from setpoint.templates import yaml
from setpoint.templates.tree import Document, Mapping

SIZE = 1_000_000

_SERVER = """\
  server_{number}:
    type: OS::Nova::Server
    depends_on: [network]
    # one of many
    properties:
      name: {{str_replace: {{template: web-N, params: {{N: {number}}}}}}}
      image: {{get_param: image}}
      flavor: m1.small
      networks:
        - network: {{get_resource: network}}
          fixed_ip: 10.0.0.{number}
      metadata:
        role: web
        index: {number}
        is_public: true
      user_data: |
        #!/bin/sh
        echo "server {number}" > /etc/motd
        exec /usr/local/bin/web --port 8080
"""


def measure(size: int) -> list[Figure]:
    """The median of several; the place of what comes last is checked."""
    text = _text(size)
    parsed = typical(7, lambda: _parse(text))
    return [
        seconds("parsed", parsed.seconds, 0.25, f"{parsed.cpu:.3f} s of CPU"),
        Figure("text", len(text) / 1e6, "MB"),
    ]


def _text(size: int) -> str:
    head = "heat_template_version: 2021-04-16\nparameters:\n  image: {type: string}\nresources:\n"
    servers = (_SERVER.format(number=number) for number in range(max(1, size // len(_SERVER))))
    return head + "  network: {type: OS::Neutron::Net}\n" + "".join(servers)


def _parse(text: str) -> Cost:
    findings, document = Findings(), Document("app.yaml", text)
    with measured() as cost:
        tree = yaml.read(document, findings)
    assert isinstance(tree, Mapping), list(findings)
    resources = tree["resources"]
    last = list(resources)[-1]
    place = resources.key_place(last)
    assert place.line == text[: text.rindex(f"{last}:")].count("\n") + 1
    return cost
