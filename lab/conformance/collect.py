"""Reads a stream of subunit, and prints what came of each test as JSON. Run by the interpreter of the tests."""

import json
import re
import sys
from collections import Counter
from typing import Any

import subunit
import testtools

OUTCOMES = {
    "success": "passed",
    "xfail": "passed",
    "skip": "skipped",
    "uxsuccess": "failed",
    "fail": "failed",
}


def main() -> None:
    """Read stdin, write stdout."""
    found: dict[str, Any] = {}
    seen: Counter[str] = Counter()

    def take(test: dict[str, Any]) -> None:
        name = re.sub(r"\[.*", "", test["id"])
        if test["status"] not in OUTCOMES:
            return
        seen[name] += 1
        if seen[name] > 1:  # some have one name and run several times
            name = f"{name} ({seen[name]})"
        begin, end = test["timestamps"]
        found[name] = {
            "outcome": OUTCOMES[test["status"]],
            "seconds": round((end - begin).total_seconds(), 1) if begin and end else 0.0,
            "why": _why(test["details"]),
        }

    result = testtools.StreamToDict(take)
    result.startTestRun()
    subunit.ByteStreamToStreamResult(sys.stdin.buffer, "stdout").run(result)
    result.stopTestRun()
    json.dump(found, sys.stdout, indent=1, sort_keys=True)


def _why(details: dict[str, Any]) -> str:
    """The reason of a skip, or the last line of what was raised, of which ids are nobody's business."""
    if "reason" in details:
        return str(details["reason"].as_text()).strip()
    told = details["traceback"].as_text() if "traceback" in details else ""
    starts = [line.strip() for line in told.splitlines() if re.match(r"\s*[A-Za-z_][\w.]*(: |$)", line)]
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "(id)", starts[-1] if starts else "")[:300]


main()
