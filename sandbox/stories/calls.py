"""What the application does on X and Telegram: reads, posts, looks whether its post is there."""

import json
from collections.abc import Callable
from typing import Any

from sandbox.stories.model import Step, Stories, Tone

Entry = dict[str, Any]
REFUSALS, TOO_MANY = 400, 429
NAMES = {"x": "X", "telegram": "Telegram", "slack": "Slack"}
BROKEN = {
    "cut_after": "{} took it, then the connection broke: Byhand was not told",
    "5xx_after": "{} took it, but answered 503: Byhand was not told",
    "cut_before": "The connection broke before {} heard anything",
    "down": "{} could not be reached",
    "5xx": "{} answered 503",
    "429": "{} said: too many requests, later",
}
_WEIGHT: dict[str, tuple[str, Tone]] = {"429": ("limited", "warn")}


class Calls:
    def __init__(self, stories: Stories) -> None:
        self.stories = stories

    def by_name(self) -> dict[str, Callable[[Entry], None]]:
        return {
            "GET /2/users/:id/mentions": self._reads_x,
            "GET /2/tweets/search/recent": self._reads_x,
            "GET /2/users/:id/tweets": self._looks_on_x,
            "POST /2/tweets": self._posts_on_x,
            "sendMessage": self._posts_on_telegram,
        }

    def _reads_x(self, entry: Entry) -> None:
        for story in self.stories.unseen("x"):
            if story.id.removeprefix("x-") in str(entry["answer"]) and not entry["fault"]:
                self.stories.tell(story, Step("seen", "Byhand has it"))

    def _looks_on_x(self, entry: Entry) -> None:
        """The own timeline, read to learn whether an answer is there; only told of answers in doubt."""
        for story in self.stories.in_doubt():
            if story.platform == "x" and entry["status"]:
                found = story.post in str(entry["answer"])
                story.in_doubt = not found
                text = "Byhand looked at its own posts and " + ("found the answer there" if found else "found nothing")
                self.stories.tell(story, Step("looked", text, entry["at"], "good" if found else "warn"))

    def _posts_on_x(self, entry: Entry) -> None:
        reply = mapping(mapping(mapping(entry["body"]).get("json")).get("reply"))
        self._posts(f"x {reply.get('in_reply_to_tweet_id')}", entry)

    def _posts_on_telegram(self, entry: Entry) -> None:
        body = mapping(entry["body"])
        reply = mapping(body.get("reply_parameters"))
        self._posts(f"telegram {body.get('chat_id')} {reply.get('message_id')}", entry)

    def _posts(self, post: str, entry: Entry) -> None:
        story = self.stories.of_post(post)
        if story is not None:
            step = outcome(entry, f"Byhand posted the answer on {NAMES[story.platform]}", "posted")
            story.in_doubt = step.kind == "broken"
            self.stories.tell(story, step)


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is an object; callers may have sent anything."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """The value if it is a list."""
    return value if isinstance(value, list) else []


def outcome(entry: Entry, done: str, kind: str) -> Step:
    """What became of one call, in words."""
    name, fault = NAMES[entry["platform"]], entry["fault"]
    if fault in BROKEN:
        kind, tone = _WEIGHT.get(fault, ("broken", "bad"))
        return Step(kind, BROKEN[fault].format(name), entry["at"], tone)
    if entry["status"] == TOO_MANY:
        return Step("limited", BROKEN["429"].format(name), entry["at"], "warn")
    reason = refusal(entry)
    if reason is not None:
        return Step("refused", f"{name} refused: {reason}", entry["at"], "bad")
    return Step(kind, done + (", slowly" if fault == "latency" else ""), entry["at"])


def refusal(entry: Entry) -> str | None:
    """Why the platform said no, or None."""
    try:
        answer = mapping(json.loads(entry["answer"] or "{}"))
    except (TypeError, ValueError):
        answer = {}
    if entry["platform"] == "slack" and answer.get("ok") is False:
        return str(answer.get("error"))
    if (entry["status"] or 0) < REFUSALS:
        return None
    return str(answer.get("detail") or answer.get("description") or entry["status"])
