"""Ranges of addresses overlap when they are equal, or one is around the other."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

from hypothesis import given
from hypothesis import strategies as st

from setpoint.model.range import Range


def _overlap(one: Range, other: Range) -> bool:
    return one == other or one in other.around() or other in one.around()


def _ranges(*cidrs: str) -> list[Range]:
    found = [Range.of("network n", cidr) for cidr in cidrs]
    return [one for one in found if one is not None]


@st.composite
def _blocks(draw: st.DrawFn) -> IPv4Network | IPv6Network:
    """Blocks that lie close together, so that many overlap."""
    number = draw(st.integers(0, 7))
    if draw(st.integers(0, 3)) == 0:
        return IPv6Network((number << 61, draw(st.integers(0, 8))), strict=False)
    return IPv4Network((number << 29, draw(st.integers(0, 5))), strict=False)


@given(one=_blocks(), other=_blocks())
def test_they_overlap_as_networks_do(
    one: IPv4Network | IPv6Network, other: IPv4Network | IPv6Network
) -> None:
    first, second = _ranges(str(one), str(other))
    assert _overlap(first, second) is (one.version == other.version and one.overlaps(other))


def test_host_bits_do_not_matter() -> None:
    first, second = _ranges("10.0.0.0/24", "10.0.0.7/24")
    assert first == second


def test_ranges_of_two_scopes_have_nothing_to_do_with_each_other() -> None:
    one, other = Range.of("network n", "10.0.0.0/24"), Range.of("network m", "10.0.0.0/24")
    assert one is not None
    assert other is not None
    assert not _overlap(one, other)


def test_what_is_no_range_is_none() -> None:
    assert Range.of("network n", "10.0.0.0/33") is None
    assert Range.of("network n", "everything") is None
