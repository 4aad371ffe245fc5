"""Whole templates around the one value that a test is about."""

from typing import Any

from setpoint.model.diagnostic import Diagnostic
from setpoint.model.value import Value
from tests.templates.world import World, compiled, problems

RESOURCES = """
  server: {type: OS::Nova::Server, properties: {flavor: small, image: jammy}}
  secret: {type: OS::Heat::Value, properties: {value: {get_param: password}}}
  data: {type: OS::Heat::Value, properties: {value: {a: [1, {b: two}], c: three}}}
"""

PARAMETERS = """
  word: {type: string, default: hello}
  list: {type: comma_delimited_list, default: "80,443"}
  map: {type: json, default: {a: [1, {b: two}], "7": seven}}
  flag: {type: boolean, default: true}
  password: {type: string, default: s3cret, hidden: true}
  secrets: {type: json, default: {user: root, keys: [k0, k1]}, hidden: true}
"""


def template(value: str, version: str, conditions: str = "") -> str:
    section = f"conditions: {conditions}\n" if conditions else ""
    return (
        f"heat_template_version: {version}\n"
        f"parameters:{PARAMETERS}resources:{RESOURCES}{section}outputs:\n  it: {{value: {value}}}\n"
    )


def value_of(value: str, version: str = "2021-04-16", conditions: str = "", **source: Any) -> Any:
    """What ``value`` is compiled to."""
    return compiled(template(value, version, conditions), **source).composition.outputs["it"].value


def result_of(value: str, version: str = "2021-04-16", conditions: str = "", **source: Any) -> Value:
    """What ``value`` comes to when everything has been made."""
    return World(compiled(template(value, version, conditions), **source).composition).outputs()["it"]


def problem_of(value: str, version: str = "2021-04-16", conditions: str = "", **source: Any) -> Diagnostic:
    """The one problem that ``value`` makes."""
    (found,) = problems(template(value, version, conditions), **source)
    return found


def column_of(part: str, value: str) -> int:
    """The column in which ``part`` of ``value`` stands in the template that :func:`template` makes."""
    return len("  it: {value: ") + value.index(part) + 1
