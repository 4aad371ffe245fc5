"""What a server proves itself with is recorded before it is made: whatever happens, it is what the server was given."""

from __future__ import annotations

import itertools

import pytest

from setpoint.certify.simulated.chance import fingerprint
from setpoint.certify.simulated.driver import TOLD
from setpoint.model.errors import InvalidInput
from setpoint.model.value import reveal
from tests.lifecycle.kit import Life, complete, live, until_killed

ENDPOINT = {"endpoint": "http://heat.example:8004"}
SERVER = """
parameters:
  transport: {type: string, default: POLL_SERVER_HEAT}
  format: {type: string, default: SOFTWARE_CONFIG}
resources:
  server:
    type: OS::Nova::Server
    properties:
      flavor: m1.small
      image: jammy
      networks: [{allocate_network: none}]
      user_data_format: {get_param: format}
      software_config_transport: {get_param: transport}
  after: {type: OS::Heat::Value, properties: {value: {get_attr: [server, os_collect_config]}}}
outputs:
  asks: {value: {get_attr: [server, os_collect_config]}}
"""


@pytest.mark.parametrize("after", (False, True), ids=("before", "after"))
def test_no_crash_parts_a_server_from_its_password(*, after: bool) -> None:
    async def scenario() -> None:
        for commit in itertools.count():
            life = Life(options={**ENDPOINT, "seed": None})
            fragile = life.crash_at(commit, after=after)
            if not await until_killed(life.up(SERVER)):
                assert fragile.commits == commit
                return
            life = life.restarted()
            complete(await life.up(SERVER))
            how = reveal(life.attributes("server")["os_collect_config"])
            (server,) = life.world.of_type("OS::Nova::Server")
            assert server.state[TOLD] == fingerprint(how), commit
            life.check()

    live(scenario())


def test_how_it_asks_is_a_secret_that_others_may_use() -> None:
    async def scenario() -> None:
        life = Life(options=ENDPOINT)
        complete(await life.up(SERVER))
        how = life.attributes("server")["os_collect_config"]
        assert "password" not in str(how)
        assert reveal(life.attributes("after")["value"]) == reveal(how)
        complete(await life.up(SERVER, transport="POLL_SERVER_CFN"))
        assert reveal(life.attributes("after")["value"])["collectors"] == ["ec2", "cfn", "local"]
        complete(await life.up(SERVER, format="RAW"))
        assert reveal(life.attributes("after")["value"]) == {}
        assert not life.one("server").keys
        life.check()

    live(scenario())


def test_what_is_not_offered_is_refused_where_it_would_count() -> None:
    async def scenario() -> None:
        life = Life(options=ENDPOINT)
        with pytest.raises(InvalidInput, match="needs a queue") as refused:
            await life.up(SERVER, transport="ZAQAR_MESSAGE")
        assert "POLL_SERVER_HEAT" in str(refused.value)
        complete(await life.up(SERVER, transport="ZAQAR_MESSAGE", format="RAW"))

    live(scenario())
