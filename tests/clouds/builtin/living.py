"""Asking a driver of the builtin cloud, as the engine does: properties complete and in normal form, time as told."""

from collections.abc import Mapping
from typing import Any

from setpoint.clouds.builtin import cloud
from setpoint.clouds.builtin.recorded import Recorded
from setpoint.clouds.cloud import CloudSettings
from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.model.diagnostic import Findings
from setpoint.model.observation import Accepted, Done, Observation, Outcome
from setpoint.model.value import reveal

TOKEN = "8b1f0f5e-6c0a-4c59-9df2-0f9a4b0e7a11"


def driver(name: str, seed: int | None = None) -> Recorded:
    """Return the driver of ``OS::Heat::<name>``."""
    found = cloud(CloudSettings("builtin", "local", "", {"seed": seed})).driver(f"OS::Heat::{name}")
    assert isinstance(found, Recorded)
    return found


def want(of: Recorded, properties: Mapping[str, Any], **more: Any) -> Want:
    """Return what the engine would want of a template's properties."""
    findings = Findings()
    found = of.kind.check(properties, lambda _path: None, findings)
    assert not findings.has_errors, list(findings)
    return Want(reveal(of.kind.with_defaults(found)), "web-thing-0123456789ab", **more)


async def made(of: Recorded, properties: Mapping[str, Any], **more: Any) -> Done:
    """Return what is made at once."""
    outcome = await of.create(want(of, properties, **more), TOKEN)
    assert isinstance(outcome, Done)
    return outcome


def under_way(outcome: Outcome, since: float, properties: Mapping[str, Any] | None = None) -> Subject:
    """Return the subject that a deed, accepted at ``since``, has made."""
    assert isinstance(outcome, Accepted)
    return Subject(outcome.physical_id, TOKEN, properties or {}, outcome.cursor, {}, since)


async def look(of: Recorded, subject: Subject, now: float) -> Observation:
    """Return what is seen at a time."""
    return (await of.observe([subject], Facts(now)))[TOKEN]
