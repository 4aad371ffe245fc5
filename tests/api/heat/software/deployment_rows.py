"""Software deployments: made, looked at, changed and removed; and what servers are told."""

from __future__ import annotations

from typing import Any

from tests.api.heat.asking import TIME, Answer, Differs, Row
from tests.api.heat.software.words import (
    A_BUG,
    BROKEN,
    CONFIGS,
    DEPLOYMENTS,
    GONE,
    MALFORMED,
    NOT_ALLOWED,
    ONE,
    TWO,
    VAGUE,
    a_deployment,
    no_config,
    no_deployment,
    wrong,
)

FIRST = a_deployment("d1")
UNSAID = "a reason that nobody has given is no word"


def said(deployment: dict[str, Any]) -> dict[str, Any]:
    """A deployment as it is shown here."""
    return {**deployment, "status_reason": deployment["status_reason"].replace("None", "")}


def deployed(id: str, body: dict[str, Any], **parts: Any) -> Row:
    """A deployment is made, and shown."""
    shown = a_deployment(id, **parts)
    given = {"config_id": "{one}", "server_id": "{server}", **body}
    return shows("POST", DEPLOYMENTS, given, shown, id)


def shows(method: str, path: str, body: Any, shown: Any, name: str = "") -> Row:
    here = [said(one) for one in shown] if isinstance(shown, list) else said(shown)
    differs = Differs((200, here), UNSAID) if here != shown else None
    return Row(method, path, body, (200, shown), name, differs)


def not_deployed(body: dict[str, Any], answer: Answer, differs: Differs | None = None) -> Row:
    given = {"config_id": "{one}", "server_id": "{server}", **body}
    return Row("POST", DEPLOYMENTS, given, answer, "", differs)


SECOND = a_deployment(
    "d2", config_id="{two}", action="CREATE", status="IN_PROGRESS", status_reason="why", input_values={"a": 1}
)
REFERENCED = "Software config with id {one} can not be deleted as it is referenced."
SERVER_MISSING = "property server_id is required: a software deployment needs it"
CHANGED: dict[str, Any] = {"updated_time": TIME}

ROWS = [
    deployed("d1", {}),
    deployed(
        "d2",
        {
            "config_id": "{two}",
            "action": "CREATE",
            "status": "IN_PROGRESS",
            "status_reason": "why",
            "input_values": {"a": 1},
            "output_values": {"o": 1},
            "stack_user_project_id": "somebody",
            "bogus": 1,
        },
        **{name: SECOND[name] for name in ("config_id", "action", "status", "status_reason", "input_values")},
    ),
    deployed(
        "d3",
        {"action": "", "status": "ODD", "status_reason": "", "input_values": "x"},
        action="",
        status="ODD",
        status_reason="",
        input_values="x",
    ),
    deployed("d4", {"status_reason": 5, "input_values": []}, status_reason="5"),
    shows("GET", f"{DEPLOYMENTS}/{{d1}}", None, FIRST),
    shows("GET", f"{DEPLOYMENTS}/{{d2}}", None, SECOND),
    Row("DELETE", f"{DEPLOYMENTS}/{{d3}}", None, GONE),
    Row("DELETE", f"{DEPLOYMENTS}/{{d4}}", None, GONE),
    shows("GET", DEPLOYMENTS, None, [FIRST, SECOND]),
    shows("GET", f"{DEPLOYMENTS}?server_id={{server}}&limit=1", None, [FIRST, SECOND]),
    Row("GET", f"{DEPLOYMENTS}?server_id=nothing", None, (200, [])),
    Row("GET", f"{DEPLOYMENTS}/metadata/{{server}}", None, (200, [ONE, TWO])),
    Row("GET", f"{DEPLOYMENTS}/metadata/nothing", None, (200, [])),
    Row("GET", f"{DEPLOYMENTS}/metadata", None, no_deployment("metadata")),
    Row("GET", f"{DEPLOYMENTS}/nothing", None, no_deployment("nothing")),
    Row("DELETE", f"{DEPLOYMENTS}/nothing", None, no_deployment("nothing")),
    Row("PUT", f"{DEPLOYMENTS}/nothing", {"status": "COMPLETE"}, no_deployment("nothing")),
    Row("PATCH", f"{DEPLOYMENTS}/{{d1}}", {}, NOT_ALLOWED),
    Row("POST", f"{DEPLOYMENTS}/{{d1}}", {}, NOT_ALLOWED),
    Row("PUT", DEPLOYMENTS, {}, NOT_ALLOWED),
    Row("POST", f"{DEPLOYMENTS}/metadata/{{server}}", {}, NOT_ALLOWED),
    not_deployed({"config_id": "nothing"}, no_config("nothing")),
    not_deployed({"config_id": None}, no_config("None")),
    not_deployed(
        {"config_id": ["x"]},
        no_config("['x']"),
        wrong("property config_id must be a string", "an id is a text"),
    ),
    Row(
        "POST",
        DEPLOYMENTS,
        {},
        no_config("None"),
        "",
        wrong(SERVER_MISSING, "what is wrong with a body is told first"),
    ),
    not_deployed({"server_id": None}, BROKEN, wrong(SERVER_MISSING, A_BUG)),
    not_deployed({"server_id": {"a": 1}}, BROKEN, wrong("property server_id must be a string", A_BUG)),
    not_deployed(
        {"server_id": "s" * 256},
        BROKEN,
        wrong("property server_id must have a length of at most 255, not 256", A_BUG),
    ),
    not_deployed(
        {"stack_user_project_id": "p" * 65},
        (
            400,
            (
                "Invalid",
                'Data supplied was not valid: "stack_user_project_id" should be no more than 64 characters',
            ),
        ),
    ),
    Row(
        "POST",
        DEPLOYMENTS,
        b"",
        MALFORMED,
        "",
        Differs((400, ("HTTPBadRequest", "The body is no JSON: Input data was truncated")), VAGUE),
    ),
    shows("PUT", f"{DEPLOYMENTS}/{{d1}}", {}, {**FIRST, **CHANGED}),
    shows(
        "PUT",
        f"{DEPLOYMENTS}/{{d1}}",
        {
            "status": "IN_PROGRESS",
            "action": "UPDATE",
            "status_reason": "because",
            "server_id": "x",
            "bogus": 1,
        },
        {**FIRST, **CHANGED, "status": "IN_PROGRESS", "action": "UPDATE", "status_reason": "because"},
    ),
    shows(
        "PUT",
        f"{DEPLOYMENTS}/{{d1}}",
        {"output_values": {"o": [1]}, "input_values": {"a": 2}, "status": "COMPLETE"},
        {
            **FIRST,
            **CHANGED,
            "status": "COMPLETE",
            "action": "UPDATE",
            "status_reason": "because",
            "output_values": {"o": [1]},
            "input_values": {"a": 2},
        },
    ),
    shows(
        "PUT",
        f"{DEPLOYMENTS}/{{d1}}",
        {
            "output_values": {},
            "input_values": 0,
            "status": "",
            "action": None,
            "status_reason": "",
            "config_id": "",
        },
        {
            **FIRST,
            **CHANGED,
            "status": "COMPLETE",
            "action": "UPDATE",
            "status_reason": "because",
            "output_values": {"o": [1]},
            "input_values": {"a": 2},
        },
    ),
    Row(
        "PUT",
        f"{DEPLOYMENTS}/{{d2}}",
        {"config_id": "{one}"},
        (200, {**SECOND, **CHANGED}),
        "",
        Differs(
            (200, {**SECOND, **CHANGED, "config_id": "{one}"}),
            "Heat answers with the configuration of before",
        ),
    ),
    Row("GET", f"{DEPLOYMENTS}/{{d2}}", None, (200, {**SECOND, **CHANGED, "config_id": "{one}"})),
    Row("GET", f"{DEPLOYMENTS}/metadata/{{server}}", None, (200, [ONE, ONE])),
    Row("PUT", f"{DEPLOYMENTS}/{{d1}}", {"config_id": "nothing"}, no_config("nothing")),
    Row(
        "PUT",
        f"{DEPLOYMENTS}/{{d1}}",
        {"status": {"a": 1}},
        BROKEN,
        "",
        wrong("property status must be a string", A_BUG),
    ),
    Row(
        "PUT",
        f"{DEPLOYMENTS}/{{d1}}",
        {"action": "a" * 256},
        BROKEN,
        "",
        wrong("property action must have a length of at most 255, not 256", A_BUG),
    ),
    Row(
        "PUT",
        f"{DEPLOYMENTS}/{{d1}}",
        b"[]",
        MALFORMED,
        "",
        Differs((400, ("HTTPBadRequest", "The body must be a JSON object, not list")), VAGUE),
    ),
    Row(
        "DELETE",
        f"{CONFIGS}/{{one}}",
        None,
        (500, ("InvalidRestrictedAction", REFERENCED)),
        "",
        Differs(
            (409, ("InvalidRestrictedAction", REFERENCED)), "it is a conflict, and no error of the service"
        ),
    ),
    Row("DELETE", f"{DEPLOYMENTS}/{{d1}}", None, GONE),
    Row("DELETE", f"{DEPLOYMENTS}/{{d1}}", None, no_deployment("{d1}")),
    Row("DELETE", f"{DEPLOYMENTS}/{{d2}}", None, GONE),
    Row("GET", f"{DEPLOYMENTS}/metadata/{{server}}", None, (200, [])),
    Row("DELETE", f"{CONFIGS}/{{one}}", None, GONE),
    Row("DELETE", f"{CONFIGS}/{{one}}", None, no_config("{one}")),
    Row("GET", f"{CONFIGS}/{{one}}", None, no_config("{one}")),
]
