"""No link of a page is dead, every picture is there and says what it shows."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.docs.collected import PAGES, ROOT, Link, anchors, links, name_of

# Hosts that the pages may lead to; whether their pages are still there is looked at by a person before a release.
HOSTS = {
    "api.slack.com",
    "console.x.com",
    "core.telegram.org",
    "diataxis.fr",
    "github.com",
    "keepachangelog.com",
    "semver.org",
    "www.chatwoot.com",
    "zammad.com",
}
INSIDE = [link for page in PAGES for link in links(page) if "://" not in link.target]
OUTSIDE = [link for page in PAGES for link in links(page) if "://" in link.target]
PICTURES = [link for link in INSIDE if link.is_picture]
_SPACES = re.compile(r"\s")


def _id(link: Link) -> str:
    return f"{name_of(link.page)}: {link.target}"


def _leads_to(link: Link) -> tuple[Path, str]:
    path, _, anchor = link.target.partition("#")
    return (link.page.parent / path).resolve() if path else link.page, anchor


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_within_leads_to_a_page_and_a_heading(page: Path) -> None:
    for link in (link for link in INSIDE if link.page == page):
        target, anchor = _leads_to(link)
        assert target.exists(), _id(link)
        assert not anchor or link.is_picture or anchor in anchors(target), _id(link)  # #only-dark is for the site


@pytest.mark.parametrize("link", [link for link in INSIDE if link.page.is_relative_to(ROOT / "docs")], ids=_id)
def test_a_page_of_the_site_leads_to_nothing_beside_it(link: Link) -> None:
    assert _leads_to(link)[0].is_relative_to(ROOT / "docs")


@pytest.mark.parametrize("link", OUTSIDE, ids=_id)
def test_every_link_without_is_well_formed_and_of_a_host_we_know(link: Link) -> None:
    parts = urlsplit(link.target)

    assert parts.scheme == "https"
    assert parts.hostname in HOSTS
    assert not _SPACES.search(link.target)


@pytest.mark.parametrize("link", PICTURES, ids=_id)
def test_every_picture_is_there_and_says_what_it_shows(link: Link) -> None:
    assert _leads_to(link)[0].stat().st_size > 0
    assert len(link.words) > 10


def test_a_dead_link_would_be_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Here\n\nSee [that](#there), [this](#here), `[no link](x)` and ![a picture](a.png).\n", "utf-8")
    found = list(links(page))

    assert [link.target for link in found] == ["#there", "#here", "a.png"]
    assert [link.is_picture for link in found] == [False, False, True]
    assert anchors(page) == {"here"}


def test_the_pages_hold_links_in_plenty() -> None:
    assert len(INSIDE) > 80
    assert len(PICTURES) > 8
