"""One judgement of how far this machine's clock is off, for every vendor that tells the time."""

from commands.checks.verdict import Verdict, bad, not_looked_at, ok, warn

A_LITTLE, TOO_MUCH = 30.0, 240.0  # seconds; vendors refuse what is five minutes off
MEND = "let the machine keep its time by NTP: `timedatectl set-ntp true`"


def judge_skew(ahead: float | None, vendor: str) -> Verdict:
    """`ahead` is by how many seconds our clock is ahead of theirs; a `Date` header knows whole seconds only."""
    if ahead is None:
        return not_looked_at(f"{vendor} did not tell the time")
    off = f"{abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} {vendor}'s"
    if abs(ahead) > TOO_MUCH:
        return bad(f"this machine's clock is {off}", MEND)
    if abs(ahead) > A_LITTLE:
        return warn(f"this machine's clock is {off}", MEND)
    return ok(f"this machine's clock agrees with {vendor}'s")
