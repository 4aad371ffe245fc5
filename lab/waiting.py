"""Waiting for something to become true, saying for what."""

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from lab.telling import Failed

# Everything starts at once on few cores: what takes 3 s alone may take a minute. What has died is noticed at once.
PATIENCE = 300.0


def until(
    what: str, true: Callable[[], bool], why_not: Callable[[], str] = str, slowest: float = 1.0
) -> None:
    """Ask `true` until it holds, soon and then every `slowest` seconds; after PATIENCE fail with `why_not`."""
    began, pause = time.monotonic(), 0.1
    while not true():
        waited = time.monotonic() - began
        if waited > PATIENCE:
            raise Failed(f"waited {waited:.0f} s for {what}, in vain{why_not()}")
        time.sleep(pause)
        pause = min(pause * 1.3, slowest)


def answers(url: str, words: str) -> bool:
    """True where the URL gives a body that contains the words: an open port proves nothing on some machines."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            body = answer.read()
    except urllib.error.HTTPError as refusal:  # 300 Multiple Choices is how some list their versions
        body = refusal.read() if refusal.code == 300 else b""
    except (OSError, ValueError, http.client.HTTPException):
        return False
    return words in body.decode(errors="replace")
