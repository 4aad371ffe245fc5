"""What a template is called, and what its stack is called when nobody says so."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from setpoint.cli.reading import STDIN, is_url
from setpoint.model.errors import InvalidInput

IN_FOLDER = ("stack.yaml", "template.yaml", "main.yaml", "app.yaml", "stack.yml", "template.yml")
"""What the template may be called where a folder is given; the first that is there is taken."""

_SAYS_NOTHING = frozenset({"stack", "template", "main"})
"""Templates of these names leave it to their folder to name the stack."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,254}")


def template_path(template: str) -> str:
    """The template itself, where a folder may have been given. Raises InvalidInput for a folder without one."""
    if is_url(template) or not Path(template).is_dir():
        return template
    for name in IN_FOLDER:
        path = Path(template) / name
        if path.exists():
            return str(path)
    raise InvalidInput.because(
        f"'{template}' is a folder without a template",
        detail=f"looked for {', '.join(IN_FOLDER)}",
        advice="name the template itself",
    )


def stack_name(name: str, template: str) -> str:
    """``name`` where it was given, else the template's. Raises InvalidInput for what is no name."""
    name = name or default_name(template)
    check_name(name)
    return name


def default_name(template: str) -> str:
    """The stack's name by its template's, or its folder's where the template's says nothing.

    Raises InvalidInput where neither makes a name.
    """
    name = "" if template == STDIN else re.sub(r"[^A-Za-z0-9_.-]+", "-", _spoken(template))
    name = name.lstrip("-_.0123456789")
    if not name:
        raise InvalidInput.because("the stack needs a name", advice="--name NAME")
    return name[:255]


def _spoken(template: str) -> str:
    if is_url(template):
        path = PurePath(urlsplit(template).path)
    else:
        found = Path(template).absolute()
        if found.is_dir():
            return found.resolve().name
        path = found
    return path.parent.name if path.stem in _SAYS_NOTHING else path.stem


def check_name(name: str) -> None:
    """Refuse what is no name for a stack (Heat API). Raises InvalidInput."""
    if not _NAME.fullmatch(name):
        raise InvalidInput.because(
            f"'{name}' is no name for a stack",
            detail="a name begins with a letter and goes on with letters, digits, '_', '.' or '-', 255 at most",
        )
