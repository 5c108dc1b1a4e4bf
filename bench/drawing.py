"""Pictures as PNG and SVG: light, quiet, readable when they are small."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from bench.figures import number
from bench.pictures import OURS, PEER, PLAIN, Bars, Line, Lines, Picture
from routing.simulation.plots import GRID, STYLE

LIMIT = "#b4472e"
COLOURS = {OURS: "#2f6f8f", PEER: "#b9b4a8", PLAIN: "#d7d3ca"}
SHADES = ("#2f6f8f", "#7fb0c4", "#b9b4a8", "#8a6d3b")  # of several lines of one kind
VERDICTS = {"reached": "#4f8a5b", "missed": "#b4472e"}
_PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}  # behind words that stand on a line
WIDTH = 7.2  # inches


def draw(picture: Picture, folder: Path) -> list[Path]:
    """Write NAME.png and NAME.svg into the folder; returns both."""
    folder.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(STYLE):
        figure = _bars(picture) if isinstance(picture, Bars) else _lines(picture)
        paths = [folder / f"{picture.name}.{ending}" for ending in ("png", "svg")]
        figure.savefig(paths[0], dpi=160, facecolor="white", metadata={"Software": None})
        figure.savefig(paths[1], facecolor="white", metadata={"Date": None})
    return paths


def _empty(title: str, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    figure.suptitle(title, x=0.012, ha="left", fontsize=10.5, fontweight="bold")
    axes = figure.add_subplot()
    axes.tick_params(length=0)
    axes.set_axisbelow(True)
    return figure, axes


def _bars(picture: Bars) -> Figure:
    figure, axes = _empty(picture.title, 0.8 + 0.3 * len(picture.bars))
    colours = picture.colours or tuple(COLOURS[bar.kind] for bar in picture.bars)
    places = range(len(picture.bars))
    axes.barh(places, [bar.value for bar in picture.bars], color=colours, height=0.62)
    axes.set_yticks(places, [bar.label for bar in picture.bars], fontsize=8.5)
    axes.invert_yaxis()
    if picture.log:
        axes.set_xscale("log")
    for place, bar in zip(places, picture.bars, strict=True):
        told = f"{number(bar.value)} {picture.unit}".rstrip()
        axes.annotate(
            told, (bar.value, place), (4, 0), textcoords="offset points", va="center", fontsize=8.5, bbox=_PAPER
        )
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    _limit(axes, picture)
    axes.margins(x=0.16)
    return figure


def _limit(axes: Axes, picture: Bars) -> None:
    if picture.limit is None:
        return
    axes.axvline(picture.limit, color=LIMIT, linewidth=1, dashes=(4, 3))
    where = (picture.limit, 1.0)
    axes.annotate(
        picture.limit_words,
        where,
        (0, 3),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="center",
        color=LIMIT,
        fontsize=8.5,
    )


def _lines(picture: Lines) -> Figure:
    figure, axes = _empty(picture.title, 3.4)
    for place, line in enumerate(picture.lines):
        _line(axes, line, place)
    axes.set_xscale("log" if picture.log_x else "linear")
    axes.set_yscale("log" if picture.log_y else "linear")
    for axis, is_log in ((axes.xaxis, picture.log_x), (axes.yaxis, picture.log_y)):
        if is_log:
            axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
            axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.set_xlabel(picture.x)
    axes.set_ylabel(picture.y)
    axes.grid(color=GRID, linewidth=0.8)
    for x, y, told in picture.marks:
        axes.plot([x], [y], marker="D", markersize=5, color=LIMIT, linestyle="none")
        axes.annotate(told, (x, y), (7, -3), textcoords="offset points", color=LIMIT, fontsize=8.5)
    axes.legend(frameon=False, fontsize=8.5, loc="best")
    return figure


def _line(axes: Axes, line: Line, place: int) -> None:
    xs, ys = zip(*line.points, strict=True)
    colour = SHADES[place % len(SHADES)] if line.kind == OURS else COLOURS[line.kind]
    few = len(line.points) < 12  # single points are worth seeing, many make a curve
    axes.plot(
        xs,
        ys,
        color=colour,
        linewidth=1.8,
        label=line.label,
        linestyle="--" if line.dashed else "-",
        marker="o" if few and not line.dashed else None,
        markersize=4,
    )
