"""A template's text as plain data: as Heat keeps templates, and hands them out."""

from __future__ import annotations

from typing import Any

from setpoint.model.diagnostic import Findings
from setpoint.model.value import Plain
from setpoint.templates import yaml
from setpoint.templates.tree import Document


def as_data(text: str) -> Plain:
    """The map that ``text`` holds; None where it cannot be read."""
    findings = Findings()
    tree = yaml.read(Document("template", text), findings)
    return None if findings.has_errors else _plain(tree)


def _plain(tree: Any) -> Plain:
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items()}
    return [_plain(item) for item in tree] if isinstance(tree, list) else tree
