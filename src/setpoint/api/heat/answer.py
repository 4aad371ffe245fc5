"""Answers: a status, and a body where there is one."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

import msgspec
from starlette.responses import Response

_encode = msgspec.json.Encoder(enc_hook=str, order="deterministic").encode
_PAGE = "<html>\n <head>\n  <title>{title}</title>\n </head>\n <body>\n  <h1>{title}</h1>\n  {text}\n </body>\n</html>"


def json(body: Any, status: int = 200, **headers: str) -> Response:
    """``body`` as JSON."""
    return Response(
        _encode(body),
        status,
        {name.replace("_", "-"): value for name, value in headers.items()},
        "application/json",
    )


def page(title: str, text: str, status: int, **headers: str) -> Response:
    """A few words of HTML, where Heat has no JSON either."""
    return Response(_PAGE.format(title=title, text=text), status, headers, "text/html")


def aws_error(code: str, message: str, status: int) -> Response:
    """A refusal in the form of AWS's query APIs."""
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    return Response(f"<ErrorResponse>{error}</ErrorResponse>", status, media_type="application/xml")


def accepted() -> Response:
    """It will be done."""
    return page("202 Accepted", "The request is accepted for processing.<br /><br />", 202)


def no_content() -> Response:
    """It is done, and there is nothing to say."""
    return Response(None, 204)


def found(location: str) -> Response:
    """It is elsewhere: ask there, in the same way."""
    return page(
        "302 Found", "The resource was found elsewhere; see the header Location.", 302, Location=location
    )
