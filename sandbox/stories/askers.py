"""What askers do: a question begins, is changed or taken back; and the answer that stands under it in the end."""

from typing import Any

from sandbox.stories.model import Step, Stories, Story
from sandbox.telegram.chats import Message
from sandbox.telegram.updates import Update
from sandbox.telegram.world import World as Telegram
from sandbox.twitter.world import World as X


class OnX:
    """Posts that mention, quote or answer the company."""

    def __init__(self, stories: Stories, world: X) -> None:
        self.stories, self.world = stories, world

    def hear(self, what: str, post: dict[str, Any]) -> None:
        story = self.stories.of_post(f"x {post['edit_history'][0]}")
        if post["ours"]:
            self._ours(what, post)
        elif story is not None:
            self._again(what, post, story)
        elif what == "post" and self._is_for_us(post):
            self._asked(post)

    def _asked(self, post: dict[str, Any]) -> None:
        before = self._answered(post)
        asker = f"@{post['author']}"
        story = Story(f"x-{post['id']}", "x", asker, post["text"], follows=before.id if before else None)
        self.stories.begin(story, f"x {post['id']}")
        self.stories.tell(story, Step("asked", f"{asker} asked on X", who=[asker]))

    def _answered(self, post: dict[str, Any]) -> Story | None:
        """The question whose answer this post answers."""
        ours = self.world.posts.get(int(post["in_reply_to"] or 0))
        return self.stories.of_post(f"x {ours.reply_to.id}") if ours and ours.reply_to else None

    def _again(self, what: str, post: dict[str, Any], story: Story) -> None:
        if what == "edit":
            story.text = post["text"]
            self.stories.also(story, f"x {post['id']}")
            self.stories.tell(story, Step("edited", f"{story.asker} changed the post"))
        elif what == "delete":
            self.stories.tell(story, Step("deleted", f"{story.asker} deleted the post", tone="warn"))

    def _ours(self, what: str, post: dict[str, Any]) -> None:
        question = self.stories.of_post(f"x {post['in_reply_to']}")
        if question is None:
            return
        if what == "post":
            _stands(self.stories, question, post["text"], by_hand=post["via"] == "web")
        elif what == "delete":
            self.stories.tell(question, Step("withdrawn", "The answer was deleted on X", tone="warn"))

    def _is_for_us(self, post: dict[str, Any]) -> bool:
        mentioned = f"@{self.world.me.username}".lower() in post["text"].lower()
        others = (self.world.posts.get(int(post[name] or 0)) for name in ("in_reply_to", "quote"))
        return mentioned or any(other is not None and other.author is self.world.me for other in others)


class OnTelegram:
    """Messages that the bot gets to see."""

    def __init__(self, stories: Stories, world: Telegram) -> None:
        self.stories, self.world = stories, world

    def hear(self, what: str, shape: dict[str, Any]) -> None:
        message = self.world.chats[shape["chat"]["id"]].messages[shape["message_id"]]
        story = self.stories.of_post(_name(message))
        if message.sender is self.world.bot:
            question = self.stories.of_post(_name(message.reply_to)) if message.reply_to else None
            if what == "message" and question is not None:
                _stands(self.stories, question, message.text)
        elif story is not None:
            self._again(what, message, story)
        elif what == "message" and self.world.bot_sees(message) and set(message.body) & ASKING:
            self._asked(message)

    def taken(self, update: Update) -> None:
        """The application has this update."""
        shape = update.shape
        if "message_id" in shape:
            story = self.stories.of_post(f"telegram {shape['chat']['id']} {shape['message_id']}")
            if story is not None and not story.has("seen"):
                self.stories.tell(story, Step("seen", "Byhand has it"))

    def _asked(self, message: Message) -> None:
        sender = message.sender.first_name if message.sender else message.chat.title
        chat = "a private chat" if message.chat.type == "private" else message.chat.title
        before = self._before(message)
        story = Story(_name(message).replace(" ", "-"), "telegram", sender, _words(message), chat, before)
        self.stories.begin(story, _name(message))
        self.stories.tell(story, Step("asked", f"{sender} asked on Telegram, in {chat}", who=[sender]))

    def _before(self, message: Message) -> str | None:
        answer = message.reply_to
        if answer is None or answer.sender is not self.world.bot or answer.reply_to is None:
            return None
        story = self.stories.of_post(_name(answer.reply_to))
        return story.id if story else None

    def _again(self, what: str, message: Message, story: Story) -> None:
        if what == "edit":
            story.text = _words(message)
            self.stories.tell(story, Step("edited", f"{story.asker} changed the message"))
        elif what == "delete":
            text = f"{story.asker} deleted the message, of which Telegram tells no bot"
            self.stories.tell(story, Step("deleted", text, tone="warn"))


# Kinds of message that may be a question; the rest are service messages.
ASKING = {"text", "photo", "location"}


def _name(message: Message) -> str:
    return f"telegram {message.chat.id} {message.id}"


def _words(message: Message) -> str:
    if message.text:
        return message.text
    return "a picture" if "photo" in message.body else "a location"


def _stands(stories: Stories, story: Story, text: str, *, by_hand: bool = False) -> None:
    story.answer = text
    how = "The answer stands under the question" + (", posted there by hand" if by_hand else "")
    stories.tell(story, Step("answered", how, tone="good"))
