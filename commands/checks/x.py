"""Checks of X: the keys and what they may do, the account's profile, credit, limits and what was spent."""

import re

from bots.twitter.probe import Profile, status_of
from commands.checks.installation import Installation
from commands.checks.skew import judge_skew
from commands.checks.verdict import Group, Verdict, bad, not_looked_at, ok, warn

CONSOLE = "console.x.com, your app"
WINDOW = 900.0  # seconds in which X counts reads
READS = 300  # of mentions in a window, for one account (docs.x.com, rate limits)
PAYMENT, TOO_MANY, FORBIDDEN = 402, 429, 403
NEARLY = 80  # percent


def _unless(i: Installation) -> str:
    return "" if i.x else "X's keys are not set: X is off"


GROUP = Group("x", "X", _unless)


def _profile(i: Installation) -> Profile | None:
    return i.x.profile.thing if i.x else None


def _unknown(i: Installation) -> Verdict:
    return not_looked_at((i.x.profile.trouble if i.x else "") or "X did not say")


@GROUP.check("auth", "with these keys Byhand reads mentions and posts answers")
def auth(i: Installation) -> Verdict:
    looked = i.x.profile if i.x else None
    if looked is None or looked.thing is None:
        trouble = looked.trouble if looked else ""
        if looked and looked.refused:
            return bad(trouble, f"“Keys and tokens” at {CONSOLE}: make the access token anew, and set all four")
        return bad(f"{trouble} Looked at {i.given['BYHAND_X_API_URL']}", "look at the network, or at docs.x.com/status")
    return ok(f"the keys are @{looked.thing.handle}'s")


@GROUP.check("handle", "questions are posts that mention the account which the policy names")
def handle(i: Installation) -> Verdict:
    us, wanted = _profile(i), i.policy.company.x_handle if i.policy else None
    if us is None:
        return _unknown(i)
    if wanted and wanted.lower() != us.handle.lower():
        return bad(
            f"the keys are @{us.handle}'s, and the policy names @{wanted}",
            f'set company.x_handle: "@{us.handle}" in the policy, or use @{wanted}\'s keys',
        )
    return ok(f"@{us.handle}" + ("" if wanted else "; the policy names no account"))


@GROUP.check("may_post", "with keys that may only read, every answer is refused")
def may_post(i: Installation) -> Verdict:
    us = _profile(i)
    if us is None:
        return _unknown(i)
    if not us.access:
        return not_looked_at("X did not say what the keys may do", f"see “User authentication settings” at {CONSOLE}")
    if "write" not in us.access:
        mend = f"“Read and write” under “User authentication settings” at {CONSOLE}; then make the access token anew"
        return bad("the keys may only read", mend)
    return ok(f"the keys may post ({us.access})")


@GROUP.check("protected", "nobody but followers sees what a protected account answers")
def protected(i: Installation) -> Verdict:
    us = _profile(i)
    if us is None:
        return _unknown(i)
    if us.protected:
        return bad(f"@{us.handle} protects its posts", "x.com, Settings, Privacy and safety: let all see them")
    return ok("everybody can read the account's posts")


@GROUP.check("bio", "X asks accounts that use its API to say in the bio who runs them, with a link to people")
def bio(i: Installation) -> Verdict:
    us, policy = _profile(i), i.policy
    if us is None or policy is None:
        return _unknown(i)
    company = policy.company.name
    mend = f"x.com/{us.handle}, Edit profile; such as “Answered by people who work at {company}. Run by {company}.”"
    if not us.bio.strip():
        return warn(f"@{us.handle} has no bio", mend)
    if company.lower() not in us.bio.lower() and not re.search(r"@\w|https?://", us.bio):
        return warn(f"the bio of @{us.handle} does not say who runs it", mend)
    return ok("the bio says who runs the account")


@GROUP.check("label", "X asks accounts that post through its API to carry the label “Automated”, people's words or not")
def label(i: Installation) -> Verdict:
    us = _profile(i)
    name = us.handle if us else "HANDLE"
    return not_looked_at(
        "X's API does not tell", f"look at x.com/{name}; it is set under Settings, Your account, Automation"
    )


@GROUP.check("credit", "without credit X refuses to be read and to be posted to")
def credit(i: Installation) -> Verdict:
    if i.x is None or i.x.profile.thing is None:
        return _unknown(i)
    if i.x.quota.thing is not None:
        return ok("X lets mentions be read; how much credit is left its API does not tell")
    status = status_of(i.x.quota)
    if status == PAYMENT:
        return bad("X's credit is used up", f"add credit under “Billing” at {CONSOLE}")
    if status == TOO_MANY and "cap" in i.x.quota.trouble:
        return bad(i.x.quota.trouble, f"raise the cap under “Usage” at {CONSOLE}, or wait for the next cycle")
    if status == TOO_MANY:
        return ok("X says nothing of credit, only that the window is used up")
    return bad(f"mentions cannot be read: {i.x.quota.trouble}", f"see what the app may do at {CONSOLE}")


@GROUP.check("limits", "while a window's calls are used up, questions come late")
def limits(i: Installation) -> Verdict:
    if i.x is None or i.x.profile.thing is None:
        return _unknown(i)
    quota = i.x.quota.thing
    mend = "poll less often (BYHAND_X_POLL_SECONDS), and see that no other program uses the same keys"
    if quota is None:
        used = status_of(i.x.quota) == TOO_MANY and "cap" not in i.x.quota.trouble
        return warn("no reads are left in this window", mend) if used else not_looked_at(i.x.quota.trouble)
    if quota.limit is None or quota.remaining is None:
        return not_looked_at("X did not say how many calls are left")
    if quota.remaining * 100 < quota.limit * (100 - NEARLY):
        return warn(f"only {quota.remaining} of {quota.limit} reads of mentions are left in this window", mend)
    return ok(f"{quota.remaining} of {quota.limit} reads of mentions are left in this window")


@GROUP.check("usage", "past its monthly cap X gives out no posts any more")
def usage(i: Installation) -> Verdict:
    looked = i.x.usage if i.x else None
    if looked is None:
        mend = f"“Keys and tokens” at {CONSOLE} shows the bearer token; set BYHAND_X_BEARER_TOKEN"
        return not_looked_at("X tells the usage only to the app's bearer token, which is not set", mend)
    if looked.thing is None and not looked.refused:
        return not_looked_at(looked.trouble)
    if looked.thing is None:
        mend = "correct BYHAND_X_BEARER_TOKEN, or leave it out: nothing else needs it"
        return warn(f"the bearer token is of no use: {looked.trouble}", mend)
    read, cap = looked.thing.read, looked.thing.cap
    if cap and read * 100 >= cap * NEARLY:
        verdict = bad if read >= cap else warn
        return verdict(f"{read:,} of {cap:,} posts of this month are read", f"raise the cap at {CONSOLE}")
    return ok(f"{read:,} posts were read this month" + (f", of {cap:,}" if cap else ""))


@GROUP.check("budget", "X is paid for by the call; past the budget nobody would notice")
def budget(i: Installation) -> Verdict:
    policy, status = i.policy, i.stored.status
    if policy is None:
        return not_looked_at("there is no policy that sets one")
    if policy.capture.spend.monthly_budget_usd is None:
        return warn("the policy sets no budget for X", "set capture.spend.monthly_budget_usd in the policy")
    spent = status.spend if status else None
    if spent is None or spent.budget_usd is None:
        return ok(f"{policy.capture.spend.monthly_budget_usd} US dollars a month; nothing is counted yet")
    said = f"{spent.usd:,.2f} of {spent.budget_usd:,.2f} US dollars are spent in {spent.month}"
    if (spent.percent or 0) >= NEARLY:
        verdict = bad if (spent.percent or 0) >= 100 else warn  # noqa: PLR2004 - percent
        return verdict(said, "raise capture.spend.monthly_budget_usd, or poll and answer with links less")
    return ok(said)


@GROUP.check("pace", "whoever polls more often than X allows hears nothing for the rest of the window")
def pace(i: Installation) -> Verdict:
    seconds, speed = float(i.given["BYHAND_X_POLL_SECONDS"]), float(i.given["BYHAND_SPEED"])
    polls = WINDOW / speed / seconds
    if polls > READS:
        least = WINDOW / speed / READS
        mend = f"set BYHAND_X_POLL_SECONDS to {least:g} or more; 60 is usual"
        return bad(f"a poll every {seconds:g} s is {polls:.0f} in a window of {READS}", mend)
    return ok(f"a poll every {seconds:g} s, {polls:.0f} of {READS} in a window")


@GROUP.check("clock", "X refuses what is signed with a time that is five minutes off")
def clock(i: Installation) -> Verdict:
    us = _profile(i)
    return judge_skew(us.ahead if us else None, "X")
