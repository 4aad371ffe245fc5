"""How often what is on its way is looked at: each half second at first, each half minute at last, and together."""

from __future__ import annotations

from itertools import pairwise

from setpoint.clouds.openstack.pace import STEPS, Pace


def looks(pace: Pace, since: float, seconds: float) -> list[float]:
    """When something is looked at that takes so long."""
    found, now = [], since
    while now < since + seconds:
        now = pace.next_look("server", now, since)
        found.append(now - since)
    return found


def test_the_pauses_grow_from_half_a_second_to_half_a_minute() -> None:
    at = looks(Pace(), 1_000_000.0, 3600)
    pauses = [later - sooner for sooner, later in pairwise(at)]
    assert at[0] == 0.5
    assert set(pauses) <= {*STEPS, *(later - sooner for later in STEPS for sooner in STEPS if later > sooner)}
    assert max(pauses) == 30.0
    assert pauses[-2:] == [30.0, 30.0]
    assert len(at) < 200  # an hour


def test_it_is_seen_soon_after_it_is_ready() -> None:
    for took in (1.0, 3.0, 10.0, 60.0, 100.0):
        seen = next(at for at in looks(Pace(), 1_000_000.0, 3600) if at >= took)
        assert seen - took <= max(0.5, 0.1 * seen)


def test_while_others_land_what_has_waited_for_long_is_looked_at_often() -> None:
    pace, now, since = Pace(), 1_000_600.0, 1_000_000.0
    assert pace.next_look("server", now, since) >= now + 8
    pace.landed("server", now)
    assert pace.next_look("server", now, since) == now + 1.0
    assert pace.next_look("server", now, now - 1) == now + 0.5
    assert pace.next_look("volume", now, since) >= now + 8


def test_whatever_waits_is_looked_at_together() -> None:
    pace = Pace()
    now = 1_000_000.0
    begun = [now - 0.01 * number for number in range(1000)]
    assert len({pace.next_look("server", now, since) for since in begun}) <= len(STEPS)


def test_a_kind_is_not_looked_at_more_than_twice_within_a_second() -> None:
    pace = Pace()
    assert pace.too_soon("server", 100.0) is None
    assert pace.too_soon("server", 100.2) is None
    assert pace.too_soon("server", 100.3) == 101.0
    assert pace.too_soon("port", 100.3) is None
    assert pace.too_soon("server", 101.0) is None
    assert pace.too_soon("server", 101.1) == 101.2


def test_what_was_just_begun_is_not_looked_at_at_once() -> None:
    pace, now = Pace(), 1_000_000.2
    assert pace.just_begun(now, now - 0.1) == 1_000_000.5
    assert pace.just_begun(now, now - 1) is None
    pace.is_told = True
    assert pace.just_begun(now, now - 0.1) == 1_000_002.0


def test_where_the_cloud_tells_looks_are_rare() -> None:
    pace = Pace()
    pace.is_told = True
    assert pace.next_look("server", 1_000_001.0, 1_000_000.0) - 1_000_001.0 >= 1.0
    assert len(looks(pace, 1_000_000.0, 60)) <= 8
