"""The part of the page with the maps: the whole of it, each crowded region closer up, and the same as a list."""

from collections.abc import Sequence

from routing.ports import Point
from routing.rehearsal import worldmap
from routing.rehearsal.markup import Html, join, tag
from routing.rehearsal.play import Outcome, Rehearsal
from routing.rehearsal.worldmap import Spot

__all__ = ["section"]

_MOST_SPOTS = 60
_FULL, _HALF = 720, 350  # as wide as they are seen on a screen, so that lines and dots are as fine as meant
_RATIO = 0.85  # so that regions stand beside each other in a row
_SHORT = {
    Outcome.NEAR: "nearby",
    Outcome.ELSEWHERE: "further away",
    Outcome.OPEN: "no clear topic",
    Outcome.NOBODY: "nobody",
}
_LEGEND = {
    "near": "asked here, somebody nearby",
    "elsewhere": "somebody further away",
    "open": "no clear topic",
    "nobody": "nobody who knows it",
}


def section(found: Rehearsal, settlements: Sequence[Point]) -> Html:
    spots = worldmap.spots_of(found)
    return tag(
        "section",
        tag("h2", "Where they asked, and where you are", id="where"),
        _legend(),
        tag(
            "div",
            tag("div", _maps(found, spots, settlements), class_="maps"),
            tag("div", _list(spots), class_="spots", tabindex="0", role="region", aria_label="The same as a list"),
            class_="atlas",
        ),
        aria_labelledby="where",
    )


def _maps(found: Rehearsal, spots: Sequence[Spot], settlements: Sequence[Point]) -> list[Html]:
    """Everything on one map, and where that is too small, each crowded region once more."""
    everything = worldmap.points_of(found, spots)
    frames = [worldmap.frame_of(everything, _FULL)]
    regions = worldmap.regions(everything)
    if len(regions) > 1 or (frames[0].is_world and regions):
        frames += [worldmap.frame_of(region, _HALF, _RATIO) for region in regions]
    label = "Map of where questions came from and where colleagues are; the list beside it says the same."
    return [
        tag(
            "div",
            worldmap.draw(frame, found, spots, settlements, label),
            class_="frame" if frame.width == _FULL else "frame half",
        )
        for frame in frames
    ]


def _legend() -> Html:
    entries = [_entry(tag("g", _mark(kind), class_=f"q {kind}"), words) for kind, words in _LEGEND.items()]
    diamond = tag("g", tag("path", d="M8 2L14 8L8 14L2 8Z"), class_="home")
    return tag("ul", entries, _entry(diamond, "colleagues"), class_="legend")


def _mark(kind: str) -> Html:
    circle = tag("circle", cx=8, cy=8, r=6)
    return join(circle, tag("path", d="M5 5l6 6m0-6l-6 6")) if kind == "nobody" else circle


def _entry(mark: Html, words: str) -> Html:
    return tag("li", tag("svg", mark, viewBox="0 0 16 16", class_="mark", aria_hidden="true"), words)


def _list(spots: Sequence[Spot]) -> Html:
    if not spots:
        return tag("p", "No question said, or let one guess, where it came from.")
    entries = [
        tag(
            "li",
            tag("a", spot.place.name, href=f"#q{spot.first}"),
            tag("span", f"{spot.total:,}", class_="count"),
            tag("small", ", ".join(f"{number:,} {_SHORT[outcome]}" for outcome, number in spot.counts.items())),
        )
        for spot in spots[:_MOST_SPOTS]
    ]
    more = len(spots) - _MOST_SPOTS
    return join(tag("ol", entries), tag("p", f"and {more:,} more places", class_="more") if more > 0 else None)
