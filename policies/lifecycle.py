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
_Q, _O, _C, _D, _R = QuestionState, OfferState, ClaimState, DeliveryState, ReceiptState

QUESTION: Mapping[tuple[QuestionState, str], QuestionState] = MappingProxyType(
    {
        (_Q.NEW, "offer"): _Q.OFFERED,
        (_Q.NEW, "listen"): _Q.LISTENED,
        (_Q.NEW, "decline"): _Q.DECLINED,
        (_Q.NEW, "dismiss"): _Q.DISMISSED,
        (_Q.NEW, "withdraw"): _Q.WITHDRAWN,
        (_Q.NEW, "exhaust"): _Q.UNANSWERED,
        (_Q.OFFERED, "claim"): _Q.CLAIMED,
        (_Q.OFFERED, "escalate"): _Q.OFFERED,
        (_Q.OFFERED, "exhaust"): _Q.UNANSWERED,
        (_Q.OFFERED, "dismiss"): _Q.DISMISSED,
        (_Q.OFFERED, "withdraw"): _Q.WITHDRAWN,
        (_Q.CLAIMED, "release"): _Q.OFFERED,
        (_Q.CLAIMED, "expire"): _Q.OFFERED,
        (_Q.CLAIMED, "hand_over"): _Q.CLAIMED,
        (_Q.CLAIMED, "submit"): _Q.CLAIMED,
        (_Q.CLAIMED, "come_back"): _Q.CLAIMED,
        (_Q.CLAIMED, "refuse"): _Q.CLAIMED,
        (_Q.CLAIMED, "publish"): _Q.ANSWERED,
        (_Q.CLAIMED, "dismiss"): _Q.DISMISSED,
        (_Q.CLAIMED, "withdraw"): _Q.WITHDRAWN,
        (_Q.ANSWERED, "close"): _Q.CLOSED,
        (_Q.DISMISSED, "undo"): _Q.OFFERED,
        (_Q.DISMISSED, "withdraw"): _Q.WITHDRAWN,
        (_Q.UNANSWERED, "claim"): _Q.CLAIMED,
        (_Q.UNANSWERED, "reopen"): _Q.OFFERED,
        (_Q.UNANSWERED, "dismiss"): _Q.DISMISSED,
        (_Q.UNANSWERED, "withdraw"): _Q.WITHDRAWN,
    }
)

# "reopen" is for a card that may be clicked again: the claim was released, or a "let it be" was undone.
OFFER: Mapping[tuple[OfferState, str], OfferState] = MappingProxyType(
    {
        (_O.PENDING, "claim"): _O.ACCEPTED,
        (_O.PENDING, "decline"): _O.DECLINED,
        (_O.PENDING, "expire"): _O.EXPIRED,
        (_O.PENDING, "rescind"): _O.RESCINDED,
        (_O.ACCEPTED, "reopen"): _O.PENDING,
        (_O.EXPIRED, "reopen"): _O.PENDING,
        (_O.RESCINDED, "reopen"): _O.PENDING,
    }
)

# A submitted claim neither expires nor is released: what was accepted from a volunteer is seen through. Only the asker
# ends it, by taking the question away; a delivery already under way still finds its own end.
CLAIM: Mapping[tuple[ClaimState, str], ClaimState] = MappingProxyType(
    {
        (_C.HELD, "submit"): _C.SUBMITTED,
        (_C.HELD, "release"): _C.RELEASED,
        (_C.HELD, "dismiss"): _C.RELEASED,
        (_C.HELD, "withdraw"): _C.RELEASED,
        (_C.HELD, "expire"): _C.EXPIRED,
        (_C.HELD, "hand_over"): _C.HANDED_OVER,
        (_C.HELD, "by_hand"): _C.DONE,
        (_C.SUBMITTED, "publish"): _C.DONE,
        (_C.SUBMITTED, "come_back"): _C.HELD,
        (_C.SUBMITTED, "refuse"): _C.HELD,
        (_C.SUBMITTED, "withdraw"): _C.RELEASED,
    }
)

DELIVERY: Mapping[tuple[DeliveryState, str], DeliveryState] = MappingProxyType(
    {
        (_D.READY, "take"): _D.SENDING,
        (_D.READY, "withdraw"): _D.REFUSED,
        (_D.SENDING, "record"): _D.SENT,
        (_D.SENDING, "refuse"): _D.REFUSED,
        (_D.SENDING, "lose"): _D.UNKNOWN,
        (_D.SENDING, "put_back"): _D.READY,
        (_D.UNKNOWN, "find"): _D.SENT,
        (_D.UNKNOWN, "send_again"): _D.READY,
        (_D.UNKNOWN, "leave"): _D.REFUSED,
        (_D.REFUSED, "send_again"): _D.READY,
        (_D.REFUSED, "by_hand"): _D.BY_HAND,
    }
)

RECEIPT: Mapping[tuple[ReceiptState, str], ReceiptState] = MappingProxyType(
    {
        (_R.KEPT, "finish"): _R.DONE,
        (_R.KEPT, "ignore"): _R.IGNORED,
        (_R.KEPT, "fail"): _R.UNPARSED,
        (_R.UNPARSED, "replay"): _R.KEPT,
    }
)

OPEN_QUESTIONS = frozenset({_Q.NEW, _Q.OFFERED, _Q.CLAIMED, _Q.UNANSWERED})
LIVE_CLAIMS = frozenset({_C.HELD, _C.SUBMITTED})
OWED_DELIVERIES = frozenset({_D.READY, _D.SENDING, _D.UNKNOWN})


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
