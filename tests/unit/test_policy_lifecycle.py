"""The tables of states and moves."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies import lifecycle
from policies.lifecycle import (
    CLAIM,
    DELIVERY,
    LIVE_CLAIMS,
    OFFER,
    OPEN_QUESTIONS,
    OWED_DELIVERIES,
    QUESTION,
    RECEIPT,
    ClaimState,
    DeliveryState,
    IllegalMove,
    OfferState,
    QuestionState,
    ReceiptState,
    move,
    sources,
)

TABLES: list[tuple[Mapping[tuple[Any, str], Any], type[StrEnum], StrEnum]] = [
    (QUESTION, QuestionState, QuestionState.NEW),
    (OFFER, OfferState, OfferState.PENDING),
    (CLAIM, ClaimState, ClaimState.HELD),
    (DELIVERY, DeliveryState, DeliveryState.READY),
    (RECEIPT, ReceiptState, ReceiptState.KEPT),
]

ALLOWED = [
    (QUESTION, "new", "offer", "offered"),
    (QUESTION, "new", "listen", "listened"),
    (QUESTION, "new", "decline", "declined"),
    (QUESTION, "new", "dismiss", "dismissed"),
    (QUESTION, "offered", "escalate", "offered"),
    (QUESTION, "offered", "claim", "claimed"),
    (QUESTION, "offered", "dismiss", "dismissed"),
    (QUESTION, "offered", "exhaust", "unanswered"),
    (QUESTION, "claimed", "release", "offered"),
    (QUESTION, "claimed", "expire", "offered"),
    (QUESTION, "claimed", "come_back", "claimed"),
    (QUESTION, "claimed", "publish", "answered"),
    (QUESTION, "claimed", "dismiss", "dismissed"),
    (QUESTION, "answered", "close", "closed"),
    (QUESTION, "dismissed", "undo", "offered"),
    (QUESTION, "unanswered", "claim", "claimed"),
    (QUESTION, "unanswered", "dismiss", "dismissed"),
    (OFFER, "pending", "claim", "accepted"),
    (OFFER, "pending", "decline", "declined"),
    (OFFER, "pending", "expire", "expired"),
    (OFFER, "pending", "rescind", "rescinded"),
    (OFFER, "rescinded", "reopen", "pending"),
    (CLAIM, "held", "submit", "submitted"),
    (CLAIM, "held", "release", "released"),
    (CLAIM, "held", "expire", "expired"),
    (CLAIM, "held", "hand_over", "handed_over"),
    (CLAIM, "submitted", "publish", "done"),
    (CLAIM, "submitted", "come_back", "held"),
    (CLAIM, "submitted", "refuse", "held"),
    (CLAIM, "submitted", "withdraw", "released"),
    (DELIVERY, "ready", "take", "sending"),
    (DELIVERY, "ready", "withdraw", "refused"),
    (DELIVERY, "sending", "record", "sent"),
    (DELIVERY, "sending", "refuse", "refused"),
    (DELIVERY, "sending", "lose", "unknown"),
    (DELIVERY, "sending", "put_back", "ready"),
    (DELIVERY, "unknown", "find", "sent"),
    (DELIVERY, "unknown", "send_again", "ready"),
    (DELIVERY, "unknown", "leave", "refused"),
    (DELIVERY, "refused", "by_hand", "by_hand"),
    (DELIVERY, "refused", "send_again", "ready"),
    (RECEIPT, "kept", "finish", "done"),
    (RECEIPT, "kept", "ignore", "ignored"),
    (RECEIPT, "kept", "fail", "unparsed"),
    (RECEIPT, "unparsed", "replay", "kept"),
]


@pytest.mark.parametrize(("table", "state", "verb", "follows"), ALLOWED)
def test_every_promised_move_is_in_its_table(
    table: Mapping[tuple[StrEnum, str], StrEnum], state: str, verb: str, follows: str
) -> None:
    kind = type(next(iter(table))[0])

    assert move(table, kind(state), verb) == follows


FORBIDDEN = [
    (CLAIM, ClaimState.SUBMITTED, "expire"),
    (CLAIM, ClaimState.SUBMITTED, "release"),
    (CLAIM, ClaimState.DONE, "submit"),
    (DELIVERY, DeliveryState.UNKNOWN, "take"),
    (DELIVERY, DeliveryState.UNKNOWN, "put_back"),
    (DELIVERY, DeliveryState.SENDING, "take"),
    (DELIVERY, DeliveryState.SENT, "send_again"),
    (DELIVERY, DeliveryState.BY_HAND, "send_again"),
    (QUESTION, QuestionState.CLAIMED, "claim"),
    (QUESTION, QuestionState.ANSWERED, "publish"),
    (QUESTION, QuestionState.CLOSED, "claim"),
    (QUESTION, QuestionState.WITHDRAWN, "claim"),
    (OFFER, OfferState.DECLINED, "claim"),
    (OFFER, OfferState.EXPIRED, "claim"),
    (RECEIPT, ReceiptState.DONE, "replay"),
]


@pytest.mark.parametrize(("table", "state", "verb"), FORBIDDEN)
def test_a_move_that_would_break_a_promise_is_in_no_table(
    table: Mapping[tuple[StrEnum, str], StrEnum], state: StrEnum, verb: str
) -> None:
    with pytest.raises(IllegalMove):
        move(table, state, verb)


def test_a_move_not_in_the_table_says_state_and_verb() -> None:
    with pytest.raises(IllegalMove, match=r"QuestionState 'closed' does not allow 'claim'") as caught:
        move(QUESTION, QuestionState.CLOSED, "claim")

    assert (caught.value.state, caught.value.verb) == (QuestionState.CLOSED, "claim")


@pytest.mark.parametrize("state", sorted(OPEN_QUESTIONS))
def test_every_open_question_can_be_withdrawn_and_dismissed(state: QuestionState) -> None:
    assert move(QUESTION, state, "withdraw") is QuestionState.WITHDRAWN
    assert move(QUESTION, state, "dismiss") is QuestionState.DISMISSED


@pytest.mark.parametrize(("table", "states", "first"), TABLES)
def test_every_state_can_be_reached_from_the_first(
    table: Mapping[tuple[StrEnum, str], StrEnum], states: type[StrEnum], first: StrEnum
) -> None:
    reached = {first}
    for _ in states:
        reached |= {follows for (state, _), follows in table.items() if state in reached}

    assert reached == set(states)


def test_a_public_delivery_leaves_unknown_only_by_being_found_or_by_a_person() -> None:
    assert {verb for state, verb in DELIVERY if state is DeliveryState.UNKNOWN} == {"find", "send_again", "leave"}


def test_the_sets_hold_what_is_still_to_be_done() -> None:
    assert {ClaimState.HELD, ClaimState.SUBMITTED} == LIVE_CLAIMS
    assert {DeliveryState.READY, DeliveryState.SENDING, DeliveryState.UNKNOWN} == OWED_DELIVERIES
    assert QuestionState.ANSWERED not in OPEN_QUESTIONS


def test_sources_are_the_states_a_compare_and_set_may_start_from() -> None:
    assert sources(QUESTION, "claim") == (QuestionState.OFFERED, QuestionState.UNANSWERED)
    assert sources(QUESTION, "fly") == ()


@pytest.mark.parametrize("table", [QUESTION, OFFER, CLAIM, DELIVERY, RECEIPT])
def test_the_tables_cannot_be_changed(table: Any) -> None:
    with pytest.raises(TypeError):
        table[next(iter(table))] = "anything"


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted({verb for _, verb in DELIVERY}))))
def test_no_walk_takes_a_delivery_that_may_be_posted_without_a_person_or_a_look(verbs: list[str]) -> None:
    state, asked = DeliveryState.READY, True
    for verb in verbs:
        try:
            following = move(DELIVERY, state, verb)
        except IllegalMove:
            continue
        if following is DeliveryState.UNKNOWN:
            asked = False
        asked = asked or verb in {"find", "send_again", "leave"}
        state = following
        assert asked or state is DeliveryState.UNKNOWN


def test_every_public_name_of_the_states_is_text() -> None:
    for name in ("QuestionState", "OfferState", "ClaimState", "DeliveryState", "ReceiptState"):
        assert all(state == state.value for state in getattr(lifecycle, name))
