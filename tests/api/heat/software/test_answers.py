"""What is answered about software configurations and deployments is what Heat answers, unless a row says why not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.api.heat.asking import Row, answers, same, sender
from tests.api.heat.software import config_rows, deployment_rows, input_rows
from tests.api.serving import serving


@pytest.mark.parametrize(
    "more", ([], input_rows.ROWS, deployment_rows.ROWS), ids=("configs", "inputs", "deployments")
)
def test_the_answers_are_heats(more: Sequence[Row]) -> None:
    rows = [*config_rows.ROWS, *more]
    with serving() as service:
        found = answers(rows, sender(service.url(), "one"), {"server": "a-server"})
    told = zip(rows, found, strict=True)
    assert [(row[:3], answer) for row, answer in told if not same(answer, row.ours)] == []
