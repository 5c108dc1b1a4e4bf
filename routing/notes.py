"""What is written in Slack beside the answers: private for ever, and never published by itself."""

from sqlmodel import Session

from routing import notices
from routing.cards import Notice, NoticeButton, Spot
from routing.intake import Taken
from routing.kit import Kit
from routing.people import Written
from routing.views import channel_name
from store import questions, volunteers
from store.models import Gap, Note


def keep(kit: Kit, session: Session, written: Written) -> Taken:
    """A claimant wrote in the thread: he alone is asked whether it is to become the answer."""
    offer = questions.offer_in_thread(session, written.channel, written.thread_ts)
    person = volunteers.by_slack_id(session, written.team_id, written.slack_id)
    if offer is None or person is None:
        return Taken("ignore", "a message in a thread that is not ours, or by nobody who joined")
    claim = questions.live_claim(session, offer.question_id)
    if claim is None or claim.volunteer_id != person.id or claim.state != "held":
        return Taken("ignore", "a colleague's remark in the thread")
    note = Note(
        question_id=offer.question_id,
        claim_id=claim.id or 0,
        volunteer_id=person.id,
        slack_channel=written.channel,
        slack_ts=written.ts,
        text=written.text,
        written_at=kit.clock.now(),
    )
    session.add(note)
    session.flush()
    button = NoticeButton("note.answer", "Make it the answer", str(note.id), "primary")
    notice = Notice("This stays here. Make it the answer?", quote=written.text, buttons=(button,))
    spot = Spot(written.channel, written.thread_ts, only_to=person.slack_id)
    notices.owe(kit, session, notice, spot, offer.question_id)
    return Taken("finish", "a note by the claimant")


def tell_gap(kit: Kit, session: Session, gap: Gap) -> None:
    """A gap is shown to the administrators with its bounds."""
    since = gap.since.isoformat(timespec="minutes") if gap.since else "an unknown moment"
    notice = Notice(
        title=f"Posts on {channel_name(gap.channel)} may have been missed",
        lines=(f"Between {since} and {gap.until.isoformat(timespec='minutes')}: {gap.reason}",),
    )
    notices.tell_leads(kit, session, f"gap:{gap.id}", notice)
