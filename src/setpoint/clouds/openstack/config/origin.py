"""Where the settings of one cloud stand, so that a problem with one of them is told there."""

from __future__ import annotations

from typing import NoReturn

from setpoint.clouds.openstack.config.documents import Document
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.place import Place


class Origin:
    """What is found while the settings of one cloud are read, and where they were written."""

    def __init__(self, name: str, documents: list[Document]) -> None:
        """Of the cloud ``name``, told of by ``documents`` (that with the last word first; none: by the environment)."""
        self.name = name
        self.is_environment = not documents
        self._parts: list[tuple[Document, tuple[str | int, ...]]] = [
            (document, ("clouds", name)) for document in documents
        ]
        self._findings = Findings()

    def add(self, document: Document, *keys: str | int, is_last_word: bool = False) -> None:
        """Some settings stand in ``document`` beneath ``keys``, too: a profile, or (the last word) a region."""
        self._parts.insert(0 if is_last_word else len(self._parts), (document, keys))

    def add_values(self, index: int) -> None:
        """The values of the region with that number have the last word."""
        for document, keys in list(self._parts):
            self.add(document, *keys, "regions", index, "values", is_last_word=True)

    def call(self, key: str) -> str:
        """What the user calls the setting ``key``."""
        return f"OS_{key.upper()}" if self.is_environment else f"'{key}'"

    def error(self, summary: str, *keys: str | int, detail: str = "", advice: str = "") -> None:
        """Note a problem with what ``keys`` lead to within the cloud."""
        self._findings.error(self._of(summary), place=self._place(keys), detail=detail, advice=advice)

    def warning(
        self, summary: str, *keys: str | int, advice: str = "", detail: str = "", place: Place | None = None
    ) -> None:
        """Note what is told and then lived with."""
        self._findings.warning(
            self._of(summary), place=place or self._place(keys), detail=detail, advice=advice
        )

    def refuse(self, summary: str, *keys: str | int, detail: str = "", advice: str = "") -> NoReturn:
        """Give up over a problem with what ``keys`` lead to. Raises InvalidInput with all that was found."""
        self.error(summary, *keys, detail=detail, advice=advice)
        raise InvalidInput(self._findings.in_order())

    def check(self) -> None:
        """Raise InvalidInput when there are errors."""
        if self._findings.has_errors:
            raise InvalidInput(self._findings.in_order())

    @property
    def warnings(self) -> Findings:
        """All that was found."""
        return self._findings

    def warn_of_numbers(self) -> None:
        """Tell of numbers that are not read as they are written, where that can matter: a password ``0123`` is 83."""
        for document, keys in self._parts:
            told = [
                *document.respelled(*keys, "auth"),
                *(one for one in document.respelled(*keys) if one[0].endswith(("version", "region_name"))),
            ]
            for key, place in told:
                detail = "it is taken for a number, and so it is by openstacksdk"
                self.warning(
                    f"{key!r} is not read as it is written",
                    place=place,
                    detail=detail,
                    advice="put it in quotes",
                )

    def _of(self, summary: str) -> str:
        return f"cloud {self.name!r}: {summary}"

    def _place(self, keys: tuple[str | int, ...]) -> Place | None:
        """Where it stands; where it would have to stand in the file that names the cloud, when nobody wrote it."""
        outside = keys[1:] if keys[0:1] == ("auth",) else keys  # credentials may stand outside of auth, too
        for document, above in self._parts:
            if place := document.place(*above, *keys) or document.place(*above, *outside):
                return place
        own = [part for part in self._parts if part[1] == ("clouds", self.name)]
        return own[-1][0].nearest(*own[-1][1], *keys) if own else None
