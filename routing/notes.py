"""What is written in Slack beside the answers: private for ever, and never published by itself."""

from sqlmodel import Session

from routing import notices
from routing.cards import Notice, NoticeButton, Spot
from routing.intake import Taken
from routing.kit import Kit
from routing.people import Written
from store import questions, volunteers
from store.models import Claim, Note


def keep(kit: Kit, session: Session, written: Written) -> Taken:
    """A claimant wrote in the thread: he alone is asked whether it is to become the answer."""
    person = volunteers.by_slack_id(session, written.team_id, written.slack_id)
    if person is None:
        return Taken("ignore", "a message by nobody who joined")
    claim = questions.held_in_thread(session, written.channel, written.thread_ts, person.id or 0)
    if claim is None:
        return Taken("ignore", "a message in a thread in which its author holds no question")
    note = _store(kit, session, written, claim)
    button = NoticeButton("note.answer", "Make it the answer", str(note.id), "primary")
    notice = Notice("This stays here. Make it the answer?", quote=written.text, buttons=(button,))
    spot = Spot(written.channel, written.thread_ts, only_to=person.slack_id)
    notices.owe(kit, session, notice, spot, claim.question_id)
    return Taken("finish", "a note by the claimant")


def _store(kit: Kit, session: Session, written: Written, claim: Claim) -> Note:
    note = Note(
        question_id=claim.question_id,
        claim_id=claim.id or 0,
        volunteer_id=claim.volunteer_id,
        slack_channel=written.channel,
        slack_ts=written.ts,
        text=written.text,
        written_at=kit.clock.now(),
    )
    session.add(note)
    session.flush()
    return note
