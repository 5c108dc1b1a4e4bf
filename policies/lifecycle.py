"""The states of a question, an offer, a claim, a delivery and a receipt, and the moves between them: one table each."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar


class QuestionState(StrEnum):
    NEW = "new"
    OFFERED = "offered"
    CLAIMED = "claimed"
    ANSWERED = "answered"
    CLOSED = "closed"
    LISTENED = "listened"
    DECLINED = "declined"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"


class OfferState(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    RESCINDED = "rescinded"


class ClaimState(StrEnum):
    HELD = "held"
    SUBMITTED = "submitted"
    DONE = "done"
    RELEASED = "released"
    EXPIRED = "expired"
    HANDED_OVER = "handed_over"


class DeliveryState(StrEnum):
    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    BY_HAND = "by_hand"


class ReceiptState(StrEnum):
    KEPT = "kept"
    DONE = "done"
    IGNORED = "ignored"
    UNPARSED = "unparsed"


State = TypeVar("State", bound=StrEnum)
Q, O, C, D, R = QuestionState, OfferState, ClaimState, DeliveryState, ReceiptState

QUESTION: Mapping[tuple[QuestionState, str], QuestionState] = MappingProxyType(
    {
        (Q.NEW, "offer"): Q.OFFERED,
        (Q.NEW, "listen"): Q.LISTENED,
        (Q.NEW, "decline"): Q.DECLINED,
        (Q.NEW, "dismiss"): Q.DISMISSED,
        (Q.NEW, "withdraw"): Q.WITHDRAWN,
        (Q.NEW, "exhaust"): Q.UNANSWERED,
        (Q.OFFERED, "claim"): Q.CLAIMED,
        (Q.OFFERED, "escalate"): Q.OFFERED,
        (Q.OFFERED, "exhaust"): Q.UNANSWERED,
        (Q.OFFERED, "dismiss"): Q.DISMISSED,
        (Q.OFFERED, "withdraw"): Q.WITHDRAWN,
        (Q.CLAIMED, "release"): Q.OFFERED,
        (Q.CLAIMED, "expire"): Q.OFFERED,
        (Q.CLAIMED, "hand_over"): Q.CLAIMED,
        (Q.CLAIMED, "submit"): Q.CLAIMED,
        (Q.CLAIMED, "come_back"): Q.CLAIMED,
        (Q.CLAIMED, "refuse"): Q.CLAIMED,
        (Q.CLAIMED, "publish"): Q.ANSWERED,
        (Q.CLAIMED, "dismiss"): Q.DISMISSED,
        (Q.CLAIMED, "withdraw"): Q.WITHDRAWN,
        (Q.ANSWERED, "close"): Q.CLOSED,
        (Q.DISMISSED, "undo"): Q.OFFERED,
        (Q.DISMISSED, "withdraw"): Q.WITHDRAWN,
        (Q.UNANSWERED, "claim"): Q.CLAIMED,
        (Q.UNANSWERED, "reopen"): Q.OFFERED,
        (Q.UNANSWERED, "dismiss"): Q.DISMISSED,
        (Q.UNANSWERED, "withdraw"): Q.WITHDRAWN,
    }
)

# "reopen" is for a card that may be clicked again: the claim was released, or a "let it be" was undone.
OFFER: Mapping[tuple[OfferState, str], OfferState] = MappingProxyType(
    {
        (O.PENDING, "claim"): O.ACCEPTED,
        (O.PENDING, "decline"): O.DECLINED,
        (O.PENDING, "expire"): O.EXPIRED,
        (O.PENDING, "rescind"): O.RESCINDED,
        (O.ACCEPTED, "reopen"): O.PENDING,
        (O.EXPIRED, "reopen"): O.PENDING,
        (O.RESCINDED, "reopen"): O.PENDING,
    }
)

# A submitted claim neither expires nor is released: what was accepted from a volunteer is seen through.
CLAIM: Mapping[tuple[ClaimState, str], ClaimState] = MappingProxyType(
    {
        (C.HELD, "submit"): C.SUBMITTED,
        (C.HELD, "release"): C.RELEASED,
        (C.HELD, "dismiss"): C.RELEASED,
        (C.HELD, "withdraw"): C.RELEASED,
        (C.HELD, "expire"): C.EXPIRED,
        (C.HELD, "hand_over"): C.HANDED_OVER,
        (C.HELD, "by_hand"): C.DONE,
        (C.SUBMITTED, "publish"): C.DONE,
        (C.SUBMITTED, "come_back"): C.HELD,
        (C.SUBMITTED, "refuse"): C.HELD,
    }
)

DELIVERY: Mapping[tuple[DeliveryState, str], DeliveryState] = MappingProxyType(
    {
        (D.READY, "take"): D.SENDING,
        (D.READY, "withdraw"): D.REFUSED,
        (D.SENDING, "record"): D.SENT,
        (D.SENDING, "refuse"): D.REFUSED,
        (D.SENDING, "lose"): D.UNKNOWN,
        (D.SENDING, "put_back"): D.READY,
        (D.UNKNOWN, "find"): D.SENT,
        (D.UNKNOWN, "send_again"): D.READY,
        (D.UNKNOWN, "leave"): D.REFUSED,
        (D.REFUSED, "send_again"): D.READY,
        (D.REFUSED, "by_hand"): D.BY_HAND,
    }
)

RECEIPT: Mapping[tuple[ReceiptState, str], ReceiptState] = MappingProxyType(
    {
        (R.KEPT, "finish"): R.DONE,
        (R.KEPT, "ignore"): R.IGNORED,
        (R.KEPT, "fail"): R.UNPARSED,
        (R.UNPARSED, "replay"): R.KEPT,
    }
)

OPEN_QUESTIONS = frozenset({Q.NEW, Q.OFFERED, Q.CLAIMED, Q.UNANSWERED})
LIVE_CLAIMS = frozenset({C.HELD, C.SUBMITTED})
OWED_DELIVERIES = frozenset({D.READY, D.SENDING, D.UNKNOWN})


class IllegalMove(Exception):  # noqa: N818 - named for what happened, as AlreadyClaimed and OfferExpired are
    """The table does not know this verb in this state."""

    def __init__(self, state: StrEnum, verb: str) -> None:
        super().__init__(f"{type(state).__name__} {state.value!r} does not allow {verb!r}")
        self.state = state
        self.verb = verb


def move(table: Mapping[tuple[State, str], State], state: State, verb: str) -> State:
    """The state that follows; raises IllegalMove when the table has no such move."""
    try:
        return table[state, verb]
    except KeyError:
        raise IllegalMove(state, verb) from None


def sources(table: Mapping[tuple[State, str], State], verb: str) -> tuple[State, ...]:
    """The states in which the verb is allowed, in the table's order: what a compare-and-set may start from."""
    return tuple(state for state, known in table if known == verb)
