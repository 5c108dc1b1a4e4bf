"""The page of a rehearsal: one file that works offline, made to be forwarded and to be printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from routing.ports import Point
from routing.rehearsal import atlas, cards, tables
from routing.rehearsal.faults import Fault
from routing.rehearsal.figures import Figures, figures
from routing.rehearsal.markup import Html, document, join, tag
from routing.rehearsal.numbers import counted, kilometres, share, times
from routing.rehearsal.play import Outcome, Rehearsal

__all__ = ["Sources", "render", "summary"]

_STYLE = Path(__file__).with_name("look.css")


@dataclass(frozen=True)
class Sources:
    """Where it all came from, in words, and what of it could not be used."""

    questions: str
    colleagues: str
    made_at: datetime
    question_faults: tuple[Fault, ...] = ()
    colleague_faults: tuple[Fault, ...] = ()


def render(found: Rehearsal, sources: Sources, settlements: Iterable[Point]) -> str:
    """The whole page."""
    told = figures(found)
    company = found.router.policy.company.name
    body = join(
        _masthead(found, told),
        tag(
            "main",
            _results(found, told),
            atlas.section(found, tuple(settlements)),
            tag("div", tables.unknown(told), tables.lonely(found, told), class_="pair"),
            tables.loads(found, told),
            cards.questions(found),
            cards.listened(found),
            tables.assumptions(found, told),
            tables.faults(sources.questions, sources.question_faults),
            tables.faults(sources.colleagues, sources.colleague_faults),
            id="content",
        ),
        _footer(sources),
    )
    return document(f"Rehearsal for {company}: who would have been asked", _STYLE.read_text("utf-8"), body)


def summary(found: Rehearsal) -> tuple[str, str]:
    """The same in two lines for a terminal."""
    told = figures(found)
    reached = told.counts[Outcome.NEAR] + told.counts[Outcome.ELSEWHERE]
    first = (
        f"{reached:,} of {counted(told.asked, 'question')} would have reached somebody who knows it, "
        f"{told.counts[Outcome.NEAR]:,} of them within {kilometres(found.near_km)}; "
        f"{told.counts[Outcome.NOBODY]:,} nobody who does, {told.counts[Outcome.OPEN]:,} have no clear topic."
    )
    busiest = f"; {told.loads[0].person.name} most often, {times(told.loads[0].asked)}" if told.loads else ""
    return first, f"{counted(len(told.loads), 'colleague')} of {len(found.people):,} would have been asked{busiest}."


# --- parts --------------------------------------------------------------------------------------------------------


def _masthead(found: Rehearsal, told: Figures) -> Html:
    company = found.router.policy.company.name
    moments = [one.asked.post.posted_at for one in found.questions if one.asked.timed]
    when = f", asked {_between(min(moments), max(moments))}" if moments else ""
    return tag(
        "header",
        tag("a", "Skip to the results", href="#content", class_="skip"),
        tag("p", f"{company} · a rehearsal with Byhand", class_="eyebrow"),
        tag("h1", "Who would have been asked?"),
        tag(
            "p",
            f"{counted(told.total, 'question')}{when}, and {counted(len(found.people), 'colleague')}, "
            "put through Byhand's router as it would work for you.",
            class_="lead",
        ),
        tag(
            "p",
            tag("strong", "This is a model, not a result."),
            " Nothing was posted, nobody was asked, and nothing was kept. It shows whom Byhand would have asked first, "
            "not whether they would have answered.",
            class_="model",
        ),
    )


def _between(first: datetime, last: datetime) -> str:
    if first.date() == last.date():
        return f"on {first:%-d %B %Y}"
    same_year = first.year == last.year
    start = f"{first:%-d %B}" if same_year else f"{first:%-d %B %Y}"
    return f"between {start} and {last:%-d %B %Y}"


_SAID = {
    Outcome.NEAR: "would have reached a colleague nearby who knows the subject",
    Outcome.ELSEWHERE: "would have reached one who knows it, further away",
    Outcome.OPEN: "have no clear topic, and would have been open to everybody",
    Outcome.NOBODY: "would have found nobody who knows it and is on hand",
}


def _results(found: Rehearsal, told: Figures) -> Html:
    figures = [
        tag(
            "li",
            tag("span", share(told.share(outcome)), class_="big"),
            tag("span", f"{told.counts[outcome]:,}", class_="of"),
            tag("span", words, class_="words"),
            class_=f"figure {outcome.value}",
        )
        for outcome, words in _SAID.items()
    ]
    return tag(
        "section",
        tag("h2", "In short", id="short"),
        tag("ul", figures, class_="figures"),
        _bar(told),
        tag("dl", _facts(found, told), class_="facts"),
        aria_labelledby="short",
    )


def _bar(told: Figures) -> Html:
    """The shares side by side; said in words above."""
    start, parts = 0.0, []
    for outcome in _SAID:
        width = 100 * told.share(outcome)
        if width:
            parts.append(tag("rect", x=f"{start:.2f}", y=0, width=f"{width:.2f}", height=4, class_=outcome.value))
        start += width
    return tag("svg", parts, viewBox="0 0 100 4", preserveAspectRatio="none", class_="stack", aria_hidden="true")


def _facts(found: Rehearsal, told: Figures) -> list[Html]:
    facts = [("counts as nearby", f"up to {kilometres(found.near_km)}")]
    if told.median_km is not None:
        facts.append(("half of them have somebody within", kilometres(told.median_km)))
    if told.loads:
        busiest = max(told.loads, key=lambda load: load.most_a_day)
        facts.append(("asked on the busiest day", f"{times(busiest.most_a_day)}, {busiest.person.name}"))
    facts.append(("would never have been asked", f"{told.never_asked:,} of {counted(len(found.people), 'colleague')}"))
    if told.counts[Outcome.LISTENED]:
        facts.append(("only listened to", counted(told.counts[Outcome.LISTENED], "post")))
    facts.append(("without a place", f"{told.without_place:,} of {told.asked:,}"))
    return [tag("div", tag("dt", name), tag("dd", value)) for name, value in facts]


def _footer(sources: Sources) -> Html:
    return tag(
        "footer",
        tag("p", f"Made by byhand rehearse on {sources.made_at:%-d %B %Y} from {sources.questions} and "
            f"{sources.colleagues}. It holds what people wrote; pass it on with that in mind."),
        tag("p", "Places: GeoNames, CC BY 4.0. The page loads nothing and sends nothing."),
    )  # fmt: skip
