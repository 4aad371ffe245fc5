"""What needs no process: addresses, buckets, pauses, who is of this machine."""

from pathlib import Path

import pytest

from setpoint.api.service.exposure import check_exposure, is_of_this_machine
from setpoint.api.service.listening import listening
from setpoint.api.service.middleware.rate import MOST_CLIENTS, Buckets, client_of
from setpoint.api.service.supervisor import LONGEST_PAUSE, pause
from setpoint.api.settings import Config
from setpoint.api.settings.address import Address
from setpoint.api.settings.keystone import Keystone
from setpoint.api.settings.service import Service
from setpoint.model.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "host", "port"),
    (("127.0.0.1:8004", "127.0.0.1", 8004), ("[::1]:0", "::1", 0), ("localhost:65535", "localhost", 65535)),
)
def test_an_address_is_read_and_written(text: str, host: str, port: int) -> None:
    assert Address.parse(text) == Address(host, port)
    assert str(Address.parse(text)) == text


@pytest.mark.parametrize(
    "text", ("8004", ":8004", "::1:8004x", "a:65536", "a:-1", "[x]:1", "a:b:1", "a:", "a:1²")
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no HOST:PORT|not permitted|At least"):
        Address.parse(text)


def test_all_addresses_of_a_name_have_one_port() -> None:
    opened = listening(Address("localhost", 0))
    try:
        assert len({one.getsockname()[1] for one in opened}) == 1
    finally:
        for one in opened:
            one.close()


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(InvalidInput, match=r"this machine has no such address"):
        listening(Address("192.0.2.1", 0))


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_a_burst_and_then_a_steady_rate() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    assert [buckets.wait("a", 2, 3) for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.wait("b", 2, 3) == 0
    clock.now += 0.5
    assert [buckets.wait("a", 2, 3) for _ in range(2)] == [0, 0.5]
    clock.now += 100
    assert [buckets.wait("a", 2, 3) for _ in range(4)] == [0, 0, 0, 0.5]


def test_more_clients_than_can_be_remembered_push_out_those_that_asked_least() -> None:
    buckets = Buckets(Clock())
    assert [buckets.wait("busy", 1, 2) for _ in range(3)] == [0, 0, 1]
    for number in range(MOST_CLIENTS):
        buckets.wait(number, 1, 2)
    assert buckets.wait("busy", 1, 2) == 1
    assert len(buckets._full_at) < MOST_CLIENTS


def test_a_customers_network_is_one_client() -> None:
    def client(host: str) -> object:
        return client_of({"client": (host, 1)})

    assert client("2001:db8::1") == client("2001:db8::ffff:1") != client("2001:db8:0:1::1")
    assert client("192.0.2.1") == client("::ffff:192.0.2.1") != client("192.0.2.2")
    assert client_of({"client": None}) == client_of({})


def test_what_dies_again_and_again_is_replaced_later_and_later() -> None:
    assert [pause(deaths) for deaths in range(5)] == [0, 0.5, 1, 2, 4]
    assert pause(100) == LONGEST_PAUSE


def test_who_is_of_this_machine() -> None:
    assert is_of_this_machine("127.0.0.2")
    assert is_of_this_machine("::1")
    assert is_of_this_machine("localhost")
    for host in ("0.0.0.0", "::", "192.0.2.1", "no.such.name.invalid"):
        assert not is_of_this_machine(host)


def test_only_with_keystone_and_tls_the_world_may_ask() -> None:
    world = Address("0.0.0.0", 0)
    keystone = Keystone(auth_url="http://k")
    certificate = Path("certificate")
    check_exposure(Config(service=Service(listen=world, cert_file=certificate), keystone=keystone))
    check_exposure(Config(service=Service(listen=world, insecure_listen=True)))
    for config, lacking in (
        (Config(service=Service(listen=world), keystone=keystone), "no TLS"),
        (Config(service=Service(listen=world, cert_file=certificate)), "no Keystone"),
    ):
        with pytest.raises(InvalidInput) as refused:
            check_exposure(config)
        assert refused.value.diagnostics[0].summary.endswith(lacking)
