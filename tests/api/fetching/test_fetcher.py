"""What is fetched, from real servers on this machine, and what is not: by address, size, time, and where it leads."""

from __future__ import annotations

import asyncio
import gzip

import pytest

from setpoint.api.fetching.fetcher import REDIRECTS, Fetcher, NotFetched
from setpoint.api.settings import Config, Current
from setpoint.api.settings.fetching import Fetching
from tests.api.fetching.servers import Names, answer, endless, leading_to, silent, web

TEXT = b"heat_template_version: 2021-04-16\n"
HERE = ("127.0.0.1",)
BARRED = "leads to an address that this service does not fetch from"


def fetcher(*allowed: str, seconds: float = 20, names: Names | None = None) -> Fetcher:
    settings = Fetching(allowed=allowed, template_fetch_timeout=seconds)
    current = Current(Config(fetching=settings))
    return Fetcher(current, lambda: names) if names else Fetcher(current)


async def refusal(url: str, fetching: Fetcher, most: int = 1024) -> str:
    with pytest.raises(NotFetched) as told:
        await fetching.fetch(url, most)
    return str(told.value)


async def test_a_text_is_fetched_from_where_the_operator_allows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    async with web({"/t.yaml": TEXT}) as server:
        assert await fetcher("127.0.0.0/8").fetch(server.url(), 1024) == TEXT
        (head,) = server.heads
        assert b"cookie" not in head.lower()
        assert b"authorization" not in head.lower()


async def test_this_machine_is_refused_in_all_spellings_and_is_never_asked() -> None:
    async with web({"/t.yaml": TEXT}) as server:
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "[64:ff9b::7f00:1]", "0.0.0.0"):
            assert BARRED in await refusal(server.url(host=host), fetcher())
        for host in ("2130706433", "127.1", "0x7f.1", "0177.0.0.1", "127.0.0.0x1"):
            assert "it names no host" in await refusal(server.url(host=host), fetcher())
        assert server.heads == []


@pytest.mark.parametrize(
    "url", ("http://169.254.169.254/latest/", "http://[fd00:ec2::254]/", "https://[fe80::1%25lo]/")
)
async def test_what_tells_instances_who_they_are_is_refused(url: str) -> None:
    assert BARRED in await refusal(url, fetcher("127.0.0.0/8"))


@pytest.mark.parametrize(
    ("url", "why"),
    (
        ("ftp://example.org/t.yaml", "Invalid URL scheme ftp"),
        ("file:///etc/passwd", "Invalid URL scheme file"),
        ("t.yaml", "Invalid URL scheme "),
        ("http:///t.yaml", "it names no host"),
        ("http://u:p@example.org/t.yaml", "it holds a user or a password"),
        ("http://[::1/t.yaml", "it is no URL"),
        ("http://example.org:99999/", "it is no URL"),
    ),
)
async def test_what_is_no_address_of_a_text_is_refused(url: str, why: str) -> None:
    assert (await refusal(url, fetcher())).endswith(why)


async def test_redirects_are_followed_where_each_may_be_asked_and_not_for_ever() -> None:
    async with web({"/t.yaml": TEXT}) as server:
        server.pages["/a"] = leading_to("/b")
        server.pages["/b"] = leading_to(server.url(), "307 Temporary Redirect")
        assert await fetcher("127.0.0.0/8").fetch(server.url("/a"), 1024) == TEXT
        server.pages["/a"] = leading_to("/a")
        server.heads.clear()
        assert "it leads on and on" in await refusal(server.url("/a"), fetcher("127.0.0.0/8"))
        assert len(server.heads) == REDIRECTS + 1


@pytest.mark.parametrize(
    ("to", "why"),
    (
        ("http://127.0.0.2:{port}/t.yaml", BARRED),
        ("http://inside.example.org:{port}/t.yaml", BARRED),
        ("http://169.254.169.254/latest/", BARRED),
        ("//2130706433:{port}/t.yaml", "it names no host"),
        ("http://u:p@allowed.example.org:{port}/t.yaml", "it holds a user or a password"),
        ("file:///etc/passwd", "Invalid URL scheme file"),
        ("http://[::1", "it leads to what is no URL"),
    ),
)
async def test_a_redirect_leads_nowhere_else(to: str, why: str) -> None:
    names = Names({"allowed.example.org": [["127.0.0.1"]], "inside.example.org": [["127.0.0.1"]]})
    async with web({"/t.yaml": TEXT}) as server:
        server.pages["/a"] = leading_to(to.format(port=server.port))
        url = server.url("/a", "allowed.example.org")
        assert why in await refusal(url, fetcher("allowed.example.org", names=names))
        assert len(server.heads) == 1


async def test_a_name_of_which_one_address_is_barred_is_not_asked() -> None:
    names = Names({"both.example.org": [["127.0.0.1", "169.254.169.254"]]})
    async with web({"/t.yaml": TEXT}) as server:
        assert BARRED in await refusal(server.url(host="both.example.org"), fetcher(*HERE, names=names))
        assert server.heads == []


async def test_what_was_looked_up_and_checked_is_what_is_connected_to() -> None:
    """The name leads to this machine, which is allowed, and when it is asked for again, elsewhere."""
    names = Names({"two.example.org": [["127.0.0.1"], ["127.0.0.2"]]})
    async with web({"/t.yaml": TEXT}) as server:
        url = server.url(host="two.example.org")
        assert await fetcher(*HERE, names=names).fetch(url, 1024) == TEXT
        assert names.asked == ["two.example.org"]
        assert f"Host: two.example.org:{server.port}".encode() in server.heads[0]
        assert BARRED in await refusal(url, fetcher(*HERE, names=names))
        assert len(server.heads) == 1


async def test_a_name_that_leads_elsewhere_at_the_next_redirect_is_checked_again() -> None:
    names = Names({"two.example.org": [["127.0.0.1"], ["127.0.0.2"]]})
    async with web({"/t.yaml": TEXT}) as server:
        server.pages["/a"] = leading_to("/t.yaml")
        assert BARRED in await refusal(server.url("/a", "two.example.org"), fetcher(*HERE, names=names))
        assert len(server.heads) == 1


async def _declared(_head: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1025\r\n\r\n")
    await writer.drain()
    await asyncio.Event().wait()


async def test_no_more_is_read_than_there_may_be() -> None:
    async with web(
        {"/exact": b"x" * 1024, "/more": b"x" * 1025, "/says": _declared, "/endless": endless}
    ) as server:
        assert len(await fetcher(*HERE).fetch(server.url("/exact"), 1024)) == 1024
        for path in ("/more", "/says", "/endless"):
            said = await refusal(server.url(path), fetcher(*HERE))
            assert said == "Template exceeds maximum allowed size (1024 bytes)"
        await asyncio.wait_for(server.hung_up.wait(), 20)


async def _packed(_head: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(answer(gzip.compress(b"#" * 1_000_000), Content_Encoding="gzip"))


async def test_what_comes_packed_is_not_unpacked() -> None:
    async with web({"/t.yaml": _packed}) as server:
        assert "it comes compressed" in await refusal(server.url(), fetcher(*HERE))
        assert b"accept-encoding: identity" in server.heads[0].lower()


async def test_what_does_not_come_in_time_is_not_waited_for() -> None:
    async with web({"/t.yaml": silent}) as server:
        said = await refusal(server.url(), fetcher(*HERE, seconds=0.1))
        assert said.endswith("it has not come within 0.1 seconds")


async def _status(_head: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(answer(b"heat_template_version: 2021-04-16", "404 Not Found"))


async def _nonsense(_head: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail.example.org ESMTP\r\n")


async def test_what_is_no_text_is_told_by_its_answer_alone() -> None:
    async with web({"/gone": _status, "/mail": _nonsense}) as server:
        assert "the answer there is 404" in await refusal(server.url("/gone"), fetcher(*HERE))
        assert "no answer to be had" in await refusal(server.url("/mail"), fetcher(*HERE))
        port = server.port
    assert "no answer to be had" in await refusal(f"http://127.0.0.1:{port}/", fetcher(*HERE))
    unknown = fetcher(*HERE, names=Names({}))
    assert "its host is not known" in await refusal("http://x.example.org/", unknown)


async def test_the_operators_list_counts_as_soon_as_it_is_read_again() -> None:
    current = Current(Config())
    fetching = Fetcher(current)
    async with web({"/t.yaml": TEXT}) as server:
        assert BARRED in await refusal(server.url(), fetching)
        current.exchange(Config(fetching=Fetching(allowed=HERE)))
        assert await fetching.fetch(server.url(), 1024) == TEXT
