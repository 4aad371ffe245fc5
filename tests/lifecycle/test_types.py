"""A resource whose type changes: what goes on under another name, what is made anew, and what may not be."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.engine.result import Verdict
from setpoint.model.errors import InvalidInput
from tests.lifecycle.kit import Life, complete, deeds, live

INNER = "{heat_template_version: 2018-08-31, resources: {one: {type: OS::Heat::RandomString}}}"
FILES = {"inner.yaml": INNER, "other.yaml": INNER}
PROVIDED = {"resource_registry": {"My::App": "inner.yaml", "Your::App": "other.yaml"}}
GROUP = """
resources:
  app: {type: OS::Heat::ResourceGroup, properties: {count: 1, resource_def: {type: OS::Heat::RandomString}}}
"""


def nested(type_name: str) -> str:
    return f"resources: {{app: {{type: '{type_name}'}}}}"


@pytest.mark.parametrize("later", ("Your::App", "other.yaml"))
def test_a_nested_stack_goes_on_under_another_name(later: str) -> None:
    async def scenario() -> None:
        life = Life()
        life.files = FILES
        complete(await life.up(nested("My::App"), PROVIDED))
        app, one = life.one("app"), life.one("app/one")
        plan = await life.plan(nested(later), PROVIDED)
        assert deeds(plan) == ["record app"]
        complete(await life.up(nested(later), PROVIDED))
        assert (life.one("app").id, life.one("app").type) == (app.id, later)
        assert life.one("app/one") == one
        assert (await life.plan(nested(later), PROVIDED)).is_empty
        life.check()

    live(scenario())


def test_a_nested_stack_that_becomes_something_else_goes() -> None:
    async def scenario() -> None:
        life = Life()
        life.files = FILES
        complete(await life.up(nested("My::App"), PROVIDED))
        app = life.one("app")
        complete(await life.up(GROUP))
        assert life.one("app").id != app.id
        assert {one.address for one in life.recorded} == {"app", "app/0"}
        life.check()

    live(scenario())


def restricted(*words: str) -> dict[str, Any]:
    return {"resource_registry": {"resources": {"*ne": {"restricted_actions": list(words)}}}}


def text(value: str, type_name: str = "OS::Heat::TestResource", *, replace: bool = False) -> str:
    properties = f", properties: {{value: {value}, update_replace: {str(replace).lower()}}}" if value else ""
    return f"resources: {{one: {{type: '{type_name}'{properties}}}}}"


@pytest.mark.parametrize(
    ("later", "words", "forbidden"),
    (
        (text("new"), ("update", "replace"), "update"),
        (text("new"), ("replace",), ""),
        (text("new", replace=True), ("replace",), "replace"),
        (text("new", replace=True), ("update",), ""),
        (text("", "OS::Heat::None"), ("update", "replace"), "replace"),
        (text("", "OS::Heat::None"), ("update",), ""),
    ),
)
def test_what_the_environment_restricts_is_not_done(
    later: str, words: tuple[str, ...], forbidden: str
) -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(text("old")))
        before = life.one("one")
        if not forbidden:
            assert (await life.up(later, restricted(*words))).verdict is Verdict.COMPLETE
            return
        with pytest.raises(InvalidInput) as refused:
            await life.up(later, restricted(*words))
        (problem,) = refused.value.diagnostics
        assert (problem.summary, problem.address) == (f"{forbidden} is restricted for resource.", "one")
        assert life.one("one") == before
        life.check()

    live(scenario())
