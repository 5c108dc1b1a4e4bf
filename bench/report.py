"""The part of README.md that the bench writes: the figures in a table, the pictures, and what they were taken on."""

import math
from collections.abc import Iterator
from pathlib import Path

from bench import drawing, record
from bench.drawing import VERDICTS
from bench.figures import NOT_YET, Figure
from bench.pictures import Bar, Bars, Picture
from bench.record import Document

BEGIN, END = "<!-- written by `make bench` -->", "<!-- end of what `make bench` writes -->"
_MOST, _LEAST = 20.0, 0.02  # shares of a goal beyond these are drawn as these


def write(document: Document, readme: Path, plots: Path) -> None:
    """Draw the pictures, and put the figures into the README between its two markers."""
    pictures = [*_overview(record.figures_of(document)), *record.pictures_of(document)]
    for picture in pictures:
        drawing.draw(picture, plots)
    told = "\n".join(section(document, pictures, plots.relative_to(readme.parent)))
    text = readme.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}\n\n{told}\n\n{END}{after}", "utf-8")


def section(document: Document, pictures: list[Picture], plots: Path) -> Iterator[str]:
    """The lines between the markers."""
    yield from _machine(document)
    yield ""
    yield from _table(record.figures_of(document))
    yield ""
    for picture in pictures:
        yield f"![{picture.title}]({plots / picture.name}.svg)"
        yield ""
    yield from _conditions(document)


def _machine(document: Document) -> Iterator[str]:
    of = document["machine"]
    yield (
        f"{of['cores']} cores ({of['cpu'] or 'unnamed'}), {of['system']}, Python {of['python']}, SQLite {of['sqlite']};"
        f" this disk keeps 4 kB for good in {of['fsync_ms']} ms."
    )


def _table(figures: list[Figure]) -> Iterator[str]:
    yield "| | what | figure | goal | | beside |"
    yield "| --- | --- | ---: | ---: | --- | --- |"
    before = ""
    for figure in figures:
        first = "" if figure.measurement == before else f"`{figure.measurement}`"
        before = figure.measurement
        value = f"{figure.shown} {figure.unit}".strip() if figure.value is not None else ""
        verdict = f"**{figure.verdict}**" if figure.verdict == "missed" else figure.verdict
        yield f"| {first} | {figure.name} | {value} | {figure.goal or ''} | {verdict} | {figure.beside} |"


def _conditions(document: Document) -> Iterator[str]:
    yield "| measurement | taken | took | load before, after | others' share of the machine | |"
    yield "| --- | --- | ---: | --- | ---: | --- |"
    for name, entry in document["measurements"].items():
        load = record.load_of(entry)
        others = "unknown" if load.others_percent is None else f"{load.others_percent:.0f} %"
        notes = ["quick: small counts"] if entry["quick"] else []
        notes += [] if load.is_quiet else ["**not alone on the machine: rates are too low, waits too long**"]
        when = entry["taken_at"].replace("T", " ").removesuffix(":00+00:00").removesuffix("+00:00")
        yield (
            f"| `{name}` | {when} UTC | {entry['seconds']:.0f} s | {load.before:.1f}, {load.after:.1f} | {others} |"
            f" {'; '.join(notes)} |"
        )


def _overview(figures: list[Figure]) -> Iterator[Bars]:
    """Every figure that has a goal, as a share of it: to the right of the line is better than wanted."""
    aimed = [(figure, figure.goal) for figure in figures if figure.goal is not None and figure.value is not None]
    if not aimed:
        return
    shares = [goal.share(figure.value or 0.0) for figure, goal in aimed]
    bars = [
        Bar(f"{figure.measurement}: {figure.name}", min(_MOST, max(_LEAST, share)))
        for (figure, _), share in zip(aimed, shares, strict=True)
    ]
    yield Bars(
        "goals",
        "How much of each goal is reached (1 is the goal, further right is better)",
        "",
        tuple(Bar(bar.label, float(f"{bar.value:.3g}"), bar.kind) for bar in bars if math.isfinite(bar.value)),
        limit=1.0,
        limit_words="goal",
        log=True,
        colours=tuple(VERDICTS.get(figure.verdict, NOT_YET) for figure, _ in aimed),
    )
