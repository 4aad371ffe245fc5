"""libyaml's complaints in words that help: what is wrong, and what was probably meant."""

from __future__ import annotations

import re
import unicodedata

from yaml.error import MarkedYAMLError

from setpoint.model.diagnostic import Findings
from setpoint.templates.limits import MAX_CHARACTERS
from setpoint.templates.tree import Document

_UNREADABLE = re.compile(r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

_MEANINGS = (
    (
        "mapping values are not allowed",
        "a second ': ' in one line",
        "put quotes around text that holds ': '; check the indentation",
    ),
    (
        "block sequence entries are not allowed",
        "a list begins where none can",
        "begin a list with '- ' on a line of its own",
    ),
    (
        "did not find expected key",
        "the indentation does not fit what stands before",
        "line it up with the key before it",
    ),
    (
        "did not find expected '-' indicator",
        "the indentation does not fit the list before",
        "begin it with '- ', or indent it as its parent",
    ),
    ("did not find expected ',' or ']'", "a list in '[ ]' is not ended", "add the missing ',' or ']'"),
    ("did not find expected ',' or '}'", "a map in '{ }' is not ended", "add the missing ',' or '}'"),
    ("found unexpected end of stream", "a quotation is not ended", "add the missing quotation mark"),
    ("could not find expected ':'", "a key without ':'", "write 'key: value'"),
    ("found undefined tag handle", "an unknown tag", "put quotes around text that begins with '!'"),
    ("found unknown escape character", "an unknown escape", "use single quotes, or double the backslash"),
    (
        "found invalid Unicode character escape",
        "an escape that is no character",
        "write the character itself",
    ),
    ("found unknown directive", "an unknown directive", "put quotes around text that begins with '%'"),
    ("found incompatible YAML document", "a version of YAML that is not read", "remove the '%YAML' line"),
    ("found duplicate", "something stands twice here", "remove one of them"),
)


def syntax(document: Document, problem: MarkedYAMLError, findings: Findings) -> None:
    """Tell a complaint of libyaml's scanner or parser."""
    mark = problem.problem_mark or problem.context_mark
    offset = min(mark.index, len(document.text)) if mark else 0
    words = str(problem.problem)
    if _is_tab(document.text, offset) and ("tab" in words or "cannot start any token" in words):
        findings.error(
            "a tab stands where YAML wants spaces", place=document.place(offset), advice="indent with spaces"
        )
        return
    summary, advice = _meaning(words, document.text[offset : offset + 1])
    began = problem.context_mark
    began_at = f", which began in line {document.place(began.index).line}" if began else ""
    context = f"{problem.context}{began_at}: " if problem.context else ""
    findings.error(summary, place=document.place(offset), detail=f"{context}{words}", advice=advice)


def unreadable_character(document: Document, findings: Findings) -> None:
    """Tell the first character that YAML does not allow in a text."""
    found = _UNREADABLE.search(document.text)
    assert found, "libyaml refused a character that this pattern allows"
    code = ord(found.group())
    name = unicodedata.name(found.group(), "a control character")
    escape = f'or write it as an escape in double quotes: "\\x{code:02x}"' if code < 256 else ""
    findings.error(
        f"a character that YAML does not allow: U+{code:04X} ({name.lower()})",
        place=document.place(found.start()),
        advice=f"remove it, {escape}".rstrip(", "),
    )


def lone_surrogate(document: Document, offset: int, findings: Findings) -> None:
    """Tell half of a surrogate pair: no character, and no text can hold it."""
    findings.error(
        "half a character: a surrogate without its other half",
        place=document.place(offset),
        advice="remove it",
    )


def too_large(document: Document, findings: Findings) -> None:
    """Tell a text beyond the limit, unread."""
    findings.error(
        f"{len(document.text):,} characters; at most {MAX_CHARACTERS:,} are read",
        place=document.whole,
        advice="divide it into nested templates, or use a ResourceGroup for what repeats",
    )


def _is_tab(text: str, offset: int) -> bool:
    return text[offset : offset + 1] == "\t"


def _meaning(words: str, character: str) -> tuple[str, str]:
    for opening, summary, advice in _MEANINGS:
        if words.startswith(opening):
            return summary, advice
    if "cannot start any token" in words and character:
        return (
            f"nothing can begin with '{character}' here",
            f"put quotes around text that begins with '{character}'",
        )
    return "this is no YAML", "check quotes, brackets and indentation here and just above"
