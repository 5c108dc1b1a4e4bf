"""A life cycle as a picture: boxes, arrows with their verbs; readable in light and dark, named for who cannot see it.

Colours follow the reader: `prefers-color-scheme`, which a picture takes from the page that shows it.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from docs.drawing.lives import Life

COLUMN, ROW = 128, 92
WIDTH, HEIGHT = 112, 38
MARGIN = 24
LONG = 20
_STYLE = """\
:root { color-scheme: light dark; --ink: #1f1d19; --line: #656056; --box: #f5f3ed; --edge: #8b8578; --paper: #fdfcf9;
  --first: #2c4c8c; --first-ink: #ffffff; --end: #e9eef8; --end-edge: #5d76ab }
@media (prefers-color-scheme: dark) { :root { --ink: #ece8e0; --line: #a39d91; --box: #302d2a; --edge: #7d776c;
  --paper: #1b1a18; --first: #a5bdf2; --first-ink: #101c38; --end: #253150; --end-edge: #7f97cf } }
text { font: 14.5px/1 "Source Sans 3", "Segoe UI", system-ui, sans-serif; fill: var(--ink); text-anchor: middle }
rect { fill: var(--box); stroke: var(--edge); stroke-width: 1.2 }
.first rect { fill: var(--first); stroke: var(--first) } .first text { fill: var(--first-ink); font-weight: 600 }
.end rect { fill: var(--end); stroke: var(--end-edge); stroke-dasharray: 4 3 }
path { fill: none; stroke: var(--line); stroke-width: 1.3 } marker path { fill: var(--line); stroke: none }
.verb { font-size: 12.5px; paint-order: stroke; stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round }
.beside { text-anchor: start } .ground { fill: var(--paper); stroke: none }"""

_TIP = """\
<defs><marker id="tip" viewBox="0 0 8 8" refX="7.4" refY="4" markerWidth="7" markerHeight="7"
  orient="auto-start-reverse"><path d="M0 0 8 4 0 8Z"/></marker></defs>"""


@dataclass(frozen=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True)
class Frame:
    """Where the picture's own corner lies among the spots, and how large it is."""

    left: float
    top: float
    width: float
    height: float

    def at(self, spot: tuple[float, float]) -> Point:
        x, y = (spot[0] - self.left) * COLUMN, (spot[1] - self.top) * ROW
        return Point(x + MARGIN + WIDTH / 2, y + MARGIN + HEIGHT / 2)


def picture(life: Life, name: str = "") -> str:
    """The whole life cycle as SVG; `name` is what it is called to who cannot see it."""
    frame = _frame(life)
    name = name or f"{life.name}: its states and the moves between them"
    parts = [
        _opening(frame),
        f'<title id="name">{escape(name)}</title>',
        f'<desc id="words">{escape(in_words(life))}</desc>',
        f"<style>{_STYLE}</style>",
        _TIP,
        f'<rect class="ground" width="{frame.width:.0f}" height="{frame.height:.0f}" rx="12"/>',
        *_arrows(life, frame),
        *_boxes(life, frame),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _opening(frame: Frame) -> str:
    size = f'viewBox="0 0 {frame.width:.0f} {frame.height:.0f}" width="{frame.width:.0f}" height="{frame.height:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="name words">'


def in_words(life: Life) -> str:
    """The same as the picture says, as sentences."""
    said = [f"It begins as {_said(life.states[0].value)}."]
    said += [
        f"From {_said(source)} to {_said(target)}: {', '.join(map(_said, verbs))}."
        for (source, target), verbs in life.arrows().items()
    ]
    ends = sorted(life.ends())
    return " ".join([*said, f"Ends: {', '.join(map(_said, ends))}."])


def _said(name: str) -> str:
    return name.replace("_", " ")


def _frame(life: Life) -> Frame:
    columns = [x for x, _ in life.spots.values()]
    rows = [y for _, y in life.spots.values()]
    left, top = min(columns), min(rows)
    width = (max(columns) - left) * COLUMN + WIDTH + 2 * MARGIN
    return Frame(left, top, width, (max(rows) - top) * ROW + HEIGHT + 2 * MARGIN)


def _boxes(life: Life, frame: Frame) -> Iterator[str]:
    ends = life.ends()
    for state in life.states:
        at = frame.at(life.spots[state.value])
        kind = "first" if state is life.states[0] else "end" if state.value in ends else "state"
        yield (
            f'<g class="{kind}"><rect x="{at.x - WIDTH / 2:.1f}" y="{at.y - HEIGHT / 2:.1f}" width="{WIDTH}"'
            f' height="{HEIGHT}" rx="9"/><text x="{at.x:.1f}" y="{at.y + 4.5:.1f}">{_said(state.value)}</text></g>'
        )


def _arrows(life: Life, frame: Frame) -> Iterator[str]:
    for pair, verbs in life.arrows().items():
        words = ", ".join(map(_said, verbs))
        source, target = (frame.at(life.spots[name]) for name in pair)
        if pair[0] == pair[1]:
            yield from _loop(source, words)
        else:
            yield from _arrow(source, target, words, life.bends.get(pair, 0.0), life.labels.get(pair, 0.5))


def _loop(at: Point, words: str) -> Iterator[str]:
    """A move that stays where it is: over the box's upper corner, on the side where its words have room."""
    top, long = at.y - HEIGHT / 2, len(words) > LONG
    x = at.x + (2 if long else -44)
    yield f'<path d="M{x:.1f} {top:.1f}c2 -30 24 -30 22 -1" marker-end="url(#tip)"/>'
    beside = f'class="verb beside" x="{x + 24:.1f}"' if long else f'class="verb" x="{x + 8:.1f}"'
    yield f'<text {beside} y="{top - (14 if long else 28):.1f}">{words}</text>'


def _arrow(source: Point, target: Point, words: str, bend: float, where: float) -> Iterator[str]:
    middle = Point(
        (source.x + target.x) / 2 + bend * (target.y - source.y) * _stretch(source, target),
        (source.y + target.y) / 2 - bend * (target.x - source.x) * _stretch(source, target),
    )
    start, end = _border(source, middle), _border(target, middle)
    at = _on_curve(start, middle, end, where)
    yield (
        f'<path d="M{start.x:.1f} {start.y:.1f}Q{middle.x:.1f} {middle.y:.1f} {end.x:.1f} {end.y:.1f}"'
        ' marker-end="url(#tip)"/>'
    )
    yield f'<text class="verb" x="{at.x:.1f}" y="{at.y + 4:.1f}">{words}</text>'


def _stretch(source: Point, target: Point) -> float:
    """A bend counts alike whatever way an arrow takes; short ones swing a little more."""
    return 1.0 + 60 / max(60.0, math.hypot(target.x - source.x, target.y - source.y))


def _border(box: Point, towards: Point) -> Point:
    """Where the way from a box's middle leaves the box."""
    dx, dy = towards.x - box.x, towards.y - box.y
    room = 2.0
    across = (WIDTH / 2 + room) / abs(dx) if dx else math.inf
    along = (HEIGHT / 2 + room) / abs(dy) if dy else math.inf
    share = min(across, along)
    return Point(box.x + dx * share, box.y + dy * share)


def _on_curve(start: Point, middle: Point, end: Point, where: float) -> Point:
    a, b, c = (1 - where) ** 2, 2 * where * (1 - where), where**2
    return Point(a * start.x + b * middle.x + c * end.x, a * start.y + b * middle.y + c * end.y)
