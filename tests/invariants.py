"""What holds of the rows after every transaction, whatever happened and in whatever order."""

from sqlalchemy import text
from sqlmodel import Session

from store import audit

# Each statement finds rows that break the sentence.
INVARIANTS = {
    "a question has at most one live claim": """
        SELECT question_id FROM claim WHERE state IN ('held', 'submitted') GROUP BY question_id HAVING count(*) > 1""",
    "a question is claimed exactly while a claim on it lives": """
        SELECT id FROM question WHERE (state = 'claimed') <> EXISTS (
            SELECT 1 FROM claim WHERE question_id = question.id AND state IN ('held', 'submitted'))""",
    "an offered question has a pending offer": """
        SELECT id FROM question WHERE state = 'offered' AND NOT EXISTS (
            SELECT 1 FROM offer WHERE question_id = question.id AND state = 'pending')""",
    "an offered or answered question has a deadline": """
        SELECT id FROM question WHERE state IN ('offered', 'answered') AND due_at IS NULL""",
    "no other question has a deadline": """
        SELECT id FROM question WHERE state NOT IN ('offered', 'answered') AND due_at IS NOT NULL""",
    "no question that is not offered has a pending offer": """
        SELECT offer.id FROM offer JOIN question ON question.id = offer.question_id
        WHERE offer.state = 'pending' AND question.state <> 'offered'""",
    "a pending offer has a deadline": """
        SELECT id FROM offer WHERE state = 'pending' AND deadline IS NULL""",
    "nobody has two pending offers of one question": """
        SELECT question_id FROM offer WHERE state = 'pending' AND volunteer_id IS NOT NULL
        GROUP BY question_id, volunteer_id HAVING count(*) > 1""",
    "no channel has two pending cards of one question": """
        SELECT question_id FROM offer WHERE state = 'pending' AND volunteer_id IS NULL
        GROUP BY question_id, slack_channel HAVING count(*) > 1""",
    "every answer has exactly one delivery": """
        SELECT id FROM answer WHERE (SELECT count(*) FROM delivery WHERE answer_id = answer.id) <> 1""",
    "an answer's text is what its digest says, or erased": """
        SELECT id FROM answer WHERE (text IS NULL) <> (erased_at IS NOT NULL)""",
    "a claim is submitted while an answer of it is on its way": """
        SELECT id FROM claim WHERE state <> 'submitted' AND EXISTS (
            SELECT 1 FROM answer JOIN delivery ON delivery.answer_id = answer.id
            WHERE answer.claim_id = claim.id AND delivery.state IN ('ready', 'sending', 'unknown'))
          AND (SELECT state FROM question WHERE id = claim.question_id) <> 'withdrawn'""",
    "a submitted claim has an answer on its way": """
        SELECT id FROM claim WHERE state = 'submitted' AND NOT EXISTS (
            SELECT 1 FROM answer JOIN delivery ON delivery.answer_id = answer.id
            WHERE answer.claim_id = claim.id AND delivery.state IN ('ready', 'sending', 'unknown'))""",
    "an answered question has a posted answer": """
        SELECT id FROM question WHERE state IN ('answered', 'closed') AND NOT EXISTS (
            SELECT 1 FROM delivery WHERE question_id = question.id AND channel <> 'slack'
              AND state IN ('sent', 'by_hand'))""",
    "a posted answer is no draft any more": """
        SELECT draft.id FROM draft JOIN claim ON claim.id = draft.claim_id WHERE claim.state = 'done'""",
    "nothing of a withdrawn question waits to be sent": """
        SELECT delivery.id FROM delivery JOIN question ON question.id = delivery.question_id
        WHERE question.state = 'withdrawn' AND delivery.channel <> 'slack' AND delivery.state = 'ready'""",
    "every offer has a card": """
        SELECT id FROM offer WHERE NOT EXISTS (
            SELECT 1 FROM delivery WHERE offer_id = offer.id AND kind = 'card')""",
    "everything that waits to be sent says when": """
        SELECT id FROM delivery WHERE state IN ('ready', 'unknown') AND not_before IS NULL""",
    "what is on its way has a lease": """
        SELECT id FROM delivery WHERE state = 'sending' AND lease_until IS NULL""",
    "a question that has ended says when": """
        SELECT id FROM question WHERE state IN ('closed', 'dismissed', 'withdrawn', 'listened') AND ended_at IS NULL""",
}


def check_invariants(session: Session) -> None:
    """Raises AssertionError with the sentence that does not hold, and the rows that break it."""
    for sentence, broken in INVARIANTS.items():
        rows = [row[0] for row in session.execute(text(broken))]
        assert not rows, f"It does not hold that {sentence}: {rows}"
    assert audit.verify(audit.every_row(session), audit.length(session)) is None
