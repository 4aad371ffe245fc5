"""The form of a domain name (RFC 952, 1034, and 1123 section 2.1), shared by the constraints on DNS names."""

from __future__ import annotations

import re

LONGEST_NAME = 255
_LABEL_WORDS = "parts of at most 63 letters, digits and hyphens, with no hyphen at either end"
_LABEL = re.compile(r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?")


def form_problem(name: str) -> str:
    """Say what a domain name must be, absolute or relative, when ``name`` is not; else ""."""
    bare = name.removesuffix(".")
    if len(bare) > LONGEST_NAME:
        return f"must be a domain name of at most {LONGEST_NAME} characters"
    labels = bare.split(".")
    if not all(labels):
        return "must be a domain name without empty parts"
    if not all(_LABEL.fullmatch(label) for label in labels):
        return f"must be a domain name: {_LABEL_WORDS}"
    if len(labels) > 1 and labels[-1].isdigit():
        return "must be a domain name whose last part is not a number"
    return ""
