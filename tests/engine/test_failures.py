"""Why a stack has failed, in Heat's words."""

from __future__ import annotations

from setpoint.engine.executor.ending import End, Ending
from setpoint.engine.failures import reason
from setpoint.engine.result import reason_of
from setpoint.engine.world import World
from setpoint.model.address import Address
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.incarnation import Action, Incarnation, IncarnationId, Status


def failed(address: str, action: Action) -> Incarnation:
    return Incarnation(
        IncarnationId(address), Address(address), "OS::Heat::None", action=action, status=Status.FAILED
    )


def failure(address: str, summary: str, error: str = "") -> Diagnostic:
    return Diagnostic(summary, address=address, error=error)


WORLD = World([failed("app/0/server", Action.DELETE), failed("net", Action.CREATE)])
SERVER = failure("app/0/server", "no", "Conflict")


def test_the_first_failure_is_told_with_its_own_action_and_its_way() -> None:
    assert reason((SERVER,), WORLD, Action.UPDATE) == (
        "Resource DELETE failed: Conflict: resources.app.resources.0.resources.server: no"
    )


def test_a_nested_stack_is_told_of_what_is_in_it_by_the_way_from_there() -> None:
    failures = (failure("apple/server", "other"), SERVER)
    told = reason(failures, WORLD, Action.UPDATE, Address("app"))
    assert told == "Resource DELETE failed: Conflict: resources.0.resources.server: no"
    assert reason(failures, WORLD, Action.UPDATE, Address("db")) == ""


def test_the_action_of_the_stack_counts_where_nothing_is_recorded() -> None:
    told = reason((failure("gone", "no"),), WORLD, Action.UPDATE)
    assert told == "Resource UPDATE failed: resources.gone: no"


def test_several_failures_are_told_and_the_others_counted() -> None:
    failures = (failure("net", "one", "BadRequest"), *(failure(f"r{number}", "more") for number in range(4)))
    assert reason(failures, WORLD, Action.UPDATE) == (
        "Resource CREATE failed: BadRequest: resources.net: one; resources.r0: more; resources.r1: more; and 2 more"
    )


def test_what_is_no_failure_of_a_resource_is_told_as_it_is() -> None:
    failures = (Diagnostic("timed out"), failure("net", "no"))
    assert reason_of(Ending(End.FAILED, failures), WORLD, Action.CREATE) == (
        "timed out; Resource CREATE failed: resources.net: no"
    )
    assert reason_of(Ending(End.STOPPED, why="cancelled"), WORLD, Action.CREATE) == "cancelled"
