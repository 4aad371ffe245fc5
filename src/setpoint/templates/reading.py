"""Looking at a tree that people wrote: is it the map, the list, the text that belongs here? Every no is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from setpoint.model.diagnostic import About, Findings
from setpoint.model.nearest import did_you_mean, one_of
from setpoint.model.place import Place
from setpoint.templates.tree import Document, Mapping, value_place


class Reading:
    """One document that is being understood, and what was found wrong with it.

    Trees may also be ordinary dicts and lists, as from a store: problems then have the whole document as their place.
    """

    def __init__(self, document: Document, findings: Findings) -> None:
        """Understand ``document``; tell ``findings``."""
        self.document = document
        self.findings = findings

    def at(self, tree: Any, key: str | int) -> Place:
        """Where the value beneath ``key`` stands."""
        return value_place(tree, key) or self.document.whole

    def at_key(self, tree: Any, key: str) -> Place:
        """Where ``key`` itself stands."""
        found = tree.key_place(key) if isinstance(tree, Mapping) else None
        return found or self.document.whole

    def error(
        self,
        summary: str,
        place: Place,
        *,
        detail: str = "",
        advice: str = "",
        text: str = "",
        about: About | None = None,
    ) -> None:
        """Tell a problem; ``text`` where the line at ``place`` must not be shown."""
        self.findings.error(summary, place=place, detail=detail, advice=advice, text=text, about=about)

    def is_map(self, tree: Any, what: str, place: Place) -> bool:
        """Whether ``tree`` is a map; told when not."""
        if not isinstance(tree, dict):
            self.error(f"{what} must be a map, not {named(tree)}", place)
        return isinstance(tree, dict)

    def section(self, tree: Any, key: str) -> dict[str, Any]:
        """The map beneath ``key``; empty when there is none, or none that is a map (told)."""
        found = tree.get(key)
        if found is None or not self.is_map(found, f"'{key}'", self.at(tree, key)):
            return {}
        return found  # type: ignore[no-any-return]

    def maps(self, tree: dict[str, Any], what: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The entries of ``tree`` that are maps; the others are told."""
        for key, value in tree.items():
            if self.is_map(value, f"{what} '{key}'", self.at(tree, key)):
                yield key, value

    def known_keys(self, tree: dict[str, Any], allowed: Collection[str], what: str) -> None:
        """Tell every key that is none of ``allowed``."""
        for key in tree:
            if key not in allowed:
                advice = did_you_mean(key, allowed, f"{what} has {one_of(allowed)}")
                self.error(f"unknown key '{key}' in {what}", self.at_key(tree, key), advice=advice)

    def text(self, tree: dict[str, Any], key: str, what: str) -> str:
        """The text beneath ``key``; numbers and booleans are taken as written for people, maps and lists told."""
        value = tree.get(key)
        if value is None:
            return ""
        if isinstance(value, (dict, list)):
            self.error(f"'{key}' of {what} must be text, not {named(value)}", self.at(tree, key))
            return ""
        return str(value)

    def flag(self, tree: dict[str, Any], key: str, what: str) -> bool:
        """The boolean beneath ``key``, also as a word; false when there is none."""
        value = tree.get(key)
        word = str(value).strip().lower()
        if value is None or word in {"false", "no", "off", "0", "n", "f"}:
            return False
        if word not in {"true", "yes", "on", "1", "y", "t"}:
            self.error(f"'{key}' of {what} must be true or false, not {named(value)}", self.at(tree, key))
        return True

    def texts(self, tree: dict[str, Any], key: str, what: str) -> tuple[str, ...]:
        """The text, or the texts of the list, beneath ``key``; whatever is no text is told and left out."""
        value = tree.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list):
            self.error(
                f"'{key}' of {what} must be a name or a list of names, not {named(value)}", self.at(tree, key)
            )
            return ()
        for number, item in enumerate(value):
            if not isinstance(item, str):
                self.error(f"'{key}' of {what} must hold names, not {named(item)}", self.at(value, number))
        return tuple(item for item in value if isinstance(item, str))


def named(value: Any) -> str:
    """What kind of thing ``value`` is, for people: never more of it than a few words."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    return f"the text '{value[:40]}'" if isinstance(value, str) else "something else"
