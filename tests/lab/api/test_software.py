"""The real Heat answers what the rows about software configurations and deployments say of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import pytest

from tests.api.heat.asking import Row, Send, answers, same, sender
from tests.api.heat.software import config_rows, deployment_rows, input_rows, of_stacks
from tests.api.heat.software.words import CONFIGS, DEPLOYMENTS
from tests.lab.conftest import RunningLab

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("heat_as_it_is")]


@pytest.mark.parametrize(
    "more", ([], input_rows.ROWS, deployment_rows.ROWS), ids=("configs", "inputs", "deployments")
)
def test_heat_answers_what_the_rows_say(lab: RunningLab, more: Sequence[Row]) -> None:
    heat = lab.cloud()
    send = sender(heat.address("orchestration"), heat.token)
    rows = [*config_rows.ROWS, *more]
    known = {"server": str(uuid.uuid4())}
    try:
        found = answers(rows, send, known)
    finally:
        remove(send, [one for name, one in known.items() if name != "server"])
    told = zip(rows, found, strict=True)
    assert [(row[:3], answer) for row, answer in told if not same(answer, row.answer)] == []


def test_heat_shows_configurations_of_stacks_so(lab: RunningLab) -> None:
    heat = lab.cloud()
    send = sender(heat.address("orchestration"), heat.token)
    stack = f"software-{uuid.uuid4().hex[:8]}"
    ids = of_stacks.make(send, stack)
    try:
        assert of_stacks.shown(send, stack, ids) == of_stacks.HEATS
    finally:
        of_stacks.remove(send, stack, ids["stack"])


def remove(send: Send, ids: Sequence[str]) -> None:
    """Remove what was made, deployments first."""
    for path in (DEPLOYMENTS, CONFIGS):
        for one in ids:
            send("DELETE", f"{path}/{one}", None)
