"""Signals in an object store: where they are, in which order they came, and what they say."""

from typing import Any

import pytest

from setpoint.clouds.openstack.boxes import in_order
from setpoint.model.signal import Signal, Unreadable, signals_in
from setpoint.model.temp_url import Place, place_of, signed

ROOT = "http://swift.example:8080/v1/AUTH_45dd"


def test_an_address_is_signed_as_the_service_checks_it() -> None:
    # What swiftclient's generate_temp_url gives for the same path, time, key and method.
    assert signed(ROOT, Place("c", "o"), "key") == (
        f"{ROOT}/c/o?temp_url_sig=5a2f803cfd4871b55b470a3f80bcb0f790f12c341d627afe1ab081148f714a3a&temp_url_expires=2147483587"
    )


@pytest.mark.parametrize("root", (ROOT, "https://rgw.example/swift/v1/AUTH_45dd"))
def test_an_address_leads_back_to_its_object(root: str) -> None:
    place = Place("app-händle 1", "ö/b")
    url = signed(root, place, "key")
    assert place_of(url, root) == place
    behind = url.replace("https://rgw.example/swift", "http://127.0.0.1:8080")
    assert place_of(behind, root) == place
    for wrong in (
        url.replace("45dd", "45de"),
        url.partition("?")[0],
        f"{root}/c?temp_url_sig=x",
        "handle",
        "http://[",
        "",
    ):
        assert place_of(wrong, root) is None, wrong


def listed(name: str, at: str = "2026-11-28T06:46:32.192360", digest: str = "") -> dict[str, Any]:
    return {"name": name, "hash": digest or name, "last_modified": at}


def test_versions_come_before_the_object_itself_oldest_first() -> None:
    names = ["00fä-handle-12345/1795848307.09136", "00fä-handle-12345/1795848390.94701", "ä-handle-12345"]
    others = [
        "011ä-handle-12345/1795848307.09136",
        "00fä-handle-12346/1795848307.09136",
        "ä-handle-1234",
        "b",
    ]
    found = in_order([listed(name) for name in [names[2], *others, names[1], names[0]]], "ä-handle-12345")
    assert [one["name"] for one in found] == [names[0], names[1], names[2]]


def test_an_object_that_is_being_put_over_counts_once() -> None:
    version = listed("001o/1795848392.19236")
    assert in_order([version, listed("o")], "o") == [version]
    newer = listed("o", at="2026-11-28T06:46:33")
    assert in_order([version, newer], "o") == [version, newer]


def test_what_is_left_out_has_a_meaning_and_the_last_of_an_id_counts() -> None:
    put = (
        b"",
        b'{"id": "q", "data": 1}',
        b"{}",
        b'{"id": "q", "data": 2, "reason": "again", "status": "FAILURE"}',
    )
    assert signals_in(put) == {
        "1": Signal(reason="Signal 1 received"),
        "q": Signal("FAILURE", "again", 2),
        "3": Signal(reason="Signal 3 received"),
    }
    assert list(signals_in((b'{"id": 2}', b"", b'{"id": "5"}'))) == ["2", "3", "5"]


@pytest.mark.parametrize(
    ("body", "told"),
    (
        (b"{", "Failed to parse JSON data: {"),
        (b"[]", r"Failed to parse JSON data: \[\]"),
        (b"\xff", "Failed to parse JSON data"),
        (b'{"status": "DONE"}', "Unknown status: DONE"),
    ),
)
def test_what_is_no_signal_is_told(body: bytes, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        signals_in([b"", body])
