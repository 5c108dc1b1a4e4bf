"""What stands around the asker's words on a card: heading, author, conversation so far, why you. Pure."""

from bots.slack.elements import Block, aside, open_button, own_words, plain, words
from bots.slack.text import as_date, one_line, shorten, visible
from routing.cards import Card, QuestionView, Spoken

OPEN_LINK = "question.open"
MOST_EARLIER = 6
_SOURCES = {
    "telegram_location": "from the location they sent",
    "x_place": "from the place on the post",
    "text": "named in the text",
    "profile": "from their profile",
    "shop": "the shop they named",
}


def heading(card: Card) -> str:
    question = card.question
    kind = "Follow-up" if card.is_follow_up else "Question"
    topic = f" · {one_line(question.topic, 60)}" if question.topic else ""
    return f"{kind} on {one_line(question.channel_name, 40)}{topic}"


def asked_by(question: QuestionView) -> list[Block]:
    """Who wrote it, where and when. Names are strangers' words too, so they stand as plain text."""
    handle = f" (@{one_line(question.author_handle, 40)})" if question.author_handle else ""
    facts = [f"From {one_line(question.author_name, 80) or 'somebody'}{handle}"]
    facts += [f"in {one_line(question.chat_title, 80)}"] if question.chat_title else []
    lines = [plain(" ".join(facts))]
    lines += [plain(_place(question))] if question.place else []
    return [
        {"type": "context", "elements": lines},
        own_words(f"Question {question.question_id}, asked {as_date(question.posted_at)}"),
    ]


def _place(question: QuestionView) -> str:
    source = _SOURCES.get(question.place_source, "")
    return f"Place: {one_line(question.place, 80)}" + (f", {source}" if source else "")


def conversation(question: QuestionView) -> list[Block]:
    """What was said before, oldest first; of a long one the last messages."""
    earlier = question.earlier[-MOST_EARLIER:]
    if not earlier:
        return []
    left_out = len(question.earlier) - len(earlier)
    title = "What was said before" + (f" ({left_out} earlier messages left out)" if left_out else "")
    return [aside(f"{title}:"), *(_spoken(message) for message in earlier), aside("And now:")]


def _spoken(message: Spoken) -> Block:
    who = one_line(message.author, 80) + (" (for us)" if message.is_ours else "")
    return aside(f"{who}: {shorten(visible(message.text), 1500)}")


def why_asked(card: Card) -> list[Block]:
    if not card.why:
        return []
    title = "Why you: " if card.for_volunteer else "Why here: "
    return [aside(title + "; ".join(one_line(reason, 300).rstrip(".") for reason in card.why[:8]))]


def quoted(question: QuestionView, limit: int = 3000) -> list[Block]:
    """The question above a modal's input."""
    where = f"{one_line(question.author_name, 80) or 'Somebody'} asked on {one_line(question.channel_name, 40)}:"
    return [aside(where), *words(question.text, limit, "The rest is on the card.")]


def open_link(card: Card, label: str = "Open") -> list[Block]:
    """The way to the original, where there is one."""
    return open_button(card.question.url, label, OPEN_LINK)


def who(card: Card, name: str, slack_id: str) -> str:
    """A colleague's name as whoever sees this card says it."""
    return "You" if card.for_volunteer and card.for_volunteer == slack_id else one_line(name, 80) or "A colleague"
