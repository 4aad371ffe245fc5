"""Which headers go on to the target."""

from __future__ import annotations

from multidict import CIMultiDict, CIMultiDictProxy

from setpoint.clouds.local.router.headers import to_target

CAME = CIMultiDictProxy(
    CIMultiDict(
        {
            "Host": "shop.example.com",
            "Connection": "keep-alive, X-Private",
            "X-Private": "this hop only",
            "Keep-Alive": "timeout=5",
            "TE": "trailers",
            "Expect": "100-continue",
            "Accept": "text/html",
            "X-Forwarded-For": "6.6.6.6",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "forged",
        }
    )
)


def test_a_client_is_not_believed() -> None:
    out = to_target(CAME, peer="10.0.0.1", scheme="http", prefix="/shop", trust_forwarded=False)
    assert dict(out) == {
        "Host": "shop.example.com",
        "Accept": "text/html",
        "X-Forwarded-For": "10.0.0.1",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "shop.example.com",
        "X-Forwarded-Prefix": "/shop",
        "Via": "1.1 setpoint",
    }


def test_a_router_in_front_is_believed() -> None:
    out = to_target(CAME, peer="10.0.0.1", scheme="http", prefix="", trust_forwarded=True)
    assert out["X-Forwarded-For"] == "6.6.6.6, 10.0.0.1"
    assert out["X-Forwarded-Proto"] == "https"
    assert out["X-Forwarded-Host"] == "forged"
    assert "X-Forwarded-Prefix" not in out


def test_an_upgrade_goes_on() -> None:
    came = CIMultiDictProxy(
        CIMultiDict({"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Key": "x"})
    )
    out = to_target(came, peer="p", scheme="http", prefix="", trust_forwarded=False)
    assert (out["Connection"], out["Upgrade"], out["Sec-WebSocket-Key"]) == ("Upgrade", "websocket", "x")
