"""What tests ask for: a clock that stands still, a kit on a fresh database, and rows made by the real use cases.

Everything a factory makes can be made again with other values; none of them is needed to make another by hand.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from bots.telegram.channel import TelegramChannel
from bots.telegram.client import Telegram
from bots.twitter.channel import XChannel
from bots.twitter.client import Keys, XClient
from policies.document import Topic
from routing import answers, claims, intake, outcomes
from routing.batch import Batch
from routing.kinds import Kinds
from routing.kit import Home, Kit
from routing.people import Act
from routing.ports import Author, Channel, PlaceFinder, Post, Published, TopicModel
from routing.reader import Reader
from routing.rulebook import Rulebook
from routing.topics.model import Example, Topics
from store import deliveries, questions, receipts, volunteers
from store.db import Database
from store.models import Claim, Delivery, Offer, Question, Receipt, Volunteer

DEFAULT_POLICY = Path(__file__).parents[1] / "policies" / "default.yaml"
MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # within everybody's hours in Europe
TEAM = "T1"
LEEDS = (53.8, -1.55)

_numbers = itertools.count(1)
_kinds = cache(Kinds)
_learnt = lru_cache(maxsize=8)(Topics)  # by words alone, once for all tests


class FrozenClock:
    """Time stands still until a test moves it."""

    def __init__(self, now: datetime = MONDAY_NOON) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta | None = None, **parts: float) -> datetime:
        """`advance(minutes=5)`, or `advance(timedelta(…))`."""
        self._now += (by or timedelta()) + timedelta(**parts)
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now


async def _count(_kind: str, _quantity: int) -> None:
    """Nothing is posted in these tests, so nothing is billed."""


def real_channels(clock: FrozenClock) -> dict[str, Channel]:
    """X and Telegram as they are in the product, with an address at which nobody answers: only `length` is used."""
    nowhere = "http://127.0.0.1:9"
    x = XChannel(XClient(Keys("key", "secret", "1-token", "token-secret"), nowhere), clock, _count)
    return {"x": x, "telegram": TelegramChannel(Telegram("4200:none", nowhere))}


def make_kit(db: Database, clock: FrozenClock, finder: PlaceFinder, *, team: str = TEAM) -> Kit:
    """A kit like the product's, on a clock that stands still. The policy in force is the database's newest."""
    return Kit(db, clock, Rulebook(db), real_channels(clock), finder, make_reader(db), Home(team))


def make_reader(db: Database) -> Reader:
    """Reads by words alone: what needs the embedding says so and builds its own."""
    return Reader(db, _learn, _kinds)


def _learn(topics: Sequence[Topic], lessons: Sequence[Example]) -> TopicModel:
    return Topics(topics, lessons) if lessons else _learnt(tuple(topics))


# --- who acts ----------------------------------------------------------------------------------------------------


def act(by: str = "UVERA", kind: str = "test", **values: Any) -> Act:
    """A verified act with a key of its own. `by` is a Slack id; a submission needs `view_id`."""
    return Act(**{"key": f"trigger-{next(_numbers)}", "kind": kind, "team_id": TEAM, "slack_id": by, **values})


def submission(by: str = "UVERA") -> Act:
    """The submission of a preview, from a Slack view of its own."""
    return act(by, "answer.post", view_id=f"V{next(_numbers)}")


def make_volunteer(
    kit: Kit,
    slack_id: str = "UVERA",
    name: str = "Vera Volunteer",
    topics: Sequence[str] = ("tv",),
    near: tuple[float, float] | None = LEEDS,
    **values: Any,
) -> Volunteer:
    """An enrolled member with European hours, as enrolment would have stored it; `values` are columns."""
    latitude, longitude = near or (None, None)
    columns: dict[str, Any] = {
        "team_id": TEAM,
        "slack_id": slack_id,
        "name": name,
        "first_name": name.split(maxsplit=1)[0],
        "time_zone": "Europe/London",
        "place_name": "Leeds, GB",
        "latitude": latitude,
        "longitude": longitude,
        "joined_at": kit.clock.now(),
        **values,
    }
    with kit.db.write() as session:
        row = Volunteer(**columns)
        session.add(row)
        session.flush()
        volunteers.set_topics(session, row.id or 0, topics)
    return row


# --- what is asked -----------------------------------------------------------------------------------------------


def make_post(text: str = "My new TV in Leeds flickers. Is it the cable?", **values: Any) -> Post:
    """A post addressed to us, from an asker of its own on Telegram, or as `channel`, `author`, … say."""
    number = next(_numbers)
    external_id = values.get("external_id", f"{7000 + number}:1")
    chat = values.get("chat", external_id.partition(":")[0])
    columns: dict[str, Any] = {
        "channel": "telegram",
        "external_id": external_id,
        "first_id": external_id,
        "conversation_id": chat,
        "author": Author(f"asker-{number}", "Ada Asker", "ada"),
        "text": text,
        "posted_at": MONDAY_NOON,
        "url": f"https://t.example/{number}",
        "addressed": True,
        "private": True,
        "chat": chat,
        **values,
    }
    return Post(**columns)


def take_in(kit: Kit, post: Post) -> intake.Taken:
    """Keep the post's receipt and work it through, as the inbox does."""
    now = kit.clock.now()
    with kit.db.write() as session:
        receipt = Receipt(
            channel=post.channel,
            key=f"event-{next(_numbers)}",
            kind="post",
            payload="{}",
            received_at=now,
            not_before=now,
        )
        session.add(receipt)
        session.flush()
    prepared = intake.prepare(kit, receipt.id or 0, post)
    with kit.db.write() as session:
        batch = Batch(kit, session, [post])
        taken = intake.take_in(batch, prepared)
        batch.settle()
        receipts.finish(session, receipt.id or 0, taken.verb, taken.reason, now)
    return taken


def make_question(kit: Kit, text: str = "My new TV in Leeds flickers. Is it the cable?", **values: Any) -> Question:
    """A question captured and offered by the real intake; `values` are the post's fields."""
    post = make_post(text, **values)
    take_in(kit, post)
    with kit.db.read() as session:
        found: Question = session.execute(
            select(Question).where(col(Question.channel) == post.channel, col(Question.external_id) == post.first_id)
        ).scalar_one()
    return found


def make_offer(
    kit: Kit, question: Question, volunteer: Volunteer | None = None, *, wait: timedelta = timedelta(hours=2)
) -> Offer:
    """A pending offer of an offered question, with its card owed: to one volunteer, or to the queue's channel.

    What the rings offered to the same is given back as it is: nobody is asked twice.
    """
    now = kit.clock.now()
    of_whom = volunteer.id if volunteer else None
    for known in offers_of(kit, question.id or 0):
        if known.state == "pending" and known.volunteer_id == of_whom:
            return known
    with kit.db.write() as session:
        offer = Offer(
            question_id=question.id or 0,
            volunteer_id=volunteer.id if volunteer else None,
            slack_channel="" if volunteer else "byhand-queue",
            ring=question.ring or 0,
            ring_name="test",
            offered_at=now,
            deadline=now + wait,
        )
        session.add(offer)
        session.flush()
        to = volunteer.slack_id if volunteer else "byhand-queue"
        deliveries.owe_card(session, offer, f"post:{to}", deliveries.CARD_PRIORITY, now)
    return offer


# --- further along the walk ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Walked:
    """A question as far as it was walked; ids of what does not exist yet are 0."""

    question_id: int
    offer_id: int
    claim_id: int
    volunteer: Volunteer
    draft_id: int = 0
    answer_id: int = 0
    delivery_id: int = 0
    public_text: str = ""


def claimed(kit: Kit, volunteer: Volunteer | None = None, **post: Any) -> Walked:
    """A question that this volunteer (else a new one, Vera) has claimed, from an offer of his own."""
    volunteer = volunteer or make_volunteer(kit)
    question = make_question(kit, **post)
    offer = offer_to(kit, question, volunteer)
    writing = claims.claim(kit, act(volunteer.slack_id, "question.claim"), offer.id or 0)
    return Walked(question.id or 0, offer.id or 0, writing.claim_id, volunteer)


def previewed(kit: Kit, walked: Walked | None = None, text: str = "Try another cable.") -> Walked:
    """Its claimant has typed this and sees the preview."""
    walked = walked or claimed(kit)
    shown = answers.draft(kit, act(walked.volunteer.slack_id, "answer.submit"), walked.claim_id, text)
    return Walked(
        walked.question_id,
        walked.offer_id,
        walked.claim_id,
        walked.volunteer,
        draft_id=shown.draft_id,
        public_text=shown.public_text,
    )


def answered(
    kit: Kit, walked: Walked | None = None, text: str = "Try another cable.", *, answers_it: bool = True
) -> Walked:
    """The preview is submitted; its delivery is owed, not sent."""
    walked = previewed(kit, walked, text)
    answers.submit(kit, submission(walked.volunteer.slack_id), walked.draft_id, answers_it)
    delivery = answer_deliveries(kit, walked.question_id)[-1]
    return Walked(
        walked.question_id,
        walked.offer_id,
        walked.claim_id,
        walked.volunteer,
        answer_id=delivery.answer_id or 0,
        delivery_id=delivery.id or 0,
        public_text=walked.public_text,
    )


def published(
    kit: Kit, walked: Walked | None = None, external_id: str = "", url: str = "https://t.example/answer"
) -> Walked:
    """The answer was taken and stands on its channel, as the outbox records it."""
    walked = walked or answered(kit)
    delivery = taken(kit, walked.delivery_id)
    outcomes.sent(kit, delivery, Published(external_id or f"posted-{delivery.id}", url))
    return walked


def taken(kit: Kit, delivery_id: int, owner: str = "me") -> Delivery:
    """The delivery, on its way."""
    return outcomes.take(kit, [delivery_id], owner, timedelta(seconds=90))[0]


# --- looking ---------------------------------------------------------------------------------------------------------


def offers_of(kit: Kit, question_id: int) -> list[Offer]:
    with kit.db.read() as session:
        return questions.offers(session, question_id)


def offer_to(kit: Kit, question: Question, volunteer: Volunteer) -> Offer:
    """This volunteer's pending offer, made when the rings did not ask him."""
    own = [o for o in offers_of(kit, question.id or 0) if o.volunteer_id == volunteer.id and o.state == "pending"]
    return own[0] if own else make_offer(kit, question, volunteer)


def question_now(kit: Kit, question_id: int) -> Question:
    with kit.db.read() as session:
        return questions.question(session, question_id)


def claim_now(kit: Kit, claim_id: int) -> Claim:
    with kit.db.read() as session:
        return session.get_one(Claim, claim_id)


def delivery_now(kit: Kit, delivery_id: int) -> Delivery:
    with kit.db.read() as session:
        return session.get_one(Delivery, delivery_id)


def answer_deliveries(kit: Kit, question_id: int) -> list[Delivery]:
    """What is or was owed to the public of this question, oldest first."""
    with kit.db.read() as session:
        return [delivery for _, delivery in questions.answers(session, question_id)]
