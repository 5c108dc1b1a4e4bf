"""How `byhand explain` looks: laid out with bars for a terminal, in lines of words for a pipe."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.console import Group
from rich.text import Text

from commands.explain_layout import Line, bar, laid_out, row
from routing import reasons
from routing.whynot import PersonExplained

SCALE = 40
_LEAST_SAID, _HALF = 0.02, 0.5
_FEW = 5  # of those who could have been asked, or were left out, by name

Told = Mapping[str, Any]


def picture(told: Told) -> Group:
    return laid_out(_lines(told, bars=True))


def words(told: Told) -> list[str]:
    return [line.plain for line in _lines(told, bars=False)]


def picture_of_person(found: PersonExplained) -> Group:
    return laid_out(_of_person(found, bars=True))


def words_of_person(found: PersonExplained) -> list[str]:
    return [line.plain for line in _of_person(found, bars=False)]


def _of_person(found: PersonExplained, *, bars: bool) -> Iterator[Line]:
    """Ring by ring, what became of one colleague."""
    verdict = "was asked" if found.asked else "was not asked"
    yield Line("", Text().append(found.name, "bold").append(f" {verdict} question {found.question}."), whole=True)
    for step in found.steps:
        distance = "" if step.distance_km is None else f", {_away(step.distance_km)}"
        yield row(step.ring, f"{step.said}{distance}")
        yield from _factors(dict(step.factors), bars=bars)
    if not found.steps:
        yield row("", "no ring was asked about this question")


# --- the question -------------------------------------------------------------------------------------------------


def _lines(told: Told, *, bars: bool) -> Iterator[Line]:
    yield from _title(told)
    if not told["kept"]:
        yield row("", "What was found out about this question, and whom it went to, is not kept.")
    else:
        yield from _found(told, bars=bars)
    yield from _policies(told["policies"])
    names = {one["topic"]: one["name"] for one in told["topics"]}
    for step in told["rings"]:
        yield Line("", Text(), whole=True)
        yield from _ring(step, names, bars=bars)
    yield from _what_came(told)


def _title(told: Told) -> Iterator[Line]:
    state = f"{told['state']} ({told['reason']})" if told["reason"] else told["state"]
    title = (
        Text().append(f"Question {told['question']}", "bold").append(f" on {told['channel']}, from {told['asker']}: ")
    )
    title.append(state, "green" if told["state"] in {"answered", "closed"} else "yellow")
    yield Line("", title, whole=True)
    text = f"“{told['text']}”" if told["text"] else "its text was erased"
    yield Line("", Text(text, "italic"), whole=True)
    if told["follow_up_of"]:
        yield row(
            "Goes on", f"from question {told['follow_up_of']}, whose topic and place it takes where it names none"
        )


def _found(told: Told, *, bars: bool) -> Iterator[Line]:
    yield from _topic(told, bars=bars)
    for label, key in (("Kind", "kind"), ("Language", "language")):
        if guess := reasons.about(told, key):
            yield row(label, guess)
    yield row("Place", reasons.place(told) or "none found")
    for lesson in told["lessons"]:
        yield row("Lesson", _lesson(lesson))


def _topic(told: Told, *, bars: bool) -> Iterator[Line]:
    ranked = told["topics"]
    if not told["topic"]:
        yield row("Topic", "none is likely enough, so it is not matched by topic" if ranked else "none fits")
    elif not ranked:
        yield row("Topic", told["topic"])
    for place, one in enumerate(ranked):
        if place and one.get("score", 0) < _LEAST_SAID:
            break
        line = row("Topic" if told["topic"] and not place else "", "")
        if bars:
            line.append(bar(one.get("score", 0)), "cyan").append(" ")
        line.append(f"{reasons.percent(one.get('score', 0)):>5} ").append(one.get("name", one["topic"]))
        yield line.append(reasons.evidence(one.get("evidence") or (), most=1 if place else 3), "dim")
    if told["none"] is not None:
        by = f", judged by {told['by']}" if told["by"] else ""
        line = row("", "")
        if bars:
            line.append(bar(told["none"]), "magenta").append(" ")
        yield line.append(f"{reasons.percent(told['none']):>5} none of the topics{by}")


def _lesson(lesson: Told) -> str:
    taught = f"{lesson['by']} said that it is about {lesson['topic'] or 'none of the topics'}"
    if lesson["kind"] == "confirmed":
        taught = f"{lesson['by']} answered it as {lesson['topic']}"
    return (
        taught
        + (f", not {lesson['was']}" if lesson["was"] != lesson["topic"] and lesson["was"] else "")
        + ("; this was forgotten since" if lesson["forgotten"] else "")
    )


def _policies(versions: Iterable[Told]) -> Iterator[Line]:
    for one in versions:
        since = "" if one["in_force"] else ", no longer in force"
        yield row(
            "Policy", f"version {one['version']}, applied by {one['applied_by']} on {one['applied_at'][:10]}{since}"
        )


# --- the rings ----------------------------------------------------------------------------------------------------


def _ring(step: Told, names: Mapping[str, str], *, bars: bool) -> Iterator[Line]:
    at, version = str(step.get("at", ""))[:16].replace("T", " "), step.get("policy")
    title = Text().append(f"Ring {step['name']}", "bold")
    rule = f"policy version {version}" if version else ""
    title.append(f"  {', '.join(part for part in (at and f'{at} UTC', rule) if part)}", "dim")
    yield Line("", title, whole=True)
    if step.get("skipped"):
        yield row("skipped", step["skipped"])
    elif step.get("channel"):
        yield row("shown", f"in #{step['channel']}")
    chosen, reserve = step.get("chosen") or [], step.get("reserve") or []
    for one in chosen:
        yield from _asked(one, names, bars=bars)
    if bars:
        yield from _distances(chosen, reserve)
    yield from _reserve(reserve, step.get("reserve_more", 0))
    yield from _left_out(step)


def _asked(one: Told, names: Mapping[str, str], *, bars: bool) -> Iterator[Line]:
    line = row("asked", "").append(one["name"], "bold green")
    if one.get("distance_km") is not None:
        line.append(f", {_away(one['distance_km'])}")
    if one.get("score") is not None:
        line.append(f", score {one['score']:.2f}")
    yield line
    if one.get("why"):
        yield row("", f"told: {'; '.join(one['why'])}", "dim")
    if counted := reasons.facts(one, lambda topic: names.get(topic, topic)):
        yield row("", "; ".join(counted), "dim")
    yield from _factors(one.get("factors") or {}, bars=bars)


def _factors(factors: Mapping[str, float], *, bars: bool) -> Iterator[Line]:
    """Only what made a difference; what is whole is named together."""
    if factors and not bars:
        yield row("", "  ".join(f"{name} {value:.2f}" for name, value in factors.items()))
        return
    for name, value in factors.items():
        if value < 1:
            line = row("", f"{name:<13}").append(bar(value), "green" if value >= _HALF else "yellow")
            yield line.append(f" {value:.2f} ").append(reasons.factor_words(name), "dim")
    whole = [name for name, value in factors.items() if value >= 1]
    if whole:
        yield row("", f"1.00 each: {', '.join(whole)}", "dim")


def _reserve(reserve: list[Told], more: int) -> Iterator[Line]:
    if reserve:
        told = ", ".join(f"{one['name']} {one['score']:.2f}" for one in reserve[:_FEW])
        further = len(reserve) + more - len(reserve[:_FEW])
        yield row("reserve", told + (f" and {further:,} more" if further > 0 else ""))


def _left_out(step: Told) -> Iterator[Line]:
    by_reason: dict[str, list[str]] = {}
    for one in step.get("left_out") or ():
        by_reason.setdefault(one["reason"], []).append(one["name"])
    for why, names in by_reason.items():
        further = f" and {len(names) - _FEW:,} more" if len(names) > _FEW else ""
        yield row("left out", f"{', '.join(names[:_FEW])}{further}: {why}")
    if step.get("left_out_more"):
        yield row("", f"and {step['left_out_more']:,} more, whose reasons were not kept")


def _distances(chosen: Iterable[Told], reserve: Iterable[Told]) -> Iterator[Line]:
    """Everybody on one line from the place outwards: those asked as full dots, those who could have been as rings."""
    far = [(one["distance_km"], dot) for group, dot in ((reserve, "○"), (chosen, "●")) for one in group
           if one.get("distance_km") is not None]  # fmt: skip
    if not far:
        return
    furthest = max(1.0, *(distance for distance, _ in far))
    scale = ["─"] * (SCALE + 1)
    for distance, dot in far:
        scale[round(distance / furthest * SCALE)] = dot
    line = row("", "").append("⌂ ", "bold").append("".join(scale), "blue")
    yield line.append(f" {reasons.kilometres(furthest)}", "dim")


def _what_came(told: Told) -> Iterator[Line]:
    lines = [row("let be", f"by {told['dismissed']['name']}")] if told["dismissed"] else []
    lines += [row("claimed", f"by {claim['by']}: {claim['state']}") for claim in told["claims"]]
    lines += [row("answer", f"{answer['state']} {answer['url']}".rstrip()) for answer in told["answers"]]
    if lines:
        yield Line("", Text(), whole=True)
        yield from lines


def _away(distance: float) -> str:
    """Distances are counted from a place's edge."""
    return f"{reasons.kilometres(distance)} outside it" if distance else "in the place itself"
