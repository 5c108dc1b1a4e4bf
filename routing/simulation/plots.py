"""The comparison in pictures, SVG and PNG: one style, colours that the colour-blind tell apart, assumptions below."""

import textwrap
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from routing.errors import ByhandError
from routing.simulation.assumptions import Assumptions
from routing.simulation.comparison import MEASURES, Comparison, Measure
from routing.simulation.measures import SOON, WAITS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, QUIET, GRID = "#2b2b2b", "#6b6b66", "#e3e3e0"
COLOURS = ("#0072b2", "#e69f00", "#009e73")  # of Okabe and Ito's palette; lines differ by their dashes too
DASHES = ("-", "--", ":")
STYLE: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.5,
    "text.color": INK,
    "axes.edgecolor": GRID,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": INK,
    "ytick.color": INK,
    "svg.fonttype": "path",
    "svg.hashsalt": "byhand",  # the same figures give the same file
}
_WIDTH, _HEIGHT = 7.2, 4.1  # inches
_FRAME = (0.125, 0.25, 0.85, 0.66)  # of the axes in the picture: left, bottom, width, height
_COLUMNS = 138  # of the caption


class NoPictures(ByhandError):  # noqa: N818 - names the condition
    """What draws is not installed; the message says what installs it."""


def must_be_there() -> None:
    """Raises NoPictures, before anything takes its time."""
    if find_spec("matplotlib") is None:
        raise NoPictures("Pictures need matplotlib, which is not installed: `pip install 'byhand[plots]'` brings it.")


def draw(found: Comparison, assumed: Assumptions, folder: Path) -> list[Path]:
    """Write NAME.svg and NAME.png of each picture into the folder; returns them."""
    import matplotlib as mpl  # noqa: PLC0415 - an optional extra, wanted only here
    from matplotlib.figure import Figure  # noqa: PLC0415 - the same

    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    with mpl.rc_context(STYLE):
        for name, (title, fill) in PICTURES.items():
            figure = Figure(figsize=(_WIDTH, _HEIGHT))
            axes = figure.add_axes(_FRAME)
            axes.tick_params(length=0)
            figure.text(0.012, 0.955, title, ha="left", va="center", fontsize=10.5, fontweight="bold")
            fill(axes, found)
            _caption(figure, found, assumed)
            paths += _saved(figure, folder / f"simulation-{name}")
    return paths


def _saved(figure: "Figure", path: Path) -> list[Path]:
    png, svg = path.with_suffix(".png"), path.with_suffix(".svg")
    figure.savefig(png, dpi=160, facecolor="white", metadata={"Software": None})
    figure.savefig(svg, facecolor="white", metadata={"Date": None})
    return [svg, png]


def _caption(figure: "Figure", found: Comparison, a: Assumptions) -> None:
    first, second = a.willingness
    words = (
        f"A model, not a result. {a.volunteers:,} volunteers in {a.time_zones} time zones, {a.questions_a_day:g} "
        f"questions a day, {a.days} days after {a.warm_up_days} of gathering evidence, {len(found.seeds)} worlds. "
        f"Willingness Beta({first:g}, {second:g}) over people; a click after {a.click_minutes:g} min, writing "
        f"{a.writing_minutes:g} min, a channel looked at every {a.glance_minutes:g} min (medians). An offer: a message "
        "sent, or an open card that somebody looked at."
    )
    figure.text(
        0.012, 0.02, textwrap.fill(words, _COLUMNS), ha="left", va="bottom", fontsize=7.2, color=QUIET, linespacing=1.35
    )


def _each(found: Comparison) -> list[tuple[str, str, str]]:
    """Every strategy with its colour and its dashes."""
    return list(zip(found.strategies, COLOURS, DASHES, strict=False))


def _lines(axes: "Axes", found: Comparison, curve: str, x: tuple[float, ...]) -> None:
    for name, colour, dashes in _each(found):
        points = [100 * share for share in found.curve(name, curve)]
        axes.plot(x, points, color=colour, linestyle=dashes, linewidth=2, label=name)
    axes.grid(color=GRID, linewidth=0.8)
    axes.set_ylim(0, 103)


def _waits(axes: "Axes", found: Comparison) -> None:
    _lines(axes, found, "waits", WAITS)
    axes.set_xscale("log")
    ticks = {1: "1 min", 5: "5", 10: "10", 30: "30", 60: "1 h", 240: "4 h", 1440: "24 h"}
    axes.set_xticks(list(ticks), list(ticks.values()))
    axes.minorticks_off()
    axes.axvline(SOON, color=QUIET, linewidth=0.8)
    axes.set_xlabel("from asked to posted")
    axes.set_ylabel("answered, % of all questions")
    axes.legend(frameon=False, loc="lower right")


def _load(axes: "Axes", found: Comparison) -> None:
    _lines(axes, found, "load", tuple(range(101)))
    axes.plot([0, 100], [0, 100], color=QUIET, linewidth=0.8)
    axes.annotate("all carry the same", (60, 62), color=QUIET, fontsize=8, rotation=27, ha="center", va="bottom")
    measure = next(each for each in MEASURES if each.name == "gini_answers")
    for line, name in zip(axes.get_lines(), found.strategies, strict=False):
        told = found.interval(name, measure)
        line.set_label(name if told is None else f"{name}: Gini {told.mean:.2f}")
    axes.set_xlabel("volunteers, % of all, the least busy first")
    axes.set_ylabel("of all answers, %")
    axes.legend(frameon=False, loc="upper left")


def _hours(axes: "Axes", found: Comparison) -> None:
    _lines(axes, found, "hours", tuple(each + 0.5 for each in range(24)))
    axes.set_xticks(range(0, 25, 3), [f"{each:02d}:00" for each in range(0, 25, 3)])
    axes.set_xlim(-0.5, 24.5)
    axes.set_xlabel("asked at, by the asker's clock")
    axes.set_ylabel(f"answered within {SOON:g} minutes, %")
    axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3)


def _bars(axes: "Axes", found: Comparison, measure: Measure) -> None:
    scale = 100.0 if measure.share else 1.0
    for place, (name, colour, _) in enumerate(_each(found)):
        told = found.interval(name, measure)
        if told is None:
            continue
        mean = told.mean * scale
        reach = 0.0 if told.high is None else told.high * scale - mean
        axes.barh(place, mean, color=colour, height=0.58, xerr=reach or None, ecolor=INK, capsize=3)
        axes.annotate(
            f"{measure.written(told.mean)}{' %' if measure.share else ''}",
            (mean + reach, place),
            (6, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set_yticks(range(len(found.strategies)), [name.replace(" ", "\n", 1) for name in found.strategies])
    axes.invert_yaxis()
    axes.set_ylim(len(found.strategies) - 0.5, -0.5)
    axes.margins(x=0.14)
    axes.set_xlim(left=0)
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(f"{measure.words}{', %' if measure.share else ''} (bars: means, whiskers: 95 % over worlds)")


def _bars_of(name: str) -> "Callable[[Axes, Comparison], None]":
    measure = next(each for each in MEASURES if each.name == name)
    return lambda axes, found: _bars(axes, found, measure)


PICTURES: "dict[str, tuple[str, Callable[[Axes, Comparison], None]]]" = {
    "waits": ("How soon the first answer stands", _waits),
    "offers": ("How many people are asked for one answer", _bars_of("offers")),
    "near": ("How many answers come from the neighbourhood", _bars_of("near")),
    "load": ("How evenly the answers lie on people", _load),
    "hours": ("How soon, hour by hour", _hours),
}
