"""Who belongs to another project, may only read, or holds the means to signal one handle, gets no further than that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

import pytest

from setpoint.api.caller import Caller
from setpoint.api.heat.route import Form
from setpoint.api.heat.routes import OPEN
from setpoint.api.policy.policy import Policy
from tests.api.heat.attacking import Attack, Belongings, Client, arns, attacks, leaked
from tests.api.serving import PROJECTS, Service, serving

ONE, TWO = PROJECTS["one"], PROJECTS["two"]
MINE = {
    "stack_name": "app",
    "template": {
        "heat_template_version": "2018-08-31",
        "resources": {"mine": {"type": "OS::Heat::RandomString"}},
    },
}
"""What project two has: a stack of the same name. To name only that is to name its own."""


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as found:
        yield found


@pytest.fixture
def own(service: Service) -> Iterator[Belongings]:
    with Client(service, "one") as one, Client(service, "two") as two:
        assert two.ask("POST", f"/v1/{TWO}/stacks", MINE).status == 201
        yield Belongings(service, one)


class Breach(NamedTuple):
    """Something that an attack has achieved; "" is whichever of all."""

    rule: str
    what: str


CHANGED = Breach("", "something of project one is changed")


def breaches(service: Service, own: Belongings, made: Iterable[Attack]) -> list[Breach]:
    """What attacks of project two achieve that they are not to."""
    secrets, before, found = own.secrets(), own.recorded(), []
    with Client(service, "two") as two:
        for attack in made:
            answer = two.ask(attack.method, attack.path, attack.body)
            if answer.status not in _refusals(attack):
                found.append(
                    Breach(attack.rule, f"{attack} is answered {answer.status}: {answer.body[:200]}")
                )
            if told := leaked(answer, attack, secrets):
                found.append(Breach(attack.rule, f"{attack} is told {told}"))
    if own.recorded() != before:
        found.append(CHANGED)
    return found


def _refusals(attack: Attack) -> Iterable[int]:
    if attack.is_in(ONE):
        return (403,)
    if attack.rule == "software_deployments:metadata":
        return (200,)  # of whatever server: in this project there is nothing for it
    if attack.words and attack.words != (MINE["stack_name"],):
        return (400, 404) if "?" in attack.path else (404,)
    return range(200, 500)


def test_another_project_reaches_nothing_by_any_route(service: Service, own: Belongings) -> None:
    found = breaches(service, own, attacks(own))
    assert not found, "\n".join(one.what for one in found)


def test_a_store_that_mixes_projects_up_is_noticed(
    service: Service, own: Belongings, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = service.store.project
    monkeypatch.setattr(service.store, "project", lambda _project: inner(ONE))
    service._engines.pop(TWO)
    tries = [one for one in attacks(own) if one.is_in(TWO) and "?" not in one.path and one.words]
    reading = [one for one in tries if one.method == "GET"]
    noticed = breaches(service, own, reading)
    assert {one.rule for one in reading} == {one.rule for one in noticed}
    changing = next(one for one in tries if one.rule == "resource:mark_unhealthy")
    assert CHANGED in breaches(service, own, [changing])


def test_who_may_only_read_changes_nothing_by_any_route() -> None:
    policy, reader = Policy(), Caller(ONE, "user-reader", roles=frozenset({"reader"}))
    with serving(policy=policy) as service, Client(service, "one") as one, Client(service, "reader") as by:
        own = Belongings(service, one)
        before = own.recorded()
        for attack in attacks(own):
            if not attack.is_in(ONE) or attack.rule == "resource:signal":
                continue  # who may read may signal: so is Heat's policy
            may = (
                policy.allows(attack.rule, reader, {"project_id": ONE}) and "global_tenant" not in attack.path
            )
            status = by.ask(attack.method, attack.path, attack.body).status
            assert (status != 403) == may or "global_tenant" in attack.path, f"{attack} is answered {status}"
        assert own.recorded() == before


def test_who_holds_the_token_of_a_resource_can_do_nothing_but_signal_it_and_read_its_metadata(
    service: Service, own: Belongings
) -> None:
    before = own.recorded()
    for token, at in own.bearers():
        mine = {("POST", f"{at}/signal"), ("GET", f"{at}/metadata")}
        with Client(service, token) as bearer:
            for attack in attacks(own):
                if (attack.method, attack.path) not in mine:
                    answer = bearer.ask(attack.method, attack.path, attack.body)
                    assert answer.status == 401, f"{attack}: {answer}"
    assert own.recorded() == before
    for token, at in own.bearers():
        with Client(service, token) as bearer:
            assert bearer.ask("GET", f"{at}/metadata").status == 200
            assert bearer.ask("POST", f"{at}/signal", {"id": "x"}).status == 200
    assert own.recorded() != before


def test_who_holds_a_signed_address_can_do_nothing_but_ask_there(service: Service, own: Belongings) -> None:
    before = own.recorded()
    mine, signed = urlsplit(own.address).path, urlsplit(own.address).query
    whole = {"Status": "SUCCESS", "Reason": "", "Data": "", "UniqueId": "x"}
    with Client(service) as bearer:
        for attack in attacks(own):
            if "?" not in attack.path:
                answer = bearer.ask(attack.method, f"{attack.path}?{signed}", attack.body)
                assert answer.status == 401, f"{attack}: {answer}"
        for route in OPEN:
            for arn in (*arns(own), own.arn("of_one_address"), own.arn("of_one_handle")):
                path = route.path.replace("{arn:path}", quote(arn, safe=""))
                if route.form is Form.AWS and (route.method, unquote(path)) != ("PUT", unquote(mine)):
                    assert bearer.ask(route.method, f"{path}?{signed}", whole).status in (400, 403), path
        assert own.recorded() == before
        assert bearer.ask("PUT", f"{mine}?{signed}", whole).status == 200
    assert own.recorded() != before
