"""Renews the pages that repeat what the code says: `python -m docs.generate`, which `make fix` does too."""

from collections.abc import Callable, Mapping

from docs.drawing import (
    acts,
    checks,
    commands,
    figures,
    files,
    messages,
    metrics,
    policy,
    replay,
    settings,
    states,
    tables,
)
from docs.drawing.lives import LIVES
from docs.drawing.page import ROOT
from docs.drawing.picture import picture
from docs.drawing.route import FILE, NAME, ROUTE

PAGES: Mapping[str, Callable[[], str]] = {
    "reference/settings.md": settings.page,
    "reference/commands.md": commands.page,
    "reference/policy.md": policy.page,
    "reference/doctor.md": checks.page,
    "reference/replay.md": replay.page,
    "reference/slack.md": acts.page,
    "reference/states.md": states.page,
    "reference/tables.md": tables.page,
    "reference/messages.md": messages.page,
    "reference/metrics.md": metrics.page,
    "reference/figures.md": figures.page,
    "reference/files.md": files.page,
}


def drawn() -> dict[str, str]:
    """Every drawn file below `docs/`, with what is to stand in it."""
    pages = {name: draw() for name, draw in PAGES.items()}
    pictures = {states.file_of(life): picture(life) for life in LIVES} | {FILE: picture(ROUTE, NAME)}
    return {name: text.rstrip("\n") + "\n" for name, text in {**pages, **pictures}.items()}


def main() -> None:
    for name, text in drawn().items():
        path = ROOT / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
