"""What tests of intake, rings, people and clocks share: real updates of Telegram, small policies, looks at rows."""

import itertools
import json
from typing import Any

from sqlmodel import col, select

from bots.slack.parse import parse as parse_slack
from bots.telegram.client import Us
from bots.telegram.event import of_update
from routing import rulebook, volunteers
from routing.clocks import TICKS, questions_due
from routing.inbox import Inbox
from routing.kit import Kit
from routing.people import Person, Profile
from routing.ports import Author, PlaceHint, Point, RawEvent
from store.models import Audit, Delivery, Offer, Question, Receipt, Volunteer
from tests.factories import TEAM, FrozenClock, act

ADA = Author("11", "Ada Asker", "ada")
BEN = Author("12", "Ben Asker", "ben")
US = Us(4200, "brightaisle_bot")
HAMBURG = PlaceHint("telegram_location", Point(53.55, 9.99), 0.1)
NOON = 1_795_435_200  # 2026-11-23 12:00 UTC, as Telegram writes it
Json = dict[str, Any]

_updates = itertools.count(1)


# --- what Telegram sends -----------------------------------------------------------------------------------------


def message(number: int, text: str = "", chat: int = 11, **fields: Any) -> Json:
    """A message of Ada's in her private chat with the bot, or as the fields say."""
    sender = {"id": 11, "first_name": "Ada", "is_bot": False, "username": "ada"}
    said = {"text": text} if text else {}
    return {
        "message_id": number,
        "date": NOON,
        "chat": {"id": chat, "type": "private" if chat > 0 else "group", "title": "A group"},
        "from": sender,
        **said,
        **fields,
    }


def photo(number: int, album: str = "", caption: str = "", **fields: Any) -> Json:
    """A photo, of an album when it has a name, with or without words."""
    more: Json = {"media_group_id": album} if album else {}
    more |= {"caption": caption} if caption else {}
    return message(number, photo=[{"file_id": f"photo-{number}"}], **more, **fields)


def came(content: Json, kind: str = "message") -> RawEvent:
    """The message as a raw event, in an update of its own."""
    return of_update({"update_id": next(_updates), kind: content}, US)


# --- Byhand ------------------------------------------------------------------------------------------------------


def make_inbox(kit: Kit) -> Inbox:
    return Inbox(kit, {"telegram": kit.channels["telegram"].parse, "slack": parse_slack})


async def keep(inbox: Inbox, *contents: Json, kind: str = "message") -> None:
    """These messages come in, in this order."""
    await inbox.keep_page([came(content, kind) for content in contents])


def repolicy(kit: Kit, **parts: Any) -> None:
    """The policy in force with some of its top-level parts replaced, given as in the file."""
    document = {**kit.policy().to_json(), **parts}
    if document["finding"].get("unsorted") not in {ring["name"] for ring in document["rings"]}:
        document["finding"] = {**document["finding"], "unsorted": None}
    rulebook.apply(kit.db, kit.clock, json.dumps(document), "tests")
    kit.rulebook.forget()


def volunteers_ring(name: str = "near", count: int = 1, **more: Any) -> Json:
    return {"name": name, "ask": "volunteers", "count": count, "wait": "5m", **more}


QUEUE = {"name": "everybody", "ask": "channel", "channel": "byhand-queue", "wait": "2h"}
LEADS = {"name": "leads", "ask": "administrators", "channel": "byhand-leads", "wait": "4h"}


def tick(kit: Kit) -> int:
    """Every clock once; how many rows moved."""
    return sum(each.work(kit) for each in TICKS)


# --- looking -----------------------------------------------------------------------------------------------------


def all_questions(kit: Kit) -> list[Question]:
    with kit.db.read() as session:
        return list(session.execute(select(Question).order_by(col(Question.id))).scalars())


def only_question(kit: Kit) -> Question:
    found = all_questions(kit)
    assert len(found) == 1
    return found[0]


def all_receipts(kit: Kit) -> list[Receipt]:
    with kit.db.read() as session:
        return list(session.execute(select(Receipt).order_by(col(Receipt.id))).scalars())


def owed(kit: Kit, kind: str, to: str = "") -> list[Delivery]:
    """Deliveries of this kind, to a lane's end when one is named, oldest first."""
    with kit.db.read() as session:
        rows = session.execute(select(Delivery).where(col(Delivery.kind) == kind).order_by(col(Delivery.id))).scalars()
        return [row for row in rows if row.lane.endswith(f":{to}" if to else "")]


def notices(kit: Kit, to: str = "byhand-leads") -> list[str]:
    """Titles of what was owed to a channel or a person in words of our own."""
    return [row.payload["notice"]["title"] for row in owed(kit, "notice", to)]


def asked(kit: Kit, question_id: int, state: str = "pending") -> list[tuple[str, int | None]]:
    """(ring, volunteer) of the question's offers in this state; a channel's has no volunteer."""
    with kit.db.read() as session:
        rows = session.execute(
            select(Offer).where(col(Offer.question_id) == question_id, col(Offer.state) == state)
        ).scalars()
        return [(row.ring_name, row.volunteer_id) for row in rows]


def show_cards(kit: Kit) -> None:
    """Every card that is owed stands in Slack, as the outbox would record it."""
    with kit.db.write() as session:
        for row in session.execute(select(Delivery).where(col(Delivery.kind) == "card")).scalars():
            offer = session.get_one(Offer, row.offer_id)
            if row.state == "ready" and not offer.shown_ts:
                row.state, row.external_id = "sent", f"D{row.lane.partition(':')[2]}:{row.id}.0"
                offer.shown_channel, _, offer.shown_ts = row.external_id.partition(":")


def renewed(kit: Kit) -> set[int]:
    """Offers whose cards are to be shown anew; asking settles them."""
    with kit.db.write() as session:
        rows = session.execute(
            select(Delivery).where(col(Delivery.kind) == "renew_card", col(Delivery.state) == "ready")
        ).scalars()
        found = list(rows)
        for row in found:
            row.state = "sent"
        return {row.offer_id or 0 for row in found}


def channel_offer(kit: Kit, question_id: int, channel: str = "byhand-queue") -> Offer:
    """The newest offer of the question to this Slack channel."""
    with kit.db.read() as session:
        rows = session.execute(
            select(Offer).where(col(Offer.question_id) == question_id, col(Offer.slack_channel) == channel)
        ).scalars()
        found: list[Offer] = list(rows)
    return found[-1]


def own_offer(kit: Kit, question_id: int, slack_id: str) -> int:
    """The id of this person's offer of the question."""
    with kit.db.read() as session:
        rows = session.execute(
            select(Offer)
            .join(Volunteer, col(Volunteer.id) == col(Offer.volunteer_id))
            .where(col(Offer.question_id) == question_id, col(Volunteer.slack_id) == slack_id)
        ).scalars()
        return list(rows)[-1].id or 0


def next_ring(kit: Kit, clock: FrozenClock, question_id: int) -> list[tuple[str, int | None]]:
    """Time passes until the question's ring is over; who is asked then."""
    with kit.db.read() as session:
        due = session.get_one(Question, question_id).due_at
    assert due is not None
    clock.set(due)
    assert questions_due(kit) == 1
    return asked(kit, question_id)


# --- one volunteer as Slack knows her ------------------------------------------------------------------------------

VERA = Person(TEAM, "UVERA", "Vera Volunteer", "Vera", "Europe/London")
TV_IN_LEEDS = Profile(("tv",), "Leeds, GB")


def join(kit: Kit, profile: Profile = TV_IN_LEEDS, person: Person = VERA, kind: str = "/byhand join") -> Any:
    return volunteers.save(kit, act(person.slack_id, kind), person, profile)


def row(kit: Kit, slack_id: str = "UVERA") -> Volunteer:
    with kit.db.read() as session:
        return session.exec(select(Volunteer).where(Volunteer.slack_id == slack_id)).one()


def acts(kit: Kit) -> list[str]:
    with kit.db.read() as session:
        return [said for said in session.exec(select(Audit.act)) if said.startswith("volunteer.")]
