"""Which headers go on, and which end here (RFC 9110, section 7.6). Pure."""

from __future__ import annotations

from multidict import CIMultiDict, CIMultiDictProxy

_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
VIA = "1.1 setpoint"


def end_to_end(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    """The headers that are meant for the other end: none of this hop's, nor those that ``Connection`` names."""
    dropped = _HOP_BY_HOP | named_in_connection(headers)
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in dropped)


def named_in_connection(headers: CIMultiDictProxy[str]) -> frozenset[str]:
    """The options of ``Connection``, in lower case."""
    if "Connection" not in headers:
        return frozenset()
    options = ",".join(headers.getall("Connection")).split(",")
    return frozenset(option.strip().lower() for option in options)


def asks_for_upgrade(headers: CIMultiDictProxy[str]) -> bool:
    """Whether the client wants to leave HTTP (a WebSocket, most often)."""
    return "Upgrade" in headers and "upgrade" in named_in_connection(headers)


def to_target(
    headers: CIMultiDictProxy[str], *, peer: str, scheme: str, prefix: str, trust_forwarded: bool
) -> CIMultiDict[str]:
    """A request's headers as the target shall see them: the client's own Host, and who asked, in X-Forwarded-*.

    What came in as X-Forwarded-* is believed only where the router stands behind another one.
    """
    out = end_to_end(headers)
    if asks_for_upgrade(headers):
        upgraded(headers, out)
    before = headers.get("X-Forwarded-For") if trust_forwarded else None
    said = {
        "X-Forwarded-Proto": scheme,
        "X-Forwarded-Host": headers.get("Host", ""),
        "X-Forwarded-Prefix": prefix,
    }
    for name in ("Expect", *said):
        out.popall(name, None)
    for name, value in said.items():
        heard = headers.get(name) if trust_forwarded else None
        if heard or value:
            out[name] = heard or value
    out["X-Forwarded-For"] = f"{before}, {peer}" if before else peer
    out.add("Via", VIA)
    return out


def upgraded(headers: CIMultiDictProxy[str], out: CIMultiDict[str]) -> CIMultiDict[str]:
    """``out`` with the two headers that ask for, or grant, another protocol than HTTP."""
    out["Connection"] = "Upgrade"
    out["Upgrade"] = headers.get("Upgrade", "")
    return out


def has_body(method: str, status: int) -> bool:
    """Whether an answer brings the body whose length it tells (RFC 9110, 6.4.1)."""
    return method != "HEAD" and status not in (204, 304)
