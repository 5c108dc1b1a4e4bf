"""The life cycles with what each state means, and where each state stands in its picture."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from policies import lifecycle

Spots = Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Life:
    """One life cycle: its table, its states with what each means, and where each stands (columns, rows).

    `bends` says how far an arrow swings to the left of its way, `labels` where on the way its words stand (0 to 1).
    """

    name: str
    about: str
    table: Mapping[tuple[StrEnum, str], StrEnum]
    meanings: Mapping[StrEnum, str]
    spots: Spots
    bends: Mapping[tuple[str, str], float] = field(default_factory=dict)
    labels: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @property
    def states(self) -> list[StrEnum]:
        """All states that there are, explained or not; the first is where a life begins."""
        return list(type(next(iter(self.meanings))))

    def arrows(self) -> dict[tuple[str, str], list[str]]:
        """From which state to which, and by which verbs."""
        found: dict[tuple[str, str], list[str]] = {}
        for (source, verb), target in self.table.items():
            found.setdefault((source.value, target.value), []).append(verb)
        return found

    def ends(self) -> set[str]:
        """The states that nothing leaves."""
        return {state.value for state in self.states} - {source for source, _ in self.arrows()}


_Q, _O, _C, _D, _R = (
    lifecycle.QuestionState,
    lifecycle.OfferState,
    lifecycle.ClaimState,
    lifecycle.DeliveryState,
    lifecycle.ReceiptState,
)


def _moves(table: Any) -> Mapping[tuple[StrEnum, str], StrEnum]:
    """The table as one of states in general."""
    return cast("Mapping[tuple[StrEnum, str], StrEnum]", table)


_RECEIPT = Life(
    "Receipt",
    "One raw event. A human act in Slack is `done` from the start: its receipt is committed with what it did.",
    _moves(lifecycle.RECEIPT),
    {
        _R.KEPT: "stored, and to be worked through",
        _R.DONE: "it became something, or was acted on",
        _R.IGNORED: "understood, and it asks nothing of us; the reason stands on the row",
        _R.UNPARSED: "it cannot be read; it stays with the reason, is shown, and can be replayed after a fix",
    },
    {"kept": (0, 1), "done": (2, 0), "ignored": (2, 1), "unparsed": (2, 2.1)},
    {("kept", "unparsed"): 0.02, ("unparsed", "kept"): 0.18},
    {("kept", "unparsed"): 0.62, ("kept", "ignored"): 0.62, ("kept", "done"): 0.62},
)
_QUESTION = Life(
    "Question",
    "What somebody asked. `offered`, `answered` and nothing else have a deadline of their own (`due_at`).",
    _moves(lifecycle.QUESTION),
    {
        _Q.NEW: "captured; within the same transaction it becomes one of the others",
        _Q.OFFERED: "a ring of volunteers or a channel is asked, until the ring's time is over",
        _Q.CLAIMED: "one volunteer has it, until the claim ends",
        _Q.ANSWERED: "an answer stands under it; it closes when nobody writes for the policy's days",
        _Q.CLOSED: "over; whatever comes later is a new question and begins with the first ring",
        _Q.LISTENED: "counted and shown, offered to nobody: so the policy says",
        _Q.DECLINED: "the policy declines it (no rule does so yet)",
        _Q.DISMISSED: "a volunteer let it be, with a reason; it can be undone for a while",
        _Q.WITHDRAWN: "its asker took it away, or asked us to stop",
        _Q.UNANSWERED: "all rings are spent; a channel's card can still be taken",
    },
    {
        "new": (0, 2),
        "offered": (2, 2),
        "claimed": (4.3, 2),
        "answered": (5.8, 3.1),
        "closed": (5.8, 4.3),
        "unanswered": (3.15, 0.2),
        "listened": (0, 0.7),
        "declined": (0, 3.3),
        "dismissed": (2, 4.1),
        "withdrawn": (4.3, 5.1),
    },
    {
        ("new", "withdrawn"): -0.3,
        ("offered", "claimed"): 0.07,
        ("claimed", "offered"): 0.07,
        ("offered", "unanswered"): 0.12,
        ("unanswered", "offered"): 0.12,
        ("offered", "dismissed"): 0.12,
        ("dismissed", "offered"): 0.12,
    },
    {
        ("new", "unanswered"): 0.3,
        ("new", "withdrawn"): 0.4,
        ("unanswered", "offered"): 0.38,
        ("unanswered", "dismissed"): 0.58,
        ("unanswered", "withdrawn"): 0.62,
        ("offered", "dismissed"): 0.56,
        ("dismissed", "offered"): 0.36,
        ("offered", "withdrawn"): 0.4,
        ("offered", "claimed"): 0.56,
        ("claimed", "offered"): 0.4,
        ("claimed", "dismissed"): 0.36,
    },
)
_OFFER = Life(
    "Offer",
    "A question shown to one volunteer or one Slack channel, on one card that is renewed in place.",
    _moves(lifecycle.OFFER),
    {
        _O.PENDING: "it may be taken, until its deadline",
        _O.ACCEPTED: "the question was taken from this card",
        _O.DECLINED: "the volunteer said: not me",
        _O.EXPIRED: "its time is over, or its card could not be shown",
        _O.RESCINDED: "taken back: somebody else took the question, or it is over",
    },
    {"pending": (0, 1.8), "accepted": (2.6, 0), "expired": (2.6, 1.2), "rescinded": (2.6, 2.4), "declined": (2.6, 3.6)},
    {
        ("pending", "accepted"): 0.1,
        ("accepted", "pending"): 0.04,
        ("pending", "expired"): 0.06,
        ("expired", "pending"): 0.05,
        ("pending", "rescinded"): 0.05,
        ("rescinded", "pending"): 0.06,
    },
    {
        ("pending", "accepted"): 0.62,
        ("accepted", "pending"): 0.34,
        ("pending", "expired"): 0.66,
        ("expired", "pending"): 0.34,
        ("pending", "rescinded"): 0.66,
        ("rescinded", "pending"): 0.34,
        ("pending", "declined"): 0.64,
    },
)
_CLAIM = Life(
    "Claim",
    "The one volunteer who took a question. `held` and `submitted` are live: of those a question has one at most.",
    _moves(lifecycle.CLAIM),
    {
        _C.HELD: "the volunteer writes, until the claim's deadline",
        _C.SUBMITTED: "an answer is on its way; the claim neither expires nor is released",
        _C.DONE: "the answer stands there",
        _C.RELEASED: "given back, let be, or ended by the asker",
        _C.EXPIRED: "the time was over",
        _C.HANDED_OVER: "given to a named colleague (nobody can do so yet)",
    },
    {
        "held": (0, 1.5),
        "submitted": (2.3, 1.5),
        "done": (4.6, 1.5),
        "released": (2.3, 3),
        "expired": (0, 3),
        "handed_over": (0, 0),
    },
    {("held", "submitted"): 0.1, ("submitted", "held"): 0.1, ("held", "done"): 0.24},
    {("held", "released"): 0.6},
)
_DELIVERY = Life(
    "Delivery",
    "One message we owe the outside: an answer to the public, or a card or notice to Slack.",
    _moves(lifecycle.DELIVERY),
    {
        _D.READY: "to be sent as soon as its limits allow",
        _D.SENDING: "the intent is committed, the call is made or about to be; the lease says until when",
        _D.SENT: "it stands there",
        _D.REFUSED: "the platform said no, or it is no longer wanted; a person is told where that matters",
        _D.UNKNOWN: "nobody knows; it is looked for, and what is public is sent again by a person's decision only",
        _D.BY_HAND: "a person posted it on the platform and gave the link",
    },
    {
        "ready": (0, 1.5),
        "sending": (2.2, 1.5),
        "sent": (4.8, 1.5),
        "unknown": (2.2, 0),
        "refused": (2.2, 3.1),
        "by_hand": (4.8, 3.1),
    },
    {
        ("ready", "sending"): 0.1,
        ("sending", "ready"): 0.1,
        ("ready", "refused"): 0.02,
        ("refused", "ready"): 0.18,
        ("unknown", "refused"): 0.55,
    },
    {("ready", "refused"): 0.56, ("unknown", "refused"): 0.6, ("unknown", "ready"): 0.46},
)

LIVES = (_RECEIPT, _QUESTION, _OFFER, _CLAIM, _DELIVERY)
