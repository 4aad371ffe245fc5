"""Reading the configuration: three layers, every problem at its place, secrets from files."""

from pathlib import Path

import pytest

from setpoint.api.service.config import Reading, config_file, given_options, read_config
from setpoint.api.settings import Config
from setpoint.api.settings.address import Address
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "etc" / "setpoint.toml"
    path.parent.mkdir()
    path.touch(mode=0o600)
    return path


def read(file: Path, text: str, **variables: str) -> Reading:
    file.write_text(text)
    return read_config(file, {f"SETPOINT_{name}": value for name, value in variables.items()})


def problems(file: Path, text: str, **variables: str) -> list[Diagnostic]:
    with pytest.raises(InvalidInput) as refused:
        read(file, text, **variables)
    return list(refused.value.diagnostics)


def said(found: list[Diagnostic]) -> list[str]:
    """Each problem with the line that it is at."""
    return [f"{one.place.line if one.place else ''} {one.summary}" for one in found]


# --- what counts


def test_where_nothing_is_set_defaults_count() -> None:
    reading = read_config(None, {})
    assert reading.config == Config()
    assert reading.config.service.listen == Address("127.0.0.1", 8004)
    assert not reading.settings


def test_every_type_is_read_from_the_file(file: Path) -> None:
    config = read(
        file,
        '[service]\nlisten = "[::1]:0"\nworkers = 3\nrequest_timeout = 5\ninsecure_listen = true\n'
        'allowed_origins = ["https://a", "https://b"]\n[logs]\nformat = "text"\n[policy]\npolicy_file = "p.yaml"\n',
    ).config
    assert config.service.listen == Address("::1", 0)
    assert (config.service.workers, config.service.request_timeout, config.service.insecure_listen) == (
        3,
        5.0,
        True,
    )
    assert config.service.allowed_origins == ("https://a", "https://b")
    assert config.logs.format == "text"
    assert config.policy.policy_file == file.parent / "p.yaml"


def test_every_type_is_read_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    variables = {
        "SETPOINT_SERVICE_LISTEN": "localhost:0",
        "SETPOINT_SERVICE_WORKERS": "3",
        "SETPOINT_SERVICE_REQUEST_TIMEOUT": "2.5",
        "SETPOINT_SERVICE_INSECURE_LISTEN": "true",
        "SETPOINT_SERVICE_ALLOWED_ORIGINS": "https://a, https://b",
        "SETPOINT_SERVICE_CLOUD": "",
        "SETPOINT_POLICY_POLICY_FILE": "p.yaml",
        "SETPOINT_HOME": "/elsewhere",
    }
    config = read_config(None, variables).config
    assert config.service.listen == Address("localhost", 0)
    assert (config.service.workers, config.service.request_timeout, config.service.insecure_listen) == (
        3,
        2.5,
        True,
    )
    assert config.service.allowed_origins == ("https://a", "https://b")
    assert config.service.cloud == "local"
    assert config.policy.policy_file == tmp_path / "p.yaml"


def test_the_environment_counts_more_than_the_file_and_the_command_line_most(file: Path) -> None:
    file.write_text('[service]\nworkers = 1\ncloud = "a"\nlisten = "127.0.0.1:1"\n')
    reading = read_config(
        file,
        {"SETPOINT_SERVICE_WORKERS": "2", "SETPOINT_SERVICE_CLOUD": "b"},
        given_options(workers=("service.workers", 3), listen=("service.listen", None)),
    )
    assert (reading.config.service.workers, reading.config.service.cloud) == (3, "b")
    assert {key[1]: one.origin for key, one in reading.settings.items()} == {
        "workers": "--workers",
        "cloud": "environment SETPOINT_SERVICE_CLOUD",
        "listen": f"{file}:4",
    }


def test_what_kubernetes_tells_of_a_service_called_setpoint_sets_nothing() -> None:
    told = {
        "SETPOINT_SERVICE_HOST": "10.0.0.1",
        "SETPOINT_SERVICE_PORT": "8004",
        "SETPOINT_SERVICE_PORT_HTTP": "8004",
        "SETPOINT_PORT_8004_TCP_ADDR": "10.0.0.1",
    }
    assert read_config(None, told).config == Config()


def test_which_file_it_is(tmp_path: Path) -> None:
    own = tmp_path / ".config" / "setpoint" / "setpoint.toml"
    own.parent.mkdir(parents=True)
    own.touch()
    other = tmp_path / "other.toml"
    other.touch()
    assert config_file(None, {}, tmp_path) == own
    assert config_file(None, {"XDG_CONFIG_HOME": "not/absolute"}, tmp_path) == own
    assert config_file(None, {"XDG_CONFIG_HOME": str(own.parents[1])}, Path("/nonexistent")) == own
    assert config_file(None, {"SETPOINT_CONFIG": str(other)}, tmp_path) == other
    assert config_file(str(own), {"SETPOINT_CONFIG": str(other)}, tmp_path) == own
    with pytest.raises(InvalidInput, match=r"there is no file .*missing.*SETPOINT_CONFIG"):
        config_file(None, {"SETPOINT_CONFIG": "missing"}, tmp_path)


# --- what is wrong


def test_all_problems_are_told_each_at_its_line(file: Path) -> None:
    found = problems(
        file,
        'port = 1\n[service]\nworker = 2\nworkers = "2"\nlisten = "8004"\n'
        "max_stacks_per_tenant = 3\n[servcie]\nx = 1\n[logs]\nlevel = 'loud'\n[[metrics]]\n",
        LIMITS_MAX_STACKS="1",
        SERVICE_REQUEST_TIMEOUT="0",
    )
    assert said(found) == [
        "1 'port' stands in no section",
        "3 there is no option 'worker' in [service]",
        "4 service.workers cannot be '2'",
        "5 service.listen cannot be '8004'",
        "6 there is no option 'max_stacks_per_tenant' in [service]",
        "7 there is no section [servcie]",
        "10 logs.level cannot be 'loud'",
        "11 'metrics' is a section",
        "0 service.request_timeout cannot be '0'",
        " the variable SETPOINT_LIMITS_MAX_STACKS sets no option",
    ]
    advice = {one.summary: one.advice for one in found}
    assert advice["there is no option 'worker' in [service]"] == "did you mean 'workers'?"
    assert advice["there is no section [servcie]"] == "did you mean 'service'?"
    assert advice["there is no option 'max_stacks_per_tenant' in [service]"] == "it belongs below [limits]"
    assert {one.detail for one in found} >= {
        "it has to be integer, 1 to 128",
        "it has to be debug or info or warning or error",
    }


@pytest.mark.parametrize(
    ("text", "summary"),
    (
        ('[service]\ncert_file = "a"\n', "2 there is a certificate without its key"),
        ('[service]\nkey_file = "a"\n', "2 service.key_file is set without a certificate"),
        ('[keystone]\nusername = "a"\n', "2 keystone.username is set, and there is no Keystone"),
        ('[keystone]\nauth_url = "http://k"\nusername = "a"\n', "2 a Keystone needs keystone.password"),
        ('[service]\npublic_endpoint = "heat.example.org"\n', "2 service.public_endpoint is no URL"),
        ('[metrics]\npath = "metrics"\n', "2 metrics.path cannot be 'metrics'"),
    ),
)
def test_what_does_not_fit_together_is_told(file: Path, text: str, summary: str) -> None:
    assert said(problems(file, text)) == [summary]


def test_a_network_of_proxies_is_checked(file: Path) -> None:
    (told,) = problems(file, '[service]\ntrusted_proxies = ["10.0.0.1/8"]\n')
    assert "10.0.0.1/8 has host bits set" in told.summary
    assert read(file, '[service]\ntrusted_proxies = ["10.0.0.0/8", "::1"]\n').config.service.trusted_proxies


def test_what_may_be_fetched_from_is_checked(file: Path) -> None:
    wrong = '[fetching]\nallowed = ["10.0.0.1/8", "a/b"]\nrefused = ["www.example.org"]\n'
    assert [one.summary for one in problems(file, wrong)] == [
        "fetching.allowed: '10.0.0.1/8' is no network, and no host's name",
        "fetching.allowed: 'a/b' is no network, and no host's name",
        "fetching.refused: 'www.example.org' is no network",
    ]
    right = '[fetching]\nallowed = ["10.0.0.0/8", "::1", "www.example.org"]\nrefused = ["10.0.0.0/8"]\n'
    assert read(file, right).config.fetching.allowed[2] == "www.example.org"


def test_a_file_that_cannot_be_read_is_told(file: Path) -> None:
    file.write_bytes(b"\xff")
    with pytest.raises(InvalidInput, match="is no text in UTF-8"):
        read_config(file, {})
    with pytest.raises(InvalidInput, match=r"cannot read .*: Is a directory"):
        read_config(file.parent, {})


# --- secrets

KEYSTONE = '[keystone]\nauth_url = "http://k"\nusername = "setpoint"\n'


def secret(folder: Path, text: str = "hidden one\n", mode: int = 0o600) -> Path:
    path = folder / "secret"
    path.write_text(text)
    path.chmod(mode)
    return path


def password(reading: Reading) -> object:
    return reading.config.keystone.password.reveal() if reading.config.keystone.password else None


def test_a_secret_may_stand_in_a_file(file: Path) -> None:
    path = secret(file.parent)
    reading = read(file, f'{KEYSTONE}password_file = "secret"\n')
    assert password(reading) == "hidden one"
    assert reading.settings["keystone", "password"].origin == str(path)
    assert not reading.warnings
    assert "hidden one" not in repr(reading.config)


def test_of_a_secret_and_its_file_the_later_layer_counts(file: Path) -> None:
    path = secret(file.parent)
    assert password(read(file, f'{KEYSTONE}password_file = "{path}"\n', KEYSTONE_PASSWORD="x")) == "x"
    assert (
        password(read(file, f'{KEYSTONE}password = "y"\n', KEYSTONE_PASSWORD_FILE=str(path))) == "hidden one"
    )
    both = problems(file, f'{KEYSTONE}password = "y"\npassword_file = "{path}"\n')
    assert said(both) == ["5 both keystone.password and keystone.password_file are set"]


def test_a_secret_that_is_wrong_is_not_quoted(file: Path) -> None:
    (told,) = problems(file, f"{KEYSTONE}password = 12345\n")
    assert told.summary == "keystone.password cannot be that"
    assert "12345" not in str(told)


def test_secrets_that_others_can_read_are_told_of(file: Path) -> None:
    secret(file.parent, mode=0o644)
    told = read(file, f'{KEYSTONE}password_file = "secret"\n').warnings
    assert [one.summary for one in told] == [f"others can read the secret in {file.parent}/secret"]
    file.chmod(0o644)
    told = read(file, f'{KEYSTONE}password = "x"\n').warnings
    assert [one.summary for one in told] == ["others can read keystone.password here"]


def test_a_secret_that_is_not_there_is_told(file: Path) -> None:
    (told,) = problems(file, f'{KEYSTONE}password_file = "gone"\n')[:1]
    assert told.summary == f"cannot read the secret in {file.parent}/gone"
    secret(file.parent, "\n")
    assert "is empty" in problems(file, f'{KEYSTONE}password_file = "secret"\n')[0].summary
