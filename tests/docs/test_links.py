"""Every link within the documentation leads somewhere."""

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
PAGES = sorted((*HOUSE.glob("*.md"), *HOUSE.glob("docs/**/*.md"), *HOUSE.glob("decisions/*.md")))
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]*)(?:#([^)\s]*))?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_its_links_lead_somewhere(page: Path) -> None:
    links = LINK.findall(without_code(page.read_text(encoding="utf-8")))
    for target, heading in links:
        if "://" in target:
            continue
        found = page.parent / target if target else page
        assert found.exists(), f"{page.name} links to {target}"
        if heading:
            assert heading in headings(found), f"{page.name} links to {target}#{heading}"


def test_every_page_is_linked_from_another() -> None:
    reached = {
        (page.parent / target).resolve()
        for page in PAGES
        for target, _ in LINK.findall(page.read_text(encoding="utf-8"))
        if target and "://" not in target
    }
    left = {page for page in PAGES if page.parts[-2] != "decisions"} - reached - {HOUSE / "README.md"}
    assert not left


def headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them."""
    lines = re.findall(r"^#+ (.*)$", without_code(page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
