"""When somebody is there: his hours in his time zone, minute by minute of a week, as the real code sees it."""

from datetime import time, timedelta
from functools import lru_cache
from itertools import pairwise

import numpy as np

from policies.document import Policy
from policies.eligibility import Candidate, is_on_hours
from routing.simulation.ground import START, Bools, Floats, Ints, ahead

WEEK = 7 * 1440
Spans = tuple[tuple[time, time], ...]
SHIFTS: tuple[Spans | None, ...] = (None, ((time(7), time(16)),), ((time(12), time(21)),))  # None: the policy's hours


class Hours:
    """Of each group: who has the same shift in the same time zone, number zone * len(SHIFTS) + shift.

    No change of the clocks falls into the model's weeks, so that each is like the others.
    """

    def __init__(self, policy: Policy, zones: tuple[str, ...]) -> None:
        self._there = _table(policy, zones)
        groups = len(self._there)
        sums = np.concatenate([np.zeros((groups, 1), np.int64), np.cumsum(self._there, axis=1)], axis=1)
        self._sums, self._whole = sums, sums[:, -1]
        self._flat = (sums + np.arange(groups)[:, None] * 2 * WEEK).ravel()  # one sorted row, group after group

    def there(self, minute: float) -> Bools:
        """For each group, whether it is within its hours now."""
        now: Bools = self._there[:, int(minute) % WEEK]
        return now

    def after(self, minute: float, group_of: Ints, spent: Floats) -> Floats:
        """When so many minutes within hours will have gone by, for each person; for ever when there are no hours."""
        week, at = divmod(int(minute), WEEK)
        whole = np.maximum(self._whole, 1)[group_of]
        begun = np.where(self._there[group_of, at], minute % 1.0, 0.0)  # of the present minute
        weeks, rest = np.divmod(self._sums[group_of, at] + begun + spent, whole)
        found = np.searchsorted(self._flat, np.floor(rest) + group_of * 2 * WEEK, side="right") - 1
        ends = (week + weeks) * WEEK + found % (WEEK + 1) + rest % 1.0
        return np.where(self._whole[group_of] > 0, np.maximum(ends, minute), np.inf)


@lru_cache(maxsize=8)
def _table(policy: Policy, zones: tuple[str, ...]) -> Bools:
    spans = [policy.default_hours if shift is None else shift for shift in SHIFTS]
    return np.array([_week(policy, name, each) for name in zones for each in spans], dtype=bool)


def _week(policy: Policy, zone: str, spans: Spans) -> Bools:
    """The real rule is asked where something may change: at midnight, and where a span begins or ends."""
    somebody = Candidate(0, {}, None, None, zone, spans, policy.working_days)
    clocks = {0, *(at.hour * 60 + at.minute for span in spans for at in span)}
    changes = sorted({(day * 1440 + clock - int(ahead(zone))) % WEEK for day in range(7) for clock in clocks})
    week: Bools = np.zeros(WEEK, dtype=bool)
    for minute, following in pairwise([*changes, changes[0] + WEEK]):
        span = np.arange(minute, following) % WEEK
        week[span] = is_on_hours(somebody, START + timedelta(minutes=minute))
    return week
