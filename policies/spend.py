"""What a call to X costs by the policy's prices, and which alarms a new total sets off. Whole micro-dollars."""

from enum import StrEnum

from policies.document import Policy

MICROS = 1_000_000


class Call(StrEnum):
    """What X bills for, each at a price of the same name."""

    POST_READ = "post_read"
    OWNED_READ = "owned_read"
    USER_READ = "user_read"
    POST_CREATE = "post_create"
    POST_CREATE_WITH_URL = "post_create_with_url"
    SUMMONED_REPLY = "summoned_reply"
    DELETE = "delete"


def cost(call: Call, policy: Policy, count: int = 1) -> int:
    """Micro-dollars for this many of the call."""
    return int(getattr(policy.capture.spend.prices, call.value) * MICROS) * count


def reply_call(*, summoned: bool, has_link: bool) -> Call:
    """What a reply is billed as; with a link always the dear one, as X does not state a cheaper price."""
    if has_link:
        return Call.POST_CREATE_WITH_URL
    return Call.SUMMONED_REPLY if summoned else Call.POST_CREATE


def budget(policy: Policy) -> int | None:
    """Micro-dollars a month; None when there is no budget."""
    dollars = policy.capture.spend.monthly_budget_usd
    return None if dollars is None else int(dollars * MICROS)


def crossed(before: int, now: int, policy: Policy) -> tuple[int, ...]:
    """The alarm thresholds, in percent, that lie above the earlier total and not above the new one."""
    limit = budget(policy)
    if not limit:
        return ()
    return tuple(percent for percent in policy.capture.spend.alarm_at if before * 100 < percent * limit <= now * 100)


def used_percent(total: int, policy: Policy) -> int | None:
    """Whole percent of the budget that is spent, rounded down; None when there is no budget."""
    limit = budget(policy)
    return total * 100 // limit if limit else None
