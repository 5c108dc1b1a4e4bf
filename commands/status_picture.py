"""How `byhand status` looks: a picture for a terminal, lines of words for a pipe."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.text import Text

from commands.readyz import Heard
from routing.status import Status, Undecided, Waiting

WIDTH, LABEL = 80, 15
BAR, STACKED = 30, 44
_STEPS = "▁▂▃▄▅▆▇█"
_MARKS = {"up": ("●", "green"), "limited": ("●", "yellow"), "down": ("●", "red"), "starting": ("◌", "yellow")}
_NAMES = {"x": "X", "telegram": "Telegram", "slack": "Slack", "database": "database"}


def picture(status: Status, heard: Heard, height: int, footer: str = "") -> Text:
    """At most `height` lines of 80 columns; what waits longest fills whatever room is left."""
    lines = [_title(status, heard), Text(), *_questions(status), *_day(status), *_flow(status)]
    lines += [*_people(status), *_channels(heard), *_for_a_person(status)]
    room = height - len(lines) - (2 if footer else 0)
    lines += _longest(status, room)
    if footer:
        lines += [Text()] * max(0, height - 1 - len(lines)) + [Text(f" {footer}", "dim")]
    for line in lines[:height]:
        line.truncate(WIDTH, overflow="ellipsis")
    return Text("\n").join(lines[:height])


def words(status: Status, heard: Heard) -> list[str]:
    """The same in sentences, one thing a line, without bars and colours."""
    lines = [_title(status, heard), *_questions(status, bars=False), *_day(status, bars=False), *_flow(status)]
    lines += [*_people(status, bars=False), *_channels(heard), *_for_a_person(status), *_longest(status, 20)]
    return [line.plain.rstrip() for line in lines if line.plain.strip()]


# --- parts ---------------------------------------------------------------------------------------------------------


def _title(status: Status, heard: Heard) -> Text:
    runs = "ready" if heard.ready else "not ready" if heard.answers else heard.why
    title = Text().append(f" {status.company or 'Byhand, without a policy yet'}"[:38].ljust(40), "bold")
    title.append(f"{heard.address} ", "dim")
    title.append(runs, "green" if heard.ready else "red")
    return title.append(f"  {status.at:%H:%M:%S} UTC", "dim")


def _questions(status: Status, *, bars: bool = True) -> Iterator[Text]:
    counted = status.questions
    claimed = counted.held + counted.submitted
    first = _row("Questions", f"{counted.open:>5,} open")
    if bars and counted.open:
        parts = ((counted.offered, "blue"), (counted.late, "red"), (claimed, "green"))
        first = _pad(first, 34).append_text(_stacked(parts))
    yield first
    longest = f"the longest for {ago(counted.oldest_asked_at, status.at)}" if counted.oldest_asked_at else ""
    yield _count("waiting", counted.offered, "blue", longest)
    yield _count("late", counted.late, "red", "nobody took them in time" if counted.late else "")
    out = f"{counted.submitted:,} of them answered and on the way out" if counted.submitted else ""
    yield _count("claimed", claimed, "green", out)


def _day(status: Status, *, bars: bool = True) -> Iterator[Text]:
    day = status.last_day
    told = f"{day.asked:>5,} asked, {day.answered:,} answered"
    if day.median_seconds_to_answer is not None:
        told += f", half of them within {span(day.median_seconds_to_answer)}"
    yield _row("Last 24 hours", told)
    if bars:
        yield Text(" " * (LABEL + 2)).append(sparkline(day.by_hour), "blue").append("  asked, hour by hour", "dim")


def _flow(status: Status) -> Iterator[Text]:
    owed, receipts = status.owed, status.receipts
    told = f"{owed.ready:>5,} to be sent, {owed.sending:,} on the way"
    if owed.oldest_since:
        told += f", the oldest for {ago(owed.oldest_since, status.at)}"
    yield _row("Owed", told)
    if receipts.waiting or receipts.unparsed:
        since = f", the oldest for {ago(receipts.oldest_since, status.at)}" if receipts.oldest_since else ""
        yield _row("Events", f"{receipts.waiting:>5,} to be worked through{since}")
    if receipts.unparsed:
        yield _row("", "").append(f"{receipts.unparsed:>5,} could not be read: `byhand receipts` shows why", "yellow")


def _people(status: Status, *, bars: bool = True) -> Iterator[Text]:
    people, spend = status.volunteers, status.spend
    row = _row("Volunteers", f"{people.on_hand:>5,} on hand of {people.enrolled:,}")
    yield _with_bar(row, people.on_hand, people.enrolled, "green") if bars and people.enrolled else row
    if spend is None:
        return
    row = _row("Spend on X", f"{spend.usd:>6,.2f}")
    if spend.budget_usd is None:
        yield row.append(f" USD in {spend.month}, no budget set")
        return
    row.append(f" of {spend.budget_usd:,.2f} USD, {spend.percent} %")
    colour = "red" if (spend.percent or 0) >= 95 else "yellow" if (spend.percent or 0) >= 80 else "green"  # noqa: PLR2004 - where the policy's alarms usually stand
    yield _with_bar(row, spend.usd, spend.budget_usd, colour) if bars else row


def _channels(heard: Heard) -> Iterator[Text]:
    if not heard.answers:
        yield _row("Channels", f" {heard.why}: how they fare is known only while `byhand run` runs")
        return
    row, troubles = _row("Channels", " "), []
    for name, part in heard.parts.items():
        mark, colour = _MARKS.get(part["state"], ("○", "dim"))
        row.append(mark, colour).append(f" {_NAMES.get(name, name)} {part['state']}  ")
        if part.get("detail") and part["state"] != "up":
            troubles.append(Text(f"   {_NAMES.get(name, name)}: {part['detail']}"[:79], colour))
    yield row
    yield from troubles[:3]


def _for_a_person(status: Status) -> Iterator[Text]:
    if not status.undecided:
        return
    yield Text()
    number = len(status.undecided)
    yield _row("For a person", f"{number:>5,} {'answer' if number == 1 else 'answers'} may have been posted or not")
    for one in status.undecided[:3]:
        yield Text(f"   {_undecided(one, status.at)}", "yellow")


def _undecided(one: Undecided, at: datetime) -> str:
    does = "its volunteer was asked to look" if one.asked else "Byhand is looking for it"
    return f"#{one.question} on {_NAMES.get(one.channel, one.channel)}, for {ago(one.since, at)}: {does}"


def _longest(status: Status, room: int) -> list[Text]:
    if not status.longest_waiting or room < 3:  # noqa: PLR2004 - a blank, a heading and one line
        return []
    lines = [Text(), Text(" Waiting longest", "bold")]
    return lines + [_one_waiting(one, status.at) for one in status.longest_waiting[: room - 2]]


def _one_waiting(one: Waiting, at: datetime) -> Text:
    about = " · ".join(part for part in (one.topic, one.place) if part) or "no topic, no place"
    line = Text(f"   #{one.question:<6} {_NAMES.get(one.channel, one.channel):<9}{ago(one.asked_at, at):>12}  ")
    line.append(f"{_cut(about, 30):<31}")
    return line.append(
        "all rings over" if one.state == "unanswered" else one.ring, "red" if one.state == "unanswered" else "dim"
    )


# --- small things --------------------------------------------------------------------------------------------------


def _row(label: str, told: str) -> Text:
    return Text().append(f" {label:<{LABEL}}", "bold").append(told)


def _count(label: str, number: int, colour: str, told: str) -> Text:
    line = Text(f"   {label:<{LABEL - 2}}").append(f"{number:>5,}", colour if number else "dim")
    return line.append(f" {told}".rstrip(), "dim")


def _pad(line: Text, width: int) -> Text:
    return line.append(" " * max(1, width - line.cell_len))


def _with_bar(line: Text, part: float, whole: float, colour: str) -> Text:
    filled = round(BAR * min(1.0, part / whole)) if whole else 0
    return _pad(line, 48).append("█" * filled, colour).append("░" * (BAR - filled), "dim")


def _stacked(parts: Sequence[tuple[int, str]]) -> Text:
    """A bar whose pieces are as long as their numbers; what is there at all is seen."""
    whole = sum(number for number, _ in parts)
    widths = [max(1, round(STACKED * number / whole)) if number else 0 for number, _ in parts]
    widths[widths.index(max(widths))] -= sum(widths) - STACKED
    bar = Text()
    for width, (_, colour) in zip(widths, parts, strict=True):
        bar.append("█" * width, colour)
    return bar


def sparkline(numbers: Sequence[int]) -> str:
    """One column a number, as high as it is against the highest; nothing is the lowest line."""
    highest = max(numbers, default=0) or 1
    return "".join(_STEPS[-(-number * (len(_STEPS) - 1) // highest)] for number in numbers)


def ago(since: datetime, at: datetime) -> str:
    return span((at - since).total_seconds())


def span(seconds: float) -> str:
    """A length of time in its two largest units."""
    whole = max(0, round(seconds))
    for size, unit, small, name in ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if whole >= size:
            rest = whole % size // small
            return f"{whole // size} {unit}" + (f" {rest} {name}" if rest and size != 60 else "")  # noqa: PLR2004 - seconds beside minutes say nothing
    return f"{whole} s"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
