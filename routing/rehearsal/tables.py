"""The lists of a rehearsal's page: what nobody knows, where nobody is, who is asked how often, what was assumed."""

from collections.abc import Iterable, Sequence

from routing.rehearsal.faults import Fault
from routing.rehearsal.figures import Figures, Gap, Load, Lonely
from routing.rehearsal.markup import Child, Html, join, tag
from routing.rehearsal.numbers import counted, kilometres, times
from routing.rehearsal.play import Rehearsal

__all__ = ["assumptions", "faults", "loads", "lonely", "unknown"]

_MOST_ROWS, _MOST_FAULTS = 15, 200


def unknown(told: Figures) -> Html:
    """Topics that were asked about, first those that nobody could have been asked about."""
    lacking = [gap for gap in told.gaps if gap.unreached or not gap.knowing]
    others = [gap for gap in told.gaps if gap not in lacking]
    if lacking:
        lead = "Asked about, and nobody who knows it could have been asked: nobody knows it, or all were away."
    else:
        lead = "Every topic that was asked about had somebody who knows it."
    return _section(
        "unknown",
        "What nobody knows",
        lead,
        _gap_table([*lacking, *others][:_MOST_ROWS]) if told.gaps else None,
        _more(len(told.gaps), "topic"),
        _without_topic(told),
    )


def _gap_table(gaps: Iterable[Gap]) -> Html:
    rows = (
        (gap.name, f"{gap.asked:,}", f"{gap.unreached:,}" if gap.unreached else "–", f"{gap.knowing:,}")  # noqa: RUF001 - a dash
        for gap in gaps
    )
    return _table(("Topic", "asked", "nobody there", "know it"), rows)


def _without_topic(told: Figures) -> Html | None:
    if not told.without_topic:
        return None
    said = (
        f"{counted(told.without_topic, 'question')} had no topic that was likely enough. Where many of them are about "
    )
    return tag("p", f"{said}the same thing, a topic may be missing from the policy.", class_="note")


def lonely(found: Rehearsal, told: Figures) -> Html:
    if told.lonely:
        lead = f"Asked from here, and no colleague within {kilometres(found.near_km)}, whatever they know."
    else:
        lead = f"Wherever questions came from, a colleague is within {kilometres(found.near_km)}."
    return _section(
        "lonely",
        "Where nobody is",
        lead,
        _lonely_table(told.lonely[:_MOST_ROWS]) if told.lonely else None,
        _more(len(told.lonely), "place"),
    )


def _lonely_table(places: Iterable[Lonely]) -> Html:
    rows = (
        (
            join(tag("bdi", one.place.name), tag("small", _nearby(one)) if one.nearest or one.shop else None),
            f"{one.asked:,}",
            "nobody" if one.nearest_km is None else kilometres(one.nearest_km),
        )
        for one in places
    )
    return _table(("Place", "asked", "nearest"), rows)


def _nearby(one: Lonely) -> str:
    shop = f"your shop {one.shop} is near, and nobody of it is on the list" if one.shop else ""
    return "; ".join(part for part in (shop, f"nearest colleague: {one.nearest}" if one.nearest else "") if part)


def loads(found: Rehearsal, told: Figures) -> Html:
    """Who would have been asked how often, the busiest first."""
    if not told.loads:
        return _section("load", "Who would have been asked, and how often", "Nobody.")
    most = told.loads[0].asked
    limit = found.router.policy.capacity.offers_a_day
    lead = (
        f"{counted(len(told.loads), 'colleague')} of {len(found.people):,}, nobody more than {times(most)} in all. "
        f"The policy allows {limit:,} a day."
    )
    rows = [_load(load, most) for load in told.loads[:_MOST_ROWS]]
    more = len(told.loads) - _MOST_ROWS
    rest = [_load(load, most) for load in told.loads[_MOST_ROWS:]]
    further = tag("details", tag("summary", f"{more:,} more"), tag("ol", rest, class_="loads")) if rest else None
    return _section("load", "Who would have been asked, and how often", lead, tag("ol", rows, class_="loads"), further)


def _load(load: Load, most: int) -> Html:
    width = round(100 * load.asked / most, 1)
    bar = tag("rect", x=0, y=0, width=width, height=4)
    place = load.person.place.name if load.person.place else "place not known"
    return tag(
        "li",
        tag("span", tag("bdi", load.person.name), tag("small", place), class_="who"),
        tag("svg", bar, viewBox="0 0 100 4", preserveAspectRatio="none", class_="load", aria_hidden="true"),
        tag("span", f"{load.asked:,}", tag("small", f" at most {load.most_a_day:,} a day"), class_="count"),
    )


# --- what it rests on ----------------------------------------------------------------------------------------------


def assumptions(found: Rehearsal, told: Figures) -> Html:
    policy = found.router.policy
    untimed = (
        f"{counted(told.untimed, 'question')} named no time: noon of a working day was taken, where the asker is."
        if told.untimed
        else "Each question was asked at its own time."
    )
    said = (
        untimed,
        "Everybody is taken to be as willing as people are on average.",
        "Distances are counted from the edge of the place that was named.",
        (
            "The first ring of the policy that finds somebody counts. In life the next ones follow when nobody takes "
            "the question, and at last a channel that everybody reads."
        ),
        (
            "Nobody's hands are ever full, nobody is on leave or in a meeting, and everybody keeps the hours given, or "
            "the policy's. Public holidays count as the policy says."
        ),
        (
            "Who was asked within the last day is asked less, as in life. What volunteers learn by answering, and what "
            "Byhand learns from their corrections, is left out."
        ),
        (
            "Topics, kinds, languages and places are read from the text by the same program that would do it in life. "
            "It errs; each question shows how sure it was. Where no place is named, the author's profile counts."
        ),
        (
            f"A topic counts from {policy.finding.topic_at_least:.0%} on, a place named in words from "
            f"{policy.finding.place_at_least:.0%}."
        ),
    )
    return tag(
        "section",
        tag("h2", "What this model assumes", id="assumed"),
        tag("ul", [tag("li", one) for one in said], class_="assumed"),
        aria_labelledby="assumed",
    )


def faults(source: str, found: Sequence[Fault]) -> Html | None:
    """What of a file could not be used, line by line."""
    if not found:
        return None
    listed = [tag("li", str(fault)) for fault in found[:_MOST_FAULTS]]
    more = len(found) - _MOST_FAULTS
    return tag(
        "section",
        tag("h2", "What could not be used of ", tag("bdi", source)),
        tag("ul", listed, tag("li", f"and {more:,} more") if more > 0 else None, class_="faults"),
    )


# --- parts --------------------------------------------------------------------------------------------------------


def _section(name: str, title: str, lead: str, *rest: Html | None) -> Html:
    return tag("section", tag("h2", title, id=name), tag("p", lead, class_="lead"), *rest, aria_labelledby=name)


def _table(head: Sequence[str], rows: Iterable[Sequence[Child]]) -> Html:
    """The first column names, the others count."""
    heads = tag("tr", [tag("th", name, scope="col") for name in head])
    body = [tag("tr", tag("th", row[0], scope="row"), [tag("td", cell) for cell in row[1:]]) for row in rows]
    return tag("table", tag("thead", heads), tag("tbody", body))


def _more(number: int, noun: str) -> Html | None:
    more = number - _MOST_ROWS
    return join(tag("p", f"and {counted(more, f'further {noun}')}", class_="more")) if more > 0 else None
