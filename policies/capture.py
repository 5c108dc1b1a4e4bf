"""Whether a post is a question for us, only to be listened to, or none of our business."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from policies.document import Policy
from policies.listening import Capture, GroupRule
from policies.wording import (
    asks,
    first_word_in,
    folded,
    has_letters,
    is_blank,
    without_hashtags,
    without_links,
    without_mentions,
)

# Telegram's own commands: people tap them, and a machine must not answer. "/start" may carry a link's parameter.
_SILENT_COMMAND = re.compile(r"/(?:start(?:@\w+)?(?:\s+[\w-]{1,64})?|help(?:@\w+)?)", re.IGNORECASE)
_COMMAND_TARGET = re.compile(r"^(/\w+)@\w+")


class CaptureKind(StrEnum):
    ASK = "ask"
    LISTEN = "listen"
    IGNORE = "ignore"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"


@dataclass(frozen=True)
class Seen:
    """What the decision needs to know of a Post. `attachments`: a photo, document or location came with it.

    `kind` is what the post was taken for (question, praise, complaint, chatter), as surely as `kind_confidence` says.
    """

    channel: str
    text: str
    author: str = ""
    private: bool = False
    addressed: bool = False
    reply_to_us: bool = False
    quote_of_us: bool = False
    is_ours: bool = False
    is_machine: bool = False
    opted_out: bool = False
    is_repost: bool = False
    attachments: bool = False
    kind: str = ""
    kind_confidence: float = 0.0
    chat_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaptureVerdict:
    """What to do with a post, and why, in words for the record."""

    kind: CaptureKind
    reason: str


def verdict(seen: Seen, policy: Policy) -> CaptureVerdict:
    """The first rule that speaks decides: who wrote it, what they asked of us, what it says, where it stands."""
    rules = policy.capture
    said = _by_author(seen, rules) or _by_wish(seen, rules) or _by_content(seen, rules) or _by_kind(seen, rules)
    return _by_what_it_is(seen, policy) or said if said.kind is CaptureKind.ASK else said


def _ignore(reason: str) -> CaptureVerdict:
    return CaptureVerdict(CaptureKind.IGNORE, reason)


def _listen(reason: str) -> CaptureVerdict:
    return CaptureVerdict(CaptureKind.LISTEN, reason)


def _is_to_us(seen: Seen) -> bool:
    return seen.private or seen.addressed or seen.reply_to_us or seen.quote_of_us


def _by_author(seen: Seen, rules: Capture) -> CaptureVerdict | None:
    if seen.is_ours:
        return _ignore("we posted it ourselves")
    if seen.is_machine:
        return _ignore("a bot wrote it")
    if seen.is_repost:
        return _ignore("it only repeats another post")
    if _handle(seen.author) in _handles(rules.ignore_authors):
        return _ignore("the policy ignores this author")
    return None


def _by_wish(seen: Seen, rules: Capture) -> CaptureVerdict | None:
    """Opting out and in counts only when it is said to us, and says nothing else."""
    said = _bare(seen.text)
    to_us = _is_to_us(seen)
    if to_us and said in _bare_words(rules.opt_out_words):
        return CaptureVerdict(CaptureKind.OPT_OUT, "the author asked us to stop")
    if not seen.opted_out:
        return None
    if to_us and said in _bare_words(rules.opt_in_words):
        return CaptureVerdict(CaptureKind.OPT_IN, "the author wants to hear from us again")
    return _ignore("the author asked us to stop")


def _by_content(seen: Seen, rules: Capture) -> CaptureVerdict | None:
    said = without_mentions(seen.text)
    if is_blank(said):
        return None if seen.attachments else _listen("it says nothing beyond our name")
    if _SILENT_COMMAND.fullmatch(said):
        return _listen("it is only a command of the app")
    word = first_word_in(seen.text, rules.listen_only.words)
    if word is not None:
        return _listen(f"the policy only listens to posts with “{word}”")
    kind = None if seen.attachments else _listened_kind(said, rules)
    return _listen(f"it is only {kind}") if kind else None


def _listened_kind(said: str, rules: Capture) -> str | None:
    left = {
        "emoji": not has_letters(said),
        "links": is_blank(without_links(said)),
        "hashtags": is_blank(without_hashtags(said)),
    }
    return next((kind for kind in rules.listen_only.kinds if left.get(kind)), None)


def _by_kind(seen: Seen, rules: Capture) -> CaptureVerdict:
    if seen.channel == "x":
        return _by_x_kind(seen, rules)
    if seen.channel == "telegram":
        return _by_telegram_kind(seen, rules)
    if _is_to_us(seen):
        return CaptureVerdict(CaptureKind.ASK, "it was written to us")
    return _listen("it was not written to us")


def _by_what_it_is(seen: Seen, policy: Policy) -> CaptureVerdict | None:
    """Praise, complaints or chatter that the policy only listens to, when it is sure enough that it is that."""
    listened = seen.kind in policy.capture.listen_only.kinds and not seen.attachments
    if listened and seen.kind_confidence >= policy.finding.kind_at_least:
        return _listen(f"it is {seen.kind}, {seen.kind_confidence:.0%} sure")
    return None


def _by_x_kind(seen: Seen, rules: Capture) -> CaptureVerdict:
    """A reply carries our name by itself, so it counts as a mention only when it is no reply."""
    if seen.reply_to_us:
        return CaptureVerdict(CaptureKind(rules.x.replies), "it replies to one of our posts")
    if seen.addressed:
        return CaptureVerdict(CaptureKind(rules.x.mentions), "it mentions us")
    if seen.quote_of_us:
        return CaptureVerdict(CaptureKind(rules.x.quotes), "it quotes one of our posts")
    return _listen("it was not written to us")


def _by_telegram_kind(seen: Seen, rules: Capture) -> CaptureVerdict:
    if seen.private:
        return CaptureVerdict(CaptureKind(rules.telegram.private), "it came in a private chat")
    if seen.addressed or seen.reply_to_us:
        return CaptureVerdict(CaptureKind(rules.telegram.addressed), "it was written to us in a group")
    for rule in _rules_of(seen, rules):
        if _names(rule, seen.text):
            return CaptureVerdict(CaptureKind.ASK, f"the policy captures {rule.capture} of this group")
    return _ignore("it was not written to us")


def _rules_of(seen: Seen, rules: Capture) -> Iterator[GroupRule]:
    keys = {_handle(key) for key in seen.chat_keys}
    return (rule for rule in rules.telegram.groups if _handle(rule.chat) in keys)


def _names(rule: GroupRule, text: str) -> bool:
    if rule.capture == "questions":
        return asks(text)
    return rule.capture == "all" or first_word_in(text, rule.keywords) is not None


@lru_cache(maxsize=16)
def _handles(names: tuple[str, ...]) -> frozenset[str]:
    """As compared; worked out once for a policy."""
    return frozenset(_handle(name) for name in names) - {""}


@lru_cache(maxsize=16)
def _bare_words(words: tuple[str, ...]) -> frozenset[str]:
    """The same for what people say to stop or begin."""
    return frozenset(_bare(word) for word in words)


def _handle(name: str) -> str:
    return name.strip().removeprefix("@").casefold()


def _bare(text: str) -> str:
    """The text without mentions, a command's target, and the marks and blanks around it."""
    said = _COMMAND_TARGET.sub(r"\1", without_mentions(text))
    return " ".join(folded(said).split()).rstrip(".!… ")
