"""The policy's `capture`: what is a question for us, what is only listened to, what reading may cost."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from policies.values import ChatName, Dollars, Duration, Fault, Frozen, Wait, Word, refuse

Rule = Literal["ask", "listen", "ignore"]
ListenedKind = Literal["emoji", "links", "hashtags", "praise", "complaint", "chatter"]
Percent = Annotated[int, Field(ge=1, le=100)]


def _ascending(values: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(values)))


class XCapture(Frozen):
    """What each kind of post on X means; `poll_overlap` is read again on every poll."""

    mentions: Rule = "ask"
    quotes: Rule = "ask"
    replies: Rule = "ask"
    first_look_back: Duration = timedelta(hours=24)
    poll_overlap: Wait = timedelta(minutes=2)


class GroupRule(Frozen):
    """A Telegram group in which more than what is addressed to the bot counts."""

    chat: ChatName
    capture: Literal["all", "questions", "keywords"]
    keywords: tuple[Word, ...] = ()

    @model_validator(mode="after")
    def _keywords_are_given(self) -> "GroupRule":
        if self.capture == "keywords" and not self.keywords:
            refuse([Fault(("keywords",), "is missing", "capture: keywords needs a list of them")])
        return self


class TelegramCapture(Frozen):
    private: Rule = "ask"
    addressed: Rule = "ask"
    groups: tuple[GroupRule, ...] = ()


class ListenOnly(Frozen):
    """Posts that are counted and shown, and offered to nobody."""

    words: tuple[Word, ...] = ()
    kinds: tuple[ListenedKind, ...] = ()


class Prices(Frozen):
    """US dollars a call, as X lists them (docs.x.com, x-api/getting-started/pricing, 2026)."""

    post_read: Dollars = Decimal("0.005")
    owned_read: Dollars = Decimal("0.001")
    user_read: Dollars = Decimal("0.010")
    post_create: Dollars = Decimal("0.015")
    post_create_with_url: Dollars = Decimal("0.200")
    summoned_reply: Dollars = Decimal("0.010")
    delete: Dollars = Decimal("0.010")


class Spend(Frozen):
    """Without a budget nothing is alarmed; the prices are counted all the same."""

    monthly_budget_usd: Dollars | None = None
    prices: Prices = Prices()
    alarm_at: Annotated[tuple[Percent, ...], AfterValidator(_ascending)] = (50, 80, 95)


class Capture(Frozen):
    x: XCapture = XCapture()
    telegram: TelegramCapture = TelegramCapture()
    listen_only: ListenOnly = ListenOnly()
    ignore_authors: tuple[Word, ...] = ()
    opt_out_words: tuple[Word, ...] = ("/stop", "stop asking")
    opt_in_words: tuple[Word, ...] = ("/start", "start asking")
    spend: Spend = Spend()
