"""How often each call may be made: docs.x.com/x-api/fundamentals/rate-limits."""

import math
import time
from dataclasses import dataclass

from sandbox.limits import FixedWindows, Window
from sandbox.twitter.oauth import Caller

QUARTER = 15 * 60.0
DAY = 24 * 60 * 60.0


@dataclass(frozen=True)
class Quota:
    """Calls per quarter of an hour, for the app alone and for our account; `daily` is the app's in 24 hours."""

    app: int | None
    account: int | None
    daily: int | None = None


QUOTAS = {
    "GET /2/users/me": Quota(None, 75),
    "GET /2/users/by/username/:username": Quota(300, 900),
    "GET /2/users/:id": Quota(300, 900),
    "GET /2/users/:id/mentions": Quota(450, 300),
    "GET /2/users/:id/tweets": Quota(10_000, 900),
    "GET /2/tweets": Quota(3_500, 5_000),
    "GET /2/tweets/:id": Quota(450, 900),
    "GET /2/tweets/search/recent": Quota(450, 300),
    "GET /2/usage/tweets": Quota(50, 50),
    "POST /2/tweets": Quota(None, 100, daily=10_000),
    "DELETE /2/tweets/:id": Quota(None, 50),
}


@dataclass
class Verdict:
    """Whether a call is let in, and the headers that say how many are left."""

    allowed: bool
    headers: dict[str, str]


def take(windows: FixedWindows, name: str, caller: Caller) -> Verdict:
    """Count one call of that name."""
    quota = QUOTAS[name]
    most = quota.account if caller == "account" else quota.app
    window = windows.take(f"{caller} {name}", most or 0, QUARTER)
    headers = _headers(window, "x-rate-limit")
    if quota.daily is None or not window.allowed:
        return Verdict(window.allowed, headers)
    day = windows.take(f"day {name}", quota.daily, DAY)
    return Verdict(day.allowed, headers | _headers(day, "x-app-limit-24hour"))


def _headers(window: Window, prefix: str) -> dict[str, str]:
    return {
        f"{prefix}-limit": str(window.limit),
        f"{prefix}-remaining": str(window.remaining),
        f"{prefix}-reset": str(window.reset),
    }


def refusal_headers(seconds: float) -> dict[str, str]:
    """What a 429 says of a window that ends after so many seconds."""
    return _headers(
        Window(limit=300, remaining=0, reset=math.ceil(time.time() + seconds), allowed=False), "x-rate-limit"
    )
