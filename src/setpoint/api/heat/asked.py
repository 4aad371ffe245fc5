"""A request, as handlers see it: who asks, in which project, of what, with which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request

from setpoint.api.caller import Caller
from setpoint.api.heat.refusals import bad_request
from setpoint.api.heat.services import Services
from setpoint.engine.engine import Engine

_TRUE = frozenset({"1", "t", "true", "on", "y", "yes"})
_FALSE = frozenset({"0", "f", "false", "off", "n", "no"})


class Asked:
    """One request of a caller who may ask it."""

    def __init__(self, request: Request, services: Services, caller: Caller) -> None:
        """Wrap ``request``."""
        self._request = request
        self.services = services
        self.caller = caller
        self.path: Mapping[str, str] = request.path_params
        self.engine: Engine = services.engine(caller.project)
        self._query = parse_qsl(request.url.query, keep_blank_values=True)

    @property
    def query_string(self) -> str:
        """The query, as it was sent."""
        return self._request.url.query

    @cached_property
    def base(self) -> str:
        """The address of the caller's project: what links begin with."""
        return self.base_of(self.caller.project)

    def base_of(self, project: str) -> str:
        """The same, of any project."""
        root = self.services.endpoint or f"{self._request.url.scheme}://{self._request.url.netloc}"
        return f"{root}/v1/{project}"

    def why_not(self, type_name: str) -> str:
        """Why the caller cannot have resources of a type here; "" where that is no matter."""
        if not self.engine.clouds.has(type_name):
            return "no cloud here drives it"
        return ""

    def words(self, name: str) -> list[str]:
        """Everything that the query says for ``name``."""
        return [value for key, value in self._query if key == name]

    def word(self, name: str, default: str = "") -> str:
        """What the query says for ``name``, the last time."""
        return next(iter(reversed(self.words(name))), default)

    def has(self, name: str) -> bool:
        """Whether the query says anything for ``name``."""
        return any(key == name for key, _ in self._query)

    def names(self) -> set[str]:
        """All that the query has words for."""
        return {key for key, _ in self._query}

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A yes or no of the query. Raises Refused for anything else."""
        return as_flag(name, self.word(name), default=default) if self.has(name) else default

    def number(self, name: str, default: int | None = None) -> int | None:
        """A whole number of the query, not below 0. Raises Refused for anything else."""
        return as_number(name, self.word(name)) if self.has(name) else default

    async def body(self, *, required: bool = False) -> dict[str, Any]:
        """The body, a map; an empty one where there is none, unless one is ``required``. Raises Refused."""
        raw = await self._request.body()
        if not raw and not required:
            return {}
        try:
            found = msgspec.json.decode(raw)
        except (msgspec.DecodeError, RecursionError) as problem:
            raise bad_request(f"The body is no JSON: {problem}") from None
        if not isinstance(found, dict):
            raise bad_request(f"The body must be a JSON object, not {type(found).__name__}")
        return found

    async def any_body(self) -> Any:
        """The body, whatever JSON it is; None where there is none. Raises Refused for what is no JSON."""
        raw = await self._request.body()
        try:
            return msgspec.json.decode(raw) if raw else None
        except (msgspec.DecodeError, RecursionError) as problem:
            raise bad_request(f"The body is no JSON: {problem}") from None


def as_flag(name: str, given: object, *, default: bool = False) -> bool:
    """``given`` as yes or no: a boolean, or a word for one. Raises Refused for anything else."""
    if isinstance(given, bool):
        return given
    word = str(given).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    if given in ("", None):
        return default
    raise bad_request(f'Unrecognized value "{given}" for "{name}", acceptable values are: true, false.')


def as_number(name: str, given: object) -> int:
    """``given`` as a whole number that is not below 0. Raises Refused for anything else."""
    try:
        found = int(str(given))
    except ValueError:
        raise bad_request(f"Only integer is acceptable by '{name}'.") from None
    if found < 0:
        raise bad_request(f"Value '{given}' is invalid for '{name}' which only accepts non-negative integer.")
    return found


def texts(name: str, given: object) -> Sequence[str]:
    """``given`` as a list of texts. Raises Refused for anything else."""
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise bad_request(f"Unexpected type for '{name}': a list of strings is expected")
    return given
