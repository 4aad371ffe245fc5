"""What services say when they refuse, in one form.

Each service has its own body for a fault. The documents: "Faults" of the Compute, Block Storage, Identity and
Networking API references, "Response codes" of Load Balancer, DNS, Key Manager, Image and Alarming.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import msgspec

from setpoint.clouds.openstack.client.exchange import Answer, Asked
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict, LostAnswer, NotFound, ResourceError, Retry, SetpointError
from setpoint.model.value import Plain

PATIENCE = 1.0
"""Seconds to wait when a service asks for patience and does not say how long."""

BUSY = re.compile(
    r"immutable|is being (?:deleted|updated)|task_state|vm_state building|is in an? (?:\S+ing) (?:state|status)"
    r"|concurrent|retry your request|currently (?:busy|locked)",
    re.IGNORECASE,
)
"""How services say that a thing is at work just now: waiting helps."""

HELD = re.compile(r"zone_has_sub_zone")
"""The words of their own with which services that do not answer 409 say that something else is in the way just now."""

QUOTA = re.compile(r"quota|exceeds? allowed|limit exceeded|maximum number of", re.IGNORECASE)

_WORDS = ("message", "faultstring", "description", "detail", "explanation", "title", "error")
"""The keys under which the services say it, best first."""


class Fault(msgspec.Struct, frozen=True):
    """What a service said: ``kind`` is its own word for it (``OverQuota``), where it has one."""

    message: str
    kind: str = ""


def read(answer: Answer) -> Fault:
    """Read the body of an answer that refuses, whatever service it comes from."""
    try:
        body = answer.json()
    except ValueError:
        body = None
    if isinstance(body, Mapping):
        found = _in(body)
        if found is not None:
            return found
    return Fault(_plain(answer.content))


def _in(body: Mapping[str, Plain]) -> Fault | None:
    """Here, or one level down: ``{"itemNotFound": {...}}``, ``{"errors": [{...}]}``."""
    for word in _WORDS:
        told = body.get(word)
        if isinstance(told, str) and told:
            return Fault(
                told.removesuffix("<br /><br />"), str(body.get("type") or body.get("faultcode") or "")
            )  # Glance leaves the end of a page there
    for key, inner in body.items():
        one = inner[0] if isinstance(inner, list) and inner else inner
        found = _in(one) if isinstance(one, Mapping) else None
        if found is not None:
            return found if found.kind else Fault(found.message, key)
    return None


def _plain(content: bytes) -> str:
    """The text of an HTML page or of plain words, shortened."""
    text = re.sub(
        r"<(head|style|script)\b.*?</\1>|<[^>]*>", " ", content.decode(errors="replace"), flags=re.DOTALL
    )
    return " ".join(html.unescape(text).split())[:500]


def refusal(asked: Asked, answer: Answer) -> SetpointError:
    """What a driver is told of an answer that is no success."""
    fault = read(answer)
    status = answer.status
    if status in (429, 503) or (status == 413 and "retry-after" in answer.headers):
        return Retry(_after(answer), f"{asked.service}: {_words(status, fault)}")
    if status >= 500 and status != 501:
        why = f"{asked.service}: {_words(status, fault)}"
        return Retry(PATIENCE, why) if asked.is_reading else LostAnswer(why)
    if QUOTA.search(f"{fault.kind} {fault.message}") and status in (403, 409, 413):
        return ResourceError(_diagnostic(asked, answer, fault, _ADVICE_QUOTA))
    if status == 404 and asked.is_item:
        return NotFound(_diagnostic(asked, answer, fault, ""))
    if status == 400 and HELD.search(fault.kind):
        return Conflict(_diagnostic(asked, answer, fault, ""))
    if status == 409:
        if BUSY.search(fault.message):
            return Retry(PATIENCE, f"{asked.service}: {_words(status, fault)}")
        return Conflict(_diagnostic(asked, answer, fault, ""))
    return ResourceError(_diagnostic(asked, answer, fault, _ADVICE.get(status, "")))


_ADVICE_QUOTA = "delete what is not needed, or have the project's quota raised"
_ADVICE = {
    401: "check the credentials: `auth` of the cloud in clouds.yaml, or OS_*",
    403: "the credentials lack a role or policy that allows this: ask the cloud's operator",
    501: "this cloud cannot do that, whoever asks",
    404: "something that is referred to is not there, or not visible to this project",
}


def _after(answer: Answer) -> float:
    """Seconds, as Retry-After says; it may also be a date, which is taken for the usual patience."""
    told = answer.headers.get("retry-after", "")
    return min(float(told), 60.0) if told.isdecimal() else PATIENCE


def _words(status: int, fault: Fault) -> str:
    return f"{status} {fault.message}".strip()


def _diagnostic(asked: Asked, answer: Answer, fault: Fault, advice: str) -> Diagnostic:
    trail = f"{asked}, request {answer.request_id}" if answer.request_id else str(asked)
    summary, error = f"{asked.service}: {_words(answer.status, fault)}", _ERRORS.get(answer.status, "")
    return Diagnostic(summary, detail=trail, advice=advice, error=error)


_ERRORS = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    409: "Conflict",
    413: "OverLimit",
    501: "HTTPNotImplemented",
}
"""What OpenStack's clients, and so Heat's users, know refusals by."""
