"""Mends of Heat, for measuring against it: each is switched on by a word in HEAT_FIX.

Heat as shipped fails at a thousand resources, and sleeps. Whoever measures says which of these were on.
"""

from dataclasses import dataclass
from pathlib import Path

from lab.settings import Settings
from lab.telling import Failed, say


@dataclass(frozen=True)
class Fix:
    """One change of one file below heat/engine."""

    file: str
    old: str
    new: str


FIXES = {
    # Heat 27.0 never forgets the short threads that it starts for events: after 1,000 events of one stack in one
    # worker, every action on it fails with "Maximum number of threads reached".
    "threads": Fix(
        "service.py",
        '        """Start a new thread in the group."""\n',
        '        """Start a new thread in the group."""\n'
        "        with self._lock:\n"
        "            self.threads[:] = [t for t in self.threads if not t._finished.is_set()]\n",
    ),
    # CPython 3.11 before 3.11.8 (Debian 12 has 3.11.2; gh-106905): `ast` in two threads at once may raise "AST
    # constructor recursion depth mismatch", and Heat's threads use it at each read of a sync point.
    "ast": Fix(
        "sync_point.py",
        "    return ast.literal_eval(s)\n",
        "    with _AST_LOCK:\n        return ast.literal_eval(s)\n\n\n"
        "import threading  # noqa\n_AST_LOCK = threading.Lock()\n",
    ),
    # Heat sleeps a second after each resource that depends on nothing: N of them take N seconds.
    "throttle": Fix(
        "stack.py",
        "abandon=abandon)\n                if scheduler.ENABLE_SLEEP:\n",
        "abandon=abandon)\n                if False:\n",
    ),
}


def apply(settings: Settings) -> bool:
    """Write Heat's files with exactly the wanted fixes; True where a file changed, so that it must be restarted."""
    changed = [_write(settings, name, fix) for name, fix in FIXES.items()]
    if any(changed):
        say(f"Heat: fixes on: {' '.join(sorted(settings.heat_fix)) or 'none'}")
    return any(changed)


def applied(settings: Settings) -> bool:
    """Whether Heat has exactly the wanted fixes."""
    return all(
        _file(settings, fix).read_text() == _wanted(settings, name, fix) for name, fix in FIXES.items()
    )


def _write(settings: Settings, name: str, fix: Fix) -> bool:
    file, text = _file(settings, fix), _wanted(settings, name, fix)
    if file.read_text() == text:
        return False
    file.write_text(text)
    return True


def _file(settings: Settings, fix: Fix) -> Path:
    return settings.packages_folder / "heat" / "engine" / fix.file


def _wanted(settings: Settings, name: str, fix: Fix) -> str:
    text = _as_shipped(_file(settings, fix))
    if name in settings.heat_fix:
        if text.count(fix.old) != 1:
            raise Failed(f"HEAT_FIX: {name} does not fit this release of Heat; leave it out")
        text = text.replace(fix.old, fix.new)
    return text


def _as_shipped(file: Path) -> str:
    kept = file.with_suffix(".py.shipped")
    if not kept.exists():
        kept.write_bytes(file.read_bytes())
    return kept.read_text()
