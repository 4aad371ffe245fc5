"""The same is asked of the real Heat and of Setpoint, side by side; what differs stands in a table, with its reason.

It is one test, for its tours share both engines, and the table is that of all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from lab.rest import Cloud
from lab.serving import Serving
from setpoint.api.heat.route import Route
from setpoint.api.heat.routes import routes
from tests.lab.api.alike.door import Question
from tests.lab.api.alike.explained import TABLE
from tests.lab.api.alike.touring import tour_all
from tests.lab.api.person import Person
from tests.lab.conftest import RunningLab
from tests.lab.differences import unexplained

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("heat_as_it_is")]


async def test_heat_and_setpoint_answer_alike(
    lab: RunningLab, beside: Serving, person: Person, admin: Cloud
) -> None:
    toured = await tour_all((lab.cloud().root("orchestration"), beside.address), person, admin)
    broken = [one.broken for one in toured if one.broken]
    assert not broken, "\n".join(broken)
    found = [difference for one in toured for difference in one.differences()]
    told = unexplained(found, [allowed for part in TABLE.values() for allowed in part])
    assert not told, "\n".join(told)
    assert missing(question for one in toured for question in one.ours.asked) == []
    assert "Traceback" not in beside.log.read_text()


def missing(asked: Iterable[Question]) -> list[str]:
    """The routes that none of the questions went to."""
    all_of_them = list(routes())
    patterns = [(re.compile(_pattern(route.path)), route) for route in all_of_them]
    reached = {
        next((id(route) for pattern, route in patterns if _fits(pattern, route, question)), None)
        for question in asked
    }
    return [f"{route.method} {route.path}" for route in all_of_them if id(route) not in reached]


def _pattern(path: str) -> str:
    one = re.sub(r"\{\w+\}", "[^/]+", re.sub(r"\{\w+:path\}", ".+", path))
    return f"/v1/[^/]+{one}" + r"(\?.*)?"


def _fits(pattern: re.Pattern[str], route: Route, question: Question) -> bool:
    return route.method == question.method and bool(pattern.fullmatch(question.path))
