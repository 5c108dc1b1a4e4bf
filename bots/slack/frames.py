"""What stands around the asker's words on a card: heading, author, conversation so far, why you. Pure."""

from bots.slack.elements import Block, aside, button, open_button, own_words, plain, section, words
from bots.slack.text import as_date, one_line, shorten, visible
from routing.cards import Card, QuestionView, Spoken
from routing.language_names import name_of
from routing.reasons import percent

OPEN_LINK = "question.open"
MOST_EARLIER = 6
WRONG_TOPIC, WHY = "question.topic", "question.why"
_SAID_KINDS = {"complaint": "A complaint", "praise": "Praise"}  # that it is a question is what one expects
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


def asked_by(card: Card) -> list[Block]:
    """Who wrote it, where and when. Names are strangers' words too, so they stand as plain text."""
    question = card.question
    handle = f" (@{one_line(question.author_handle, 40)})" if question.author_handle else ""
    facts = [f"From {one_line(question.author_name, 80) or 'somebody'}{handle}"]
    facts += [f"in {one_line(question.chat_title, 80)}"] if question.chat_title else []
    lines = [plain(" ".join(facts))]
    lines += [plain(_place(question))] if question.place else []
    lines += [plain(remark) for remark in _remarks(card)]
    return [
        {"type": "context", "elements": lines},
        own_words(f"Question {question.question_id}, asked {as_date(question.posted_at)}"),
    ]


def _remarks(card: Card) -> list[str]:
    """What the reader should know before he says yes: another tone than a question's, another language than his."""
    question = card.question
    kind = _SAID_KINDS.get(question.kind)
    is_foreign = bool(question.language and card.reads) and question.language not in card.reads
    return [*([kind] if kind else []), *([f"Written in {name_of(question.language)}"] if is_foreign else [])]


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


def why_asked(card: Card, *, is_open: bool) -> list[Block]:
    """For what it was taken and why this person or channel was asked; while it is `is_open`, with a way to say no."""
    if not is_open:
        return [aside(_why(card))] if card.why else []
    offer_id = str(card.offer_id)
    label = "Wrong topic?" if card.question.topic else "Choose its topic"
    why = "Why me?" if card.for_volunteer else "Why here?"
    return [
        {**section(_topic(card.question)), "accessory": button(label, WRONG_TOPIC, offer_id)},
        {**section(_why(card)), "accessory": button(why, WHY, offer_id)},
    ]


def _topic(question: QuestionView) -> str:
    if not question.topic:
        return "Topic: nobody could tell so far"
    share = question.topic_share
    likely = f", {percent(share)} likely" if share is not None and share < 1 else ""
    other = f", or {one_line(question.second_topic, 60)}" if question.second_topic else ""
    return f"Topic: {one_line(question.topic, 60)}{likely}{other}"


def _why(card: Card) -> str:
    title = "Why you: " if card.for_volunteer else "Why here: "
    reasons = "; ".join(one_line(reason, 300).rstrip(".") for reason in card.why[:8])
    return title + (reasons or ("it may be one for you" if card.for_volunteer else "anybody here may take it"))


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
