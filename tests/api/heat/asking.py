"""Asking the same of Setpoint and of the real Heat: rows of requests, and what Heat answers to each.

A row may remember the id of what it has made under a name; other rows, and all answers, then have ``{name}`` for it.
What neither has made here does not count: in the lab, others use Heat as well.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

Answer = tuple[int, Any]
"""A status, and a body; of an error, its type and message."""

Send = Callable[[str, str, Any], tuple[int, Any]]
"""Method, path below the project and body (None: none; bytes: as they are), to status and body (None: no JSON)."""

TIME = "(a time)"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Differs(NamedTuple):
    """What Setpoint answers where it is not what Heat does, and the reason."""

    answer: Answer
    because: str


class Row(NamedTuple):
    """One request, what Heat answers, and what Setpoint does where that differs."""

    method: str
    path: str
    body: Any
    answer: Answer
    name: str = ""
    differs: Differs | None = None

    @property
    def ours(self) -> Answer:
        """What Setpoint answers."""
        return self.differs.answer if self.differs else self.answer


def sender(url: str, token: str) -> Send:
    """Asks the service at ``url``, which ends with the project."""

    def send(method: str, path: str, body: Any) -> tuple[int, Any]:
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        headers = {"X-Auth-Token": token, "Content-Type": "application/json"}
        request = urllib.request.Request(url + path, raw, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, _read(response.read())
        except urllib.error.HTTPError as refused:
            return refused.code, _read(refused.read())

    return send


def _read(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None


def answers(rows: Sequence[Row], send: Send, known: dict[str, str]) -> list[Answer]:
    """What is answered to each row. ``known`` has ids by name; those of what is made are added."""
    found = []
    for row in rows:
        body = row.body if isinstance(row.body, bytes) else _named(row.body, known)
        status, told = send(row.method, row.path.format(**known), body)
        if row.name and status == 200:
            known[row.name] = next(iter(told.values()))["id"]
        found.append((status, _told(told, known)))
    return found


def same(answer: Answer, other: Answer) -> bool:
    """Whether two answers are the same JSON, where true is not 1."""
    return json.dumps(answer, sort_keys=True) == json.dumps(other, sort_keys=True)


def _named(value: Any, known: Mapping[str, str]) -> Any:
    """``value``, with ids for names in texts that are nothing but one."""
    if isinstance(value, dict):
        return {key: _named(part, known) for key, part in value.items()}
    if isinstance(value, list):
        return [_named(part, known) for part in value]
    if isinstance(value, str) and value[:1] == "{" and value[1:-1] in known:
        return known[value[1:-1]]
    return value


def _told(told: Any, known: Mapping[str, str]) -> Any:
    if not isinstance(told, dict):
        return told
    if "error" in told:
        return told["error"]["type"], _plain(told["error"].get("message"), known)
    (whole,) = told.values()
    if not isinstance(whole, list):
        return _plain(whole, known)
    ours = [one for one in whole if one["id"] in known.values()]
    return sorted((_plain(one, known) for one in ours), key=lambda one: str(one["id"]))


def _plain(value: Any, known: Mapping[str, str]) -> Any:
    """``value``, with names for ids, and times that are all the same."""
    if isinstance(value, dict):
        return {key: _plain(part, known) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part, known) for part in value]
    if not isinstance(value, str):
        return value
    if _MOMENT.fullmatch(value):
        return TIME
    for name, one in known.items():
        value = value.replace(one, f"{{{name}}}")
    return value
