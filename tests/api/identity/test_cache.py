"""What is known of tokens: for a while, so many, and under keys that give nothing away."""

from setpoint.api.identity.cache import Cache, Fingerprints


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_each_is_known_for_its_time() -> None:
    clock = Clock()
    cache: Cache[str] = Cache(10, clock)
    cache.put(b"a", "ann", 5)
    cache.put(b"b", "bob", 10)
    cache.put(b"c", "cat", 0)
    assert [cache.get(key) for key in (b"a", b"b", b"c")] == ["ann", "bob", None]
    clock.now = 5
    assert [cache.get(key) for key in (b"a", b"b")] == [None, "bob"]
    assert len(cache) == 1
    clock.now = 10
    assert cache.get(b"b") is None


def test_what_was_asked_for_last_stays() -> None:
    cache: Cache[str] = Cache(2, Clock())
    cache.put(b"a", "ann", 5)
    cache.put(b"b", "bob", 5)
    assert cache.get(b"a") == "ann"
    cache.put(b"c", "cat", 5)
    assert [cache.get(key) for key in (b"a", b"b", b"c")] == ["ann", None, "cat"]


def test_some_are_forgotten() -> None:
    cache: Cache[str] = Cache(10, Clock())
    cache.put(b"a", "ann", 5)
    cache.put(b"b", "bob", 5)
    cache.drop(lambda name: name == "ann")
    assert [cache.get(key) for key in (b"a", b"b")] == [None, "bob"]


def test_fingerprints_are_of_the_process() -> None:
    one, other = Fingerprints(), Fingerprints()
    assert one.of("token") == one.of("token")
    assert one.of("token") != one.of("Token")
    assert one.of("token") != other.of("token")
    assert len(one.of("token")) == 32
