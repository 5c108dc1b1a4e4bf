"""A Notice as Block Kit: a few words of Byhand's own to colleagues. Pure."""

from bots.slack.cards import Message
from bots.slack.elements import actions, button, header, open_button, section, words
from bots.slack.frames import OPEN_LINK
from bots.slack.text import fallback
from routing.cards import Notice

MOST_BUTTONS = 20


def render(notice: Notice, *, quiet: bool = False) -> Message:
    """The notice; `quiet` leaves the heading small, as fits a whisper."""
    title = section(notice.title) if quiet else header(notice.title)
    lines = [section("\n".join(notice.lines))] if notice.lines else []
    quote = words(notice.quote) if notice.quote else []
    buttons = [button(b.label, b.action_id, b.value, b.style) for b in notice.buttons[:MOST_BUTTONS]]
    link = open_button(notice.url, "Open", OPEN_LINK)
    spoken = [fallback(part, 300) for part in (notice.title, *notice.lines[:5])]
    spoken += [fallback(notice.quote, 200)] if notice.quote else []
    return Message(" ".join(spoken), [title, *lines, *quote, *actions(*buttons, *link)])
