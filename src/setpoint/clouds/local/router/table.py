"""Which rule a request falls under, and which of its targets is next. Pure: no clock, no network."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from setpoint.clouds.local.router.config import Rule


class Choice:
    """The targets of one rule, taken in turn by weight: smoothly, so that 5:1 does not mean five in a row."""

    def __init__(self, rule: Rule) -> None:
        """Begin with nobody ahead of the others."""
        self.rule = rule
        self._weights = {one.url: one.weight for one in rule.targets if one.weight}
        self._credit = dict.fromkeys(self._weights, 0)

    def next(self, is_usable: Callable[[str], bool]) -> str | None:
        """The URL whose turn it is among the usable ones, or None where there is none.

        Every usable target earns its weight; the richest is taken and pays what all of them earned.
        """
        usable = [url for url in self._weights if is_usable(url)]
        if not usable:
            return None
        for url in usable:
            self._credit[url] += self._weights[url]
        chosen = max(usable, key=self._credit.__getitem__)
        self._credit[chosen] -= sum(self._weights[url] for url in usable)
        return chosen


class Table:
    """The rules of one configuration, the most particular one first."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Sort them once."""
        self._choices = [Choice(rule) for rule in sorted(rules, key=_particularity, reverse=True)]
        self.urls = frozenset(one.url for choice in self._choices for one in choice.rule.targets)

    def match(self, host: str, path: str) -> Choice | None:
        """The choice for a request: an exact host before a wildcard before any, then the longest path."""
        name = host_name(host)
        for choice in self._choices:
            if _takes_host(choice.rule.host, name) and takes_path(choice.rule.path, path):
                return choice
        return None


def host_name(host: str) -> str:
    """A Host header without its port, in lower case."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return name.lower()


def takes_path(prefix: str, path: str) -> bool:
    """Whether ``path`` is ``prefix`` or lies below it."""
    stem = prefix.rstrip("/")
    return path == stem or path.startswith(f"{stem}/")


def _takes_host(pattern: str, name: str) -> bool:
    pattern = pattern.lower()
    return not pattern or pattern == name or (pattern.startswith("*.") and name.endswith(pattern[1:]))


def _particularity(rule: Rule) -> tuple[bool, int, int]:
    """An exact host outweighs a wildcard, a longer wildcard a shorter one, and then a longer path a shorter."""
    return (bool(rule.host) and not rule.host.startswith("*"), len(rule.host), len(rule.path.rstrip("/")))
