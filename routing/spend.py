"""What calls to X cost, counted against the month's budget; administrators are told at the policy's thresholds."""

from dataclasses import dataclass

from sqlalchemy.dialects.sqlite import insert

from policies import spend as prices
from policies.document import Policy
from routing import notices
from routing.cards import Notice
from routing.kit import Kit
from store import overview
from store.models import Spend


@dataclass(frozen=True)
class Spent:
    """Millionths of a dollar this UTC month; `budget_micro_usd` is 0 when the policy sets none."""

    micro_usd: int
    budget_micro_usd: int
    percent: int | None


def count(kit: Kit, kind: str, quantity: int, channel: str = "x") -> None:
    """Count calls of one kind of the policy's prices; crossing a threshold of the budget tells the administrators."""
    if quantity <= 0:
        return
    policy, now = kit.policy(), kit.clock.now()
    micro_usd = prices.cost(prices.Call(kind), policy, quantity)
    month, day = f"{now:%Y-%m}", f"{now:%Y-%m-%d}"
    with kit.db.write() as session:
        row = insert(Spend).values(
            channel=channel, month=month, day=day, kind=kind, calls=quantity, micro_usd=micro_usd
        )
        session.execute(
            row.on_conflict_do_update(
                index_elements=["month", "day", "channel", "kind"],
                set_={
                    "calls": Spend.__table__.c.calls + quantity,  # type: ignore[attr-defined] # not declared by SQLModel
                    "micro_usd": Spend.__table__.c.micro_usd + micro_usd,  # type: ignore[attr-defined] # as above
                },
            )
        )
        total = overview.spent(session, month)
        # From nothing, not from what was spent before: a budget that was lowered meanwhile is noticed as well.
        for percent in prices.crossed(0, total, policy):
            notices.tell_leads(kit, session, f"spend:{month}:{percent}", _alarm(policy, percent, total))


def _alarm(policy: Policy, percent: int, total: int) -> Notice:
    budget = prices.budget(policy) or 0
    return Notice(
        title=f"{percent} % of this month's budget for X is spent",
        lines=(
            f"{total / prices.MICROS:,.2f} of {budget / prices.MICROS:,.2f} US dollars.",
            "The budget is set in the policy, under capture, spend.",
        ),
    )


def this_month(kit: Kit) -> Spent:
    policy = kit.policy()
    with kit.db.read() as session:
        total = overview.spent(session, f"{kit.clock.now():%Y-%m}")
    return Spent(total, prices.budget(policy) or 0, prices.used_percent(total, policy))
