"""Answers: a status, and a body where there is one. By its return type a handler says which it gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar
from xml.sax.saxutils import escape

import msgspec
from starlette.responses import Response

T = TypeVar("T")

LOCATION, TOKEN = "Location", "X-Subject-Token"

_encode = msgspec.json.Encoder(enc_hook=str, order="deterministic").encode
_PAGE = "<html>\n <head>\n  <title>{title}</title>\n </head>\n <body>\n  <h1>{title}</h1>\n  {text}\n </body>\n</html>"


class Answer(Response, Generic[T]):
    """What was asked for."""

    status: ClassVar[int] = 200
    headers_told: ClassVar[Mapping[str, str]] = {}
    """The headers in which something is told besides, and what."""
    media_type = "application/json"


class Made(Answer[T]):
    """It is made, or will be."""

    status = 201
    headers_told: ClassVar[Mapping[str, str]] = {LOCATION: "Where it is."}


class Entered(Answer[T]):
    """Who one is taken for now."""

    status = 201
    headers_told: ClassVar[Mapping[str, str]] = {TOKEN: "The token."}


class Choices(Answer[T]):
    """Where one may go on."""

    status = 300


class Words(Response):
    """A few words, or none."""

    status: ClassVar[int] = 200
    media_type = "text/plain"


class Xml(Response):
    """What was asked for, in AWS's form."""

    status: ClassVar[int] = 200
    media_type = "application/xml"


class Accepted(Response):
    """It will be done."""

    status: ClassVar[int] = 202
    media_type = "text/html"


class NoContent(Response):
    """It is done, and there is nothing to say."""

    status: ClassVar[int] = 204


class Found(Response):
    """It is elsewhere: ask in the same way where `Location` says."""

    status: ClassVar[int] = 302
    headers_told: ClassVar[Mapping[str, str]] = {LOCATION: "Where it is."}
    media_type = "text/html"


def json(body: T) -> Answer[T]:
    """``body`` as JSON."""
    return Answer(_encode(body), Answer.status)


def made(body: T, location: str) -> Made[T]:
    """``body`` as JSON, of what is made at ``location``."""
    return Made(_encode(body), Made.status, {LOCATION: location})


def entered(body: T, token: str) -> Entered[T]:
    """``body`` as JSON, of who has ``token``."""
    return Entered(_encode(body), Entered.status, {TOKEN: token})


def choices(body: T) -> Choices[T]:
    """``body`` as JSON, which says where one may go on."""
    return Choices(_encode(body), Choices.status)


def accepted() -> Accepted:
    """A few words of HTML, where Heat has no JSON either."""
    text = "The request is accepted for processing.<br /><br />"
    return Accepted(_page("202 Accepted", text), Accepted.status)


def no_content() -> NoContent:
    """Nothing."""
    return NoContent(None, NoContent.status)


def found(location: str) -> Found:
    """It is at ``location``."""
    text = "The resource was found elsewhere; see the header Location."
    return Found(_page("302 Found", text), Found.status, {LOCATION: location})


def refusal(body: Any, status: int, headers: Mapping[str, str]) -> Response:
    """A refusal as JSON."""
    return Response(_encode(body), status, headers, "application/json")


def xml(name: str, content: Mapping[str, Any]) -> Xml:
    """An element called ``name``, of elements with texts or elements in them."""
    return Xml(_element(name, content), Xml.status)


def _element(name: str, content: Any) -> str:
    within = content.items() if isinstance(content, Mapping) else ()
    inner = "".join(_element(*one) for one in within) if within else escape(str(content or ""))
    return f"<{name}>{inner}</{name}>"


def aws_error(code: str, message: str, status: int, headers: Mapping[str, str]) -> Response:
    """A refusal in the form of AWS's query APIs."""
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    return Response(f"<ErrorResponse>{error}</ErrorResponse>", status, headers, "application/xml")


def _page(title: str, text: str) -> str:
    return _PAGE.format(title=title, text=text)
