"""Each question of a rehearsal's page: what it was taken for, who would have been asked, how far, and why."""

from collections import Counter
from collections.abc import Iterable

from policies.eligibility import Reason
from routing import reasons
from routing.ports import Place
from routing.rehearsal.markup import Html, join, tag
from routing.rehearsal.numbers import counted, kilometres, share
from routing.rehearsal.play import Outcome, Played, Reached, Rehearsal

__all__ = ["listened", "questions"]

_BADGES = {
    Outcome.NEAR: "nearby",
    Outcome.ELSEWHERE: "further away",
    Outcome.OPEN: "no clear topic",
    Outcome.NOBODY: "nobody",
}
_SOURCES = {"profile": "from the profile", "shop": "a shop of yours", "address": "an address", "text": "from the text"}
_MOST_EVIDENCE = 3
_THE_SAME_FOR_ALL = {"willingness"}  # nobody has been asked anything yet


def questions(found: Rehearsal) -> Html:
    """Every question that was to be answered, with a choice of what became of it that needs no script."""
    asked = [one for one in found.questions if one.outcome is not Outcome.LISTENED]
    names = {topic.id: topic.name for topic in found.router.policy.topics}
    return tag(
        "section",
        tag("h2", "Question by question", id="questions"),
        _choice(asked),
        tag("ol", [_card(one, names) for one in asked], class_="cards"),
        class_="questions",
        aria_labelledby="questions",
    )


def _choice(asked: Iterable[Played]) -> Html:
    counts = Counter(one.outcome for one in asked)
    options = [("all", "all", sum(counts.values()))]
    options += [(outcome.value, words, counts[outcome]) for outcome, words in _BADGES.items() if counts[outcome]]
    marks = [
        tag(
            "label",
            tag("input", type="radio", name="show", id=f"show-{name}", checked=name == "all"),
            tag("span", f"{words} ", tag("b", f"{number:,}")),
        )
        for name, words, number in options
    ]
    return tag("fieldset", tag("legend", "Show"), marks, class_="choice")


def _card(one: Played, names: dict[str, str]) -> Html:
    return tag(
        "li",
        tag(
            "article",
            tag("p", _BADGES[one.outcome], class_="badge"),
            tag("blockquote", tag("p", one.asked.post.text, dir="auto")),
            tag("p", _origin(one), class_="origin"),
            tag("dl", _found(one, names), class_="found"),
            _reached(one),
        ),
        id=f"q{one.asked.number}",
        class_=f"card {one.outcome.value}",
    )


def _origin(one: Played) -> list[Html]:
    post = one.asked.post
    parts = [tag("span", f"{one.asked.number}", class_="number"), tag("bdi", post.author.name)]
    if one.asked.timed:
        parts.append(tag("time", f"{post.posted_at:%-d %B %Y, %H:%M} UTC", datetime=post.posted_at.isoformat()))
    return parts


# --- what it was taken for ------------------------------------------------------------------------------------------


def _found(one: Played, names: dict[str, str]) -> list[Html]:
    return [
        _entry("Topic", _topics(one, names)),
        _entry("Place", _place(one.place)),
        _entry("Kind", f"{one.said.kind.value}, {share(one.said.kind.confidence)}"),
        _entry("Language", _language(one)),
    ]


def _entry(name: str, told: Html | str) -> Html:
    return tag("div", tag("dt", name), tag("dd", told))


def _topics(one: Played, names: dict[str, str]) -> Html:
    ranking = one.said.topics
    if not one.topics:
        likeliest = ranking.topics[:1]
        told = [f" (the likeliest: {names.get(best.topic, best.topic)}, {share(best.score)})" for best in likeliest]
        return join(tag("em", "none is likely enough"), told)
    parts = []
    for scored in ranking.topics:
        if scored.topic in one.topics:
            evidence = "; ".join(scored.evidence[:_MOST_EVIDENCE])
            parts.append(
                tag("span", tag("b", names.get(scored.topic, scored.topic)), " ", tag("span", share(scored.score),
                    class_="sure"), _meter(scored.score), tag("small", evidence) if evidence else None, class_="topic")
            )  # fmt: skip
    return join(parts)


def _meter(score: float) -> Html:
    width = f"{100 * min(1.0, score):.0f}"
    bars = (tag("rect", class_="all", x=0, y=0, width=100, height=4), tag("rect", x=0, y=0, width=width, height=4))
    return tag("svg", bars, viewBox="0 0 100 4", preserveAspectRatio="none", class_="meter", aria_hidden="true")


def _place(place: Place | None) -> Html:
    if place is None:
        return tag("em", "none named")
    source = _SOURCES.get(place.source, place.source.replace("_", " "))
    words = f" “{place.evidence}”" if place.evidence and place.evidence != place.name else ""
    about = f"{source}{words}, {share(place.confidence)}"
    return join(tag("b", place.name), " ", tag("small", about))


def _language(one: Played) -> str:
    guess = one.said.language
    return f"{reasons.language_name(guess.value)}, {share(guess.confidence)}" if guess.value else "nobody can tell"


# --- who would have been asked --------------------------------------------------------------------------------------


def _reached(one: Played) -> Html:
    if not one.reached:
        return tag("p", _nobody(one), class_="nobody-why")
    ring = f"Asked in the ring “{one.ring.name}”" if one.ring else "Asked"
    passed = f", after {' and '.join(one.skipped)} found nobody" if one.skipped else ""
    return join(
        tag("p", f"{ring}{passed}:", class_="ring"),
        tag("ul", [_person(each) for each in one.reached], class_="asked"),
    )


def _nobody(one: Played) -> str:
    """Why nobody was asked by name, and where the question would have stood instead."""
    where = f"It would have stood in #{one.ring.channel}." if one.ring and one.ring.channel else ""
    if not one.topics:
        return f"Nobody in particular. {where or 'It would have been open to everybody.'}"
    if not one.knowing:
        return f"No colleague knows this. {where}"
    why = "; ".join(f"{number:,} {_words(reason)}" for reason, number in Counter(one.left_out).most_common(3))
    return f"{counted(one.knowing, 'colleague')} would know it, but none could be asked: {why}. {where}"


_MANY = {
    Reason.OFF_HOURS: "outside their hours",
    Reason.HOLIDAY: "on a public holiday",
    Reason.TOO_FAR: "too far away",
    Reason.ASKED_ENOUGH: "asked often enough that day",
    Reason.OTHER_LANGUAGE: "without the asker's language",
}


def _words(reason: Reason) -> str:
    return _MANY.get(reason, reasons.reason(reason.value))


def _person(each: Reached) -> Html:
    place = each.person.place.name if each.person.place else ""
    far = "" if each.distance_km is None else kilometres(each.distance_km)
    return tag(
        "li",
        tag("b", tag("bdi", each.person.name)),
        tag("span", ", ".join(part for part in (place, far) if part), class_="from"),
        tag("details", tag("summary", "why"), _why(each)),
    )


def _why(each: Reached) -> Html:
    """What the card would have said, and every factor that made a difference; what is whole is named together."""
    said = [tag("li", sentence) for sentence in each.scored.why]
    told = join(tag("p", "The card would have told them:"), tag("ul", said, class_="why")) if said else None
    known = {name: value for name, value in each.scored.factors.items() if name not in _THE_SAME_FOR_ALL}
    factors = [
        tag("li", tag("span", reasons.factor_words(name), class_="factor"), _meter(value), tag("span", f"{value:.2f}"))
        for name, value in known.items()
        if value < 1
    ]
    whole = [name for name, value in known.items() if value >= 1]
    rest = tag("p", tag("small", f"1.00 each: {', '.join(whole)}")) if whole else None
    return join(told, tag("ul", factors, class_="factors"), rest)


# --- only listened to -----------------------------------------------------------------------------------------------


def listened(found: Rehearsal) -> Html | None:
    quiet = [one for one in found.questions if one.outcome is Outcome.LISTENED]
    if not quiet:
        return None
    rows = [
        tag("li", tag("q", one.asked.post.text, dir="auto"), tag("small", one.reason), id=f"q{one.asked.number}")
        for one in quiet
    ]
    return tag(
        "section",
        tag("h2", "What Byhand would only listen to", id="listened"),
        tag("p", "Counted and shown, and offered to nobody: your policy says so.", class_="lead"),
        tag("ul", rows, class_="listened"),
        aria_labelledby="listened",
    )
