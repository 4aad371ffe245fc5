"""One question to two engines: the real Heat, and what ours answers to it, without a service around it."""

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from lab.rest import Cloud
from setpoint.api.heat.describing.installation import build_info
from setpoint.api.heat.describing.languages import template_functions, template_versions
from setpoint.api.heat.describing.resource_types import Wanted, list_types, provider_of, show_type
from setpoint.api.heat.describing.validation import Asked, ignored_in, validate
from setpoint.api.heat.faults import fault_of
from setpoint.api.heat.queries import as_flag
from setpoint.api.heat.sources import source_of
from setpoint.api.settings.limits import Limits
from tests.lab.differences import Difference, differences


class Heat:
    """The real one, as its administrator sees it."""

    def __init__(self, cloud: Cloud) -> None:
        self._token = cloud.token
        self._address = urlsplit(cloud.address("orchestration"))
        self._connection = http.client.HTTPConnection(self._address.netloc, timeout=120)

    def ask(self, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and answer: of a GET, or of a POST when there is a body."""
        headers = {"X-Auth-Token": self._token, "Content-Type": "application/json"}
        data = body if isinstance(body, bytes | None) else json.dumps(body)
        self._connection.request("GET" if body is None else "POST", self._address.path + path, data, headers)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())


def ours(path: str, body: Any = None) -> tuple[int, Any]:
    """Status and answer of ours, without a service around it."""
    try:
        return 200, _answer(path, body)
    except Exception as refused:  # noqa: BLE001 - what is no refusal becomes a 500, which is told as a difference
        fault = fault_of(refused)
        return fault.status, fault.body()


def _answer(path: str, body: Any) -> Any:
    url = urlsplit(path)
    query = dict(parse_qsl(url.query))
    match url.path.split("/")[1:]:
        case ["resource_types"]:
            words = {key: query.get(key, "") for key in ("support_status", "name", "version")}
            described = as_flag("with_description", query.get("with_description"))
            return list_types(Wanted(**words, with_description=described))
        case ["resource_types", name]:
            described = as_flag("with_description", query.get("with_description"))
            return show_type(name, with_description=described)
        case ["resource_types", name, "template"]:
            return provider_of(name, query.get("template_type", "cfn"))
        case ["template_versions"]:
            return template_versions()
        case ["template_versions", version, "functions"]:
            conditions = as_flag("with_condition_func", query.get("with_condition_func"))
            return template_functions(version, with_conditions=conditions)
        case ["validate"]:
            nested = as_flag("show_nested", query.get("show_nested"))
            asked = Asked(nested, ignored_in(query.get("ignore_errors", "")))
            return validate(source_of(body, Limits()), asked)
        case _:
            return build_info()


def compared(question: str, heat: Heat, path: str, body: Any = None) -> Iterator[Difference]:
    """In what the answers differ; of refusals only the status is compared here."""
    (status, theirs), (our_status, our) = heat.ask(path, body), ours(path, body)
    if status != our_status:
        yield Difference(f"{question} status", (status, theirs), (our_status, our))
    elif status == 200:
        yield from differences(question, theirs, our)
