"""Two minutes of what ``make soak`` does for twenty; and that what is wrong is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.soak import checks
from tests.soak.apps import GONE, App, State, Wanted
from tests.soak.asking import Asking
from tests.soak.report import Life, Report
from tests.soak.service import Service
from tests.soak.soak import Plan, soak

KINDS = {
    "action check",
    "action resume",
    "action suspend",
    "deployment update",
    "event list (paged)",
    "nonsense (400)",
    "resource signal",
    "snapshot create",
    "stack create",
    "stack delete",
    "stack list (filtered)",
    "stack list (paged)",
    "stack update",
    "stack update (PATCH)",
    "update preview",
    "validate",
}


@pytest.mark.slow
async def test_two_minutes(tmp_path: Path) -> None:
    report = await soak(tmp_path, Plan(seconds=120, every=20))
    assert not report.findings, str(report)
    assert report.kinds() >= KINDS
    assert len(report.lives) == 7


def test_a_soak_that_found_something_tells_it() -> None:
    report = Report()
    report.lives = [Life(60, memory=2**20 * amount) for amount in (100, 100, 100, 160)]
    report.answered("stack show", 200, 0.002)
    report.unanswered("stack show")
    report.find("a stack is lost")
    assert "1 findings:\n  a stack is lost" in str(report)
    assert report.grown() == "memory grew from 100 to 160 MiB"


ONE, TWO = Wanted("one", 1), Wanted("two", 2)


def the_app(*possible: State) -> App:
    app = App("plain", "client0-1", ONE)
    app.possible = set(possible)
    return app


def test_a_client_knows_what_may_be() -> None:
    app = the_app(State("CREATE", ONE))
    app.asked(0, {State("UPDATE", TWO)}, answered=False)
    assert app.possible == {State("CREATE", ONE), State("UPDATE", TWO)}
    app.asked(0, {GONE}, answered=True)
    assert app.possible == {GONE}
    assert app.may_be_gone


LISTED: list[dict[str, Any]] = [
    {
        "resource_name": name,
        "resource_status": "CREATE_COMPLETE",
        "resource_status_reason": "",
        "physical_resource_id": f"id of {name}",
    }
    for name in ("net", "subnet", "servers", "secret", "word")
]
LISTED.append({**LISTED[0], "resource_name": "0", "parent_resource": "servers"})


def test_a_client_notices_what_is_missing_and_what_is_another() -> None:
    app = the_app(State("CREATE", ONE))
    assert checks.wrong_resources(app, {"resources": LISTED}) == []
    others = [{**one, "physical_resource_id": "another"} for one in LISTED]
    assert len(checks.wrong_resources(app, {"resources": others})) == len(LISTED)
    for wrong in (LISTED[1:], LISTED + LISTED[-1:], [*LISTED[1:], {**LISTED[0], "resource_status": "X"}]):
        assert checks.wrong_resources(app, {"resources": wrong})
    assert checks.wrong_events(app, {"events": [{"id": "1"}, {"id": "2"}]}) == []
    assert checks.wrong_events(app, {"events": [{"id": "2"}, {"id": "3"}]})


async def test_a_service_that_cannot_be_asked_is_a_finding(tmp_path: Path) -> None:
    """But not while it was killed."""
    report = Report()
    service = Service(tmp_path, report)
    service.home.mkdir()
    (service.home / "token").write_text("x")
    service.is_up.set()
    async with aiohttp.ClientSession() as session:
        assert await Asking(session, service, report).ask("list", "GET", "/stacks") is None
    assert "GET /stacks was not answered" in report.findings[0]
