"""What rows about software configurations and deployments are made of."""

from __future__ import annotations

from typing import Any

from tests.api.heat.asking import TIME, Answer, Differs, Row

CONFIGS, DEPLOYMENTS = "/software_configs", "/software_deployments"
_MALFORMED = (
    "The server could not comply with the request since it is either malformed or otherwise incorrect."
)
MALFORMED: Answer = (400, ("HTTPBadRequest", _MALFORMED))
WRONG: Answer = (400, ("ValueError", None))
NOT_ALLOWED: Answer = (405, ("HTTPMethodNotAllowed", _MALFORMED))
BROKEN: Answer = (500, ("RemoteError", None))
GONE: Answer = (204, None)

SILENT = "Heat says that something is wrong, and not what: its words are lost between its processes"
VAGUE = "Heat says the same of every body that it cannot use; here it is said what is wrong"
A_BUG = "an error of Heat's own; here the body is refused"
NULL = "a null is no value: it is as if nothing had been given"
UNREADABLE = "not every reader of JSON can read that number"


def no_config(config: str) -> Answer:
    return 404, ("NotFound", f"Software config with id {config} not found")


def no_deployment(deployment: str) -> Answer:
    return 404, ("NotFound", f"Deployment with id {deployment} not found")


def wrong(why: str, because: str = SILENT) -> Differs:
    return Differs((400, ("ValueError", why)), because)


def a_config(id: str, **parts: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"name": None, "group": None, "config": None, "inputs": [], "outputs": []}
    return {"id": f"{{{id}}}", "creation_time": TIME, **empty, "options": {}, **parts}


def in_list(config: dict[str, Any]) -> dict[str, Any]:
    return {name: config[name] for name in ("id", "name", "group", "creation_time")}


def a_deployment(id: str, **parts: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "input_values": {},
        "output_values": None,
        "action": None,
        "status": None,
        "status_reason": "None",
    }
    there = {"id": f"{{{id}}}", "server_id": "{server}", "config_id": "{one}", "creation_time": TIME}
    return {**there, **empty, **parts}


def made(id: str, body: dict[str, Any], differs: Differs | None = None, **parts: Any) -> Row:
    """A configuration is made, and shown."""
    return Row("POST", CONFIGS, body, (200, a_config(id, **parts)), id, differs)


def refused(body: Any, differs: Differs | None, answer: Answer = WRONG) -> Row:
    return Row("POST", CONFIGS, body, answer, "", differs)


ONE = a_config(
    "one",
    name="zz",
    group="script",
    config="echo",
    inputs=[{"name": "a", "type": "String"}, {"name": "b", "type": "Number", "default": 3}],
    outputs=[{"name": "o", "type": "String", "error_output": False}],
    options={"x": 1},
)
TWO = a_config("two", name="aa", config={"a": [1, None]}, group="component")
