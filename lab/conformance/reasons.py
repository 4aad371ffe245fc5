"""Why some tests do not pass, where what they raised does not say it: by what their names begin with."""

_SCALING = "scaling groups are not there yet"
_NO_SERVER = "waits for what runs within a server, and the lab's servers run nothing"

REASONS = {
    "functional.test_autoscaling.": _SCALING,
    "functional.test_heat_autoscaling.": _SCALING,
    "functional.test_instance_group.": _SCALING,
    "functional.test_notifications.": "asks its configuration for an option that oslo.messaging has no longer",
    "functional.test_purge.": "runs heat-manage, which works in Heat's own database",
    "functional.test_os_wait_condition.": _NO_SERVER,
}


def reason(name: str, why: str) -> str:
    """Why the test of that (short) name does not pass; ``why`` is what it raised, or its own reason to be skipped."""
    known = (told for start, told in REASONS.items() if name.startswith(start))
    return next(known, why) or "no reason given"
