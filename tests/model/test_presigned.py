"""Signed addresses: as OpenStack's own signer signs them, and good for nothing but what they were signed for."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpoint.model.address import Address
from setpoint.model.arn import Arn, read_arn
from setpoint.model.presigned import access_key_of, is_genuine, is_timely, presigned
from setpoint.model.stack import ProjectId, StackId

SECRET = "c0ffee"
ARN = Arn(ProjectId("45dd"), "web", StackId("315d-01"), Address("group/0/händ le"))
URL = f"http://Heat.example:8004/v1/waitcondition/{ARN.in_path}"
SIGNED = presigned(URL, "PUT", "key", SECRET, at=1795848307)


def allows(
    url: str = SIGNED, *, secret: str = SECRET, method: str = "PUT", now: float = 0, lifetime: float = 0
) -> bool:
    parts = urlsplit(url)
    return is_genuine(
        secret,
        method=method,
        host=parts.netloc,
        path=unquote(parts.path),
        query=parts.query,
        now=now,
        lifetime=lifetime,
    )


def test_it_is_signed_as_keystone_would_sign_it() -> None:
    # What keystoneclient's Ec2Signer gives for the same address, method, secret and parameters.
    url = presigned(
        "http://heat.example:8000/v1/waitcondition/arn%3Aopenstack%3Aheat%3A%3A45dd%3Astacks/web/315d/resources/h",
        "PUT",
        "ca069f527fc84d72aae3b917a33f4a3d",
        "c0ffee",
        at=1795848307,
    )
    assert url.startswith(
        "http://heat.example:8000/v1/waitcondition/arn%3Aopenstack%3Aheat%3A%3A45dd%3Astacks/"
    )
    assert "Timestamp=2026-11-28T06%3A45%3A07Z" in url
    assert url.endswith("&Signature=ZYTZ%2BzYwL835XnLrRne%2FPgNlnxyhTkjNPRG1NXjmaDs%3D")


def test_it_holds_for_what_it_was_signed_for() -> None:
    assert allows()
    assert allows(presigned(URL, "POST", "key", SECRET), method="post")
    assert access_key_of(urlsplit(SIGNED).query) == "key"


@pytest.mark.parametrize(
    "url",
    (
        SIGNED.replace("h%C3%A4nd%20le", "other"),
        SIGNED.replace("group/0", "group/1"),
        SIGNED.replace("315d-01", "315d-02"),
        SIGNED.replace("45dd", "45de"),
        SIGNED.replace("waitcondition", "signal"),
        SIGNED.replace("Heat.example", "heat2.example"),
        SIGNED.replace("=key", "=other"),
        SIGNED.replace("2026-11-28", "2027-11-28"),
        SIGNED.replace("HmacSHA256", "HmacSHA1"),
        SIGNED.replace("SignatureVersion=2", "SignatureVersion=1"),
        SIGNED.replace("Signature=", "Signature=a"),
        SIGNED.replace("Signature=", "signature="),
        f"{SIGNED}&Signature=",
        f"{SIGNED}&More=1",
        f"{SIGNED}&AWSAccessKeyId=key",
        SIGNED.partition("&Signature=")[0],
        SIGNED.partition("?")[0],
    ),
)
def test_whoever_changes_it_can_do_nothing_with_it(url: str) -> None:
    assert url != SIGNED
    assert not allows(url)


def test_another_method_or_another_secret_will_not_do() -> None:
    assert not allows(method="POST")
    assert not allows(method="GET")
    assert not allows(secret="c0ffef")


def test_it_can_be_refused_when_it_is_too_old_or_does_not_say_how_old_it_is() -> None:
    assert allows(now=1795848307 + 900, lifetime=900)
    assert not allows(now=1795848307 + 901, lifetime=900)
    assert allows(now=1795848307 + 10**9)
    ageless = presigned(URL, "PUT", "key", SECRET)
    assert allows(ageless)
    assert not allows(ageless, now=0, lifetime=900)


@pytest.mark.parametrize("name", ("Timestamp", "X-Amz-Date"))
@pytest.mark.parametrize(
    "said", ("2026-11-28T06:45:07Z", "20261128T064507Z", "2026-11-28T07:45:07.000%2B01:00")
)
def test_a_request_that_says_when_it_was_signed_is_good_for_a_while(name: str, said: str) -> None:
    query = f"a=b&{name}={said}"
    for off, good in ((0, True), (-900, True), (900, True), (-901, False), (901, False)):
        assert is_timely(query, 1795848307 + off) is good, off


def test_a_request_is_good_until_it_says_and_at_any_time_where_it_does_not_say() -> None:
    until = "a=b&Expires=2026-11-28T06:45:07Z"
    assert is_timely(until, 1795848306)
    assert not is_timely(until, 1795848307)
    assert not is_timely(f"{until}&Timestamp=2026-11-28T06:15:07Z", 1795848306)
    assert is_timely("a=b", 0)
    for odd in ("", "yesterday", "1795848307", "0001-01-01T00:00:00%2B23:59"):
        assert not is_timely(f"Timestamp={odd}", 1795848307), odd


@given(
    st.from_regex(r"[0-9a-f]{0,32}", fullmatch=True),
    st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{0,20}", fullmatch=True),
    st.text("aé/ %?#&+:~", min_size=1, max_size=12),
)
def test_whatever_a_resource_is_called_its_address_leads_back_to_it(
    project: str, name: str, address: str
) -> None:
    arn = Arn(ProjectId(project), name, StackId("id"), Address(address))
    url = presigned(f"http://host/v1/signal/{arn.in_path}", "POST", "key", SECRET)
    path = unquote(urlsplit(url).path)
    assert read_arn(path.removeprefix("/v1/signal/")) == arn
    assert read_arn(str(arn)) == arn
    assert allows(url, method="POST")


@pytest.mark.parametrize(
    "text",
    ("", "arn:openstack:heat::p:stacks/a/b", "arn:openstack:heat::p:stacks/a/b/resources/", "arn:aws:x"),
)
def test_what_is_no_name_of_a_resource_leads_nowhere(text: str) -> None:
    assert read_arn(text) is None
