"""One question routed among a thousand topics and up to 100,000 volunteers: its topic, its place, whom to ask."""

import math
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from bench import crowd, material
from bench.figures import Figure, at_most, percentile
from bench.pictures import PLAIN, Line, Lines
from bench.scale import Bench
from routing import intake, rings
from routing.kit import Kit
from routing.ports import Place, Post
from routing.rulebook import apply
from store.models import Asker, Conversation, Question

NAME = "routing"
WARM = 20


@dataclass(frozen=True)
class Routed:
    """Seconds that one question took: to read its topic and place, to choose whom to ask; and of both the CPU's."""

    read: float
    chosen: float
    cpu: float

    @property
    def whole(self) -> float:
        return self.read + self.chosen


def measure(bench: Bench) -> list[Figure]:
    bench.step(f"routing: {crowd.TOPICS:,} topics")
    template = _with_topics(bench.folder)
    routed = {count: _route(bench, template, count) for count in bench.scale.crowds}
    _draw(bench, routed)
    return [*_figures(routed), _with_embedding(bench)]


def steps(bench: Bench) -> int:
    return 2 + len(bench.scale.crowds)


def _figures(routed: dict[int, list[Routed]]) -> list[Figure]:
    least, most = min(routed), max(routed)
    whole = [1000 * one.whole for one in routed[most]]
    read, chosen = (
        f"{1000 * percentile([getattr(one, part) for one in routed[most]], 50):.1f} ms" for part in ("read", "chosen")
    )
    told = f"{len(whole)} questions; half of them take {read} for topic and place and {chosen} for whom to ask"
    growth = math.log(_middle(routed[most]) / _middle(routed[least])) / math.log(most / least)
    grown = f"{1000 * _middle(routed[least]):.1f} ms among {least:,}, {1000 * _middle(routed[most]):.1f} among {most:,}"
    busy = f"its offers written too; {1000 * percentile([one.cpu for one in routed[most]], 99):.1f} ms of CPU"
    among = f"among {crowd.TOPICS:,} topics and {most:,} volunteers"
    return [
        Figure(NAME, f"one question {among}, p50", percentile(whole, 50), "ms", None, told),
        Figure(NAME, f"one question {among}, p99", percentile(whole, 99), "ms", at_most(5), busy),
        Figure(NAME, "grows with volunteers to the power of", growth, "", at_most(1), grown),
    ]


def _with_embedding(bench: Bench) -> Figure:
    """The same among the largest crowd."""
    most = max(bench.scale.crowds)
    bench.step("routing: with the embedding")
    kit = material.by_meaning(material.make_kit(bench.folder / f"crowd{most}.db", material.DayByDay()))
    routed = _questions(kit, bench.scale.routed)
    whole, busy = [1000 * one.whole for one in routed], [1000 * one.cpu for one in routed]
    told = f"half of them take {percentile(whole, 50):.1f} ms; {percentile(busy, 99):.1f} ms of CPU"
    among = f"{crowd.TOPICS:,} topics and {most:,} volunteers"
    name = f"the same with the embedding, p99, among {among}"
    return Figure(NAME, name, percentile(whole, 99), "ms", at_most(20), told)


def _middle(routed: list[Routed]) -> float:
    return percentile([one.whole for one in routed], 50)


def _draw(bench: Bench, routed: dict[int, list[Routed]]) -> None:
    waits = {count: [1000 * one.whole for one in some] for count, some in routed.items()}
    lines = [
        Line(f"p{percent}", tuple((count, round(percentile(some, percent), 3)) for count, some in waits.items()))
        for percent in (50, 99)
    ]
    least, most = min(waits), max(waits)
    began = percentile(waits[least], 50)
    lines.append(Line("if it were linear", ((least, began), (most, began * most / least)), PLAIN, dashed=True))
    title = f"Routing one question among {crowd.TOPICS:,} topics"
    x, y = "volunteers", "milliseconds"
    bench.pictures.append(Lines("routing", title, x, y, tuple(lines), ((most, 5.0, "p99 at most"),), True, True))


# --- one crowd -------------------------------------------------------------------------------------------------------


def _with_topics(folder: Path) -> Path:
    kit = material.fresh(folder, "topics", material.DayByDay())
    apply(kit.db, kit.clock, crowd.source(), "bench")
    material.close(kit)
    return folder / "topics.db"


def _route(bench: Bench, template: Path, count: int) -> list[Routed]:
    bench.step(f"routing: {count:,} volunteers")
    path = bench.folder / f"crowd{count}.db"
    path.write_bytes(template.read_bytes())
    crowd.enrol(path, count)
    return _questions(material.make_kit(path, material.DayByDay()), bench.scale.routed)


def _questions(kit: Kit, count: int) -> list[Routed]:
    kit.reader.warm(kit.policy())  # learnt once, when the policy is put into force
    routed = [_one(kit, post) for post in crowd.posts(WARM + count)]
    material.close(kit)
    return routed[WARM:]


def _one(kit: Kit, post: Post) -> Routed:
    """Read as intake reads a post before its transaction, then decided as it decides within it."""
    began, busy = time.perf_counter(), time.thread_time()
    prepared = intake.prepare(kit, 1, post)
    read, cpu = time.perf_counter() - began, time.thread_time() - busy
    # A thousand topics of the same form are too many to be sure of one: the likeliest is asked about.
    topic = (*prepared.topics, prepared.said.topics.topics[0].topic)[0]
    chosen, more = _choose(kit, post, topic, prepared.place)
    return Routed(read, chosen, cpu + more)


class _Undo(Exception):  # noqa: N818 - nothing is wrong: the next question finds everybody as this one did
    pass


def _choose(kit: Kit, post: Post, topic: str, place: Place | None) -> tuple[float, float]:
    """Seconds, and the CPU's, until the offers and cards of a ring are written; then all is undone."""
    took = 0.0, 0.0
    with suppress(_Undo), kit.db.write(quiet=True) as session:
        question = _question(kit, session, post, topic, place)
        began, busy = time.perf_counter(), time.thread_time()
        rings.open_next_ring(kit, session, question, None, "offer")
        session.flush()
        took = time.perf_counter() - began, time.thread_time() - busy
        raise _Undo
    return took


def _question(kit: Kit, session: Session, post: Post, topic: str, place: Place | None) -> Question:
    now = kit.clock.now()
    asker = Asker(channel=post.channel, external_id=post.author.external_id, first_seen_at=now)
    conversation = Conversation(channel=post.channel, external_id=post.conversation_id, started_at=now)
    session.add_all([asker, conversation])
    session.flush()
    question = Question(
        channel=post.channel,
        external_id=post.external_id,
        conversation_id=conversation.id or 0,
        asker_id=asker.id or 0,
        text=post.text,
        topic=topic,
        posted_at=now,
        captured_at=now,
    )
    if place is not None:
        question.place_name, question.place_source = place.name, place.source
        question.place_confidence, question.radius_km = place.confidence, place.radius_km
        question.latitude, question.longitude = place.point.latitude, place.point.longitude
    session.add(question)
    session.flush()
    return question
