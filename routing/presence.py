"""Who is active in Slack just now, where the policy says that it counts."""

import json
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from policies.document import Policy
from policies.eligibility import Candidate, local_day, not_at_work
from routing import holidays
from routing.kit import Kit
from store import presence

AGAIN = timedelta(minutes=10)  # nobody is asked about more often; older than 20 minutes it counts as not known


def to_ask(kit: Kit, most: int) -> tuple[str, ...]:
    """Slack ids of those who may be asked a question now and were not looked at lately; none if the policy says so."""
    policy, now = kit.policy(), kit.clock.now()
    if not policy.people.presence:
        return ()
    found: list[str] = []
    at_work: dict[tuple[str, str, str], bool] = {}  # of all who live and work alike
    with kit.db.read() as session:
        for row in presence.stale(session, now - AGAIN, now):
            alike = row.time_zone, row.hours or "null", row.country
            if alike not in at_work:
                at_work[alike] = _is_at_work(*alike, policy, now)
            if at_work[alike]:
                found.append(row.slack_id)
            if len(found) >= most:
                break
    return tuple(found)


def _is_at_work(time_zone: str, hours: str, country: str, policy: Policy, now: datetime) -> bool:
    named = json.loads(hours)
    spans = tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in named or ())
    off = bool(country) and policy.people.holidays and holidays.is_holiday(country, local_day(now, time_zone))
    somebody = Candidate(
        0, {}, None, None, time_zone, spans or policy.default_hours, policy.working_days, on_holiday=off
    )
    return not_at_work(somebody, policy, now) is None


def keep(kit: Kit, seen: Mapping[str, bool | None]) -> None:
    """What Slack said of these people, by their ids; None: it would not say."""
    now = kit.clock.now()
    with kit.db.write() as session:
        for slack_id, is_present in seen.items():
            presence.keep(session, kit.home.team_id, slack_id, is_present, now)
