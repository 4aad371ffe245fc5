"""Templates that a request only names, by a URL: the stack's own, and those of stacks nested in it.

Whoever compiles says which nested templates are missing; those that have a URL are fetched, and become files of the
stack, so that its revision holds all that it was made from. An update by PATCH finds them there; one by PUT fetches
them anew, as in Heat. Files that ``get_file`` names are not fetched, as in Heat: clients bring them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from setpoint.api.fetching.fetcher import SCHEMES, NotFetched
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.refusals import bad_request, not_valid, too_much
from setpoint.api.heat.sources import address_in, source_of
from setpoint.engine.tree import Tree
from setpoint.model.diagnostic import Problem
from setpoint.model.errors import InvalidInput
from setpoint.model.kind import is_composite
from setpoint.model.stack import Source
from setpoint.templates.kinds_within import kinds_within

T = TypeVar("T")

MOST = 100
"""Nested templates that are fetched for one request."""


async def described(asked: Asked, body: Mapping[str, Any], before: Source | None = None) -> Source:
    """What ``body`` describes, as :func:`source_of` says, its template fetched where it only names one.

    Raises Refused and InvalidInput.
    """
    url = address_in(body)
    fetched = ""
    if url:
        try:
            fetched = await _text(asked, url)
        except NotFetched as problem:
            raise bad_request(f"Could not retrieve template: {problem}") from None
        if not fetched:
            raise bad_request("Template not in valid format: Template format version not found.")
    return source_of(body, asked.services.limits, before, fetched)


async def with_nested(asked: Asked, source: Source, compile: Callable[[Source], T]) -> T:
    """What ``compile`` makes of ``source`` with those files that it says are missing, and that are to be fetched.

    Raises what ``compile`` raises of the rest, and Refused for what cannot be fetched.
    """
    room = asked.services.limits.max_json_body_size
    fetched = 0
    while True:
        try:
            return compile(source)
        except InvalidInput as problem:
            missing = dict.fromkeys(_missing(problem))
            if not missing:
                raise
        files = dict(source.files)
        for name in missing:
            files[name] = await _nested(asked, name)
            fetched, room = fetched + 1, room - len(files[name].encode())
            if fetched > MOST or room < 0:
                raise too_much(
                    f"the nested templates that are to be fetched are more than {MOST}, or together larger than "
                    f"a body ({asked.services.limits.max_json_body_size} bytes)."
                )
        source = msgspec.structs.replace(source, files=files)


def look_ahead(tree: Tree) -> None:
    """Look into the groups of ``tree`` whose members are not known yet. Raises InvalidInput for what is to be fetched.

    Whoever carries the plan on, and finds out how many there are, fetches nothing.
    """
    for definition in tree.definitions.values():
        if is_composite(definition.kind) and definition.address not in tree.compositions:
            try:
                kinds_within([definition])
            except InvalidInput as problem:
                if any(_missing(problem)):
                    raise


def _missing(problem: InvalidInput) -> Iterator[str]:
    for one in problem.diagnostics:
        if one.about is not None and one.about.problem is Problem.NESTED_TEMPLATE:
            file = one.about.names[1]
            if file.startswith(tuple(f"{scheme}://" for scheme in SCHEMES)):
                yield file


async def _nested(asked: Asked, url: str) -> str:
    try:
        return await _text(asked, url)
    except NotFetched as problem:
        raise not_valid(f'Could not fetch remote template "{url}": {problem}') from None


async def _text(asked: Asked, url: str) -> str:
    raw = await asked.services.fetch(url, asked.services.limits.max_template_size)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise bad_request(f"Template not in valid format: {url} is no text in UTF-8") from None
