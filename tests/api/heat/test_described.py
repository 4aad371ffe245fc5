"""What is served is what the OpenAPI document says: schemathesis asks what it allows, and what it does not."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import given, seed
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks as conformance

from setpoint.api.heat.openapi import document
from tests.api.heat.attacking import Belongings, Client
from tests.api.heat.nasty import only_generated
from tests.api.serving import PROJECTS, Service, serving

CHECKS = [
    checks.not_a_server_error,
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_schema_conformance,
]
ONE = PROJECTS["one"]


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with serving() as found:
        yield found


def known(own: Belongings) -> dict[str, list[str]]:
    """What is there to be asked for."""
    names = ("resource_name", "snapshot_id", "output_key", "config_id", "deployment_id", "server_id")
    return {
        "tenant_id": [ONE],
        "type_name": ["OS::Heat::RandomString"],
        **{name: list(own.fill(name)) for name in names},
    }


def test_every_answer_is_as_described(service: Service) -> None:
    ask_all(service, 2, GenerationMode.POSITIVE)


@pytest.mark.slow
def test_every_answer_is_as_described_whatever_is_asked(service: Service) -> None:
    ask_all(service, 20, *GenerationMode)


def ask_all(service: Service, examples: int, *modes: GenerationMode) -> None:
    """Ask every operation so often, in each mode: with what is in order, or with what is not."""
    described = schemathesis.openapi.from_dict(dict(document()))
    with Client(service, "one") as client, requests.Session() as session:
        session.headers["X-Auth-Token"] = "one"
        own = Belongings(service, client)
        for found in described.get_all_operations():
            assert isinstance(found, Ok), found
            operation = found.ok()
            for mode in modes:
                # Nothing can be wrong in a query that takes every text.
                with contextlib.suppress(*([Unsatisfiable] if mode is GenerationMode.NEGATIVE else [])):
                    ask(
                        session,
                        service,
                        own,
                        operation,
                        mode,
                        examples if operation.query or operation.body else 1,
                    )


def ask(
    session: requests.Session,
    service: Service,
    own: Belongings,
    operation: Any,
    mode: GenerationMode,
    examples: int,
) -> None:
    there = known(own)

    @seed(1)
    @only_generated(examples)
    @given(operation.as_strategy(generation_mode=mode), st.data())
    def asked(case: Any, data: Any) -> None:
        names = case.path_parameters.keys() & there.keys()
        for name in sorted(names):
            case.path_parameters[name] = data.draw(st.sampled_from(there[name]))
        if "stack_id" in case.path_parameters:
            case.path_parameters |= {"stack_name": "app", "stack_id": own.id}
        case.call_and_validate(base_url=service.root, session=session, checks=CHECKS, allow_redirects=False)

    asked()
