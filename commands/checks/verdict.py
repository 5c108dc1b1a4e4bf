"""What a check is, and what it says: one judgement over what was gathered, with what to do about it."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from commands.checks.installation import Installation

log = logging.getLogger("byhand.doctor")


class State(StrEnum):
    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    NOT_LOOKED_AT = "not looked at"


@dataclass(frozen=True)
class Verdict:
    """`found` is what was seen, or why nothing was; `mend` is the one command or click that mends it."""

    state: State
    found: str
    mend: str = ""


def ok(found: str) -> Verdict:
    return Verdict(State.OK, found)


def warn(found: str, mend: str) -> Verdict:
    return Verdict(State.WARN, found, mend)


def bad(found: str, mend: str) -> Verdict:
    return Verdict(State.BAD, found, mend)


def not_looked_at(why: str, mend: str = "") -> Verdict:
    return Verdict(State.NOT_LOOKED_AT, why, mend)


@dataclass(frozen=True)
class Finding:
    """One check with its verdict. `why` says why it matters."""

    id: str
    group: str
    state: State
    found: str
    why: str
    mend: str

    @property
    def is_bad(self) -> bool:
        return self.state is State.BAD

    @property
    def is_amiss(self) -> bool:
        return self.state in {State.WARN, State.BAD}


Judge = Callable[[Installation], Verdict]


@dataclass(frozen=True)
class Check:
    id: str
    why: str
    judge: Judge


@dataclass(frozen=True)
class Group:
    """Checks that belong together. `unless` says why none of them can be looked at, or nothing."""

    name: str
    title: str
    unless: Callable[[Installation], str] = lambda _: ""
    checks: list[Check] = field(default_factory=list)

    def check(self, name: str, why: str) -> Callable[[Judge], Judge]:
        """Adds the judge as the group's check of that name."""

        def add(judge: Judge) -> Judge:
            self.checks.append(Check(f"{self.name}.{name}", why, judge))
            return judge

        return add

    def judge(self, installation: Installation) -> list[Finding]:
        """Every check's finding, in the order in which they were written."""
        why_not = self.unless(installation)
        return [
            _finding(self.name, check, not_looked_at(why_not) if why_not else _verdict(check, installation))
            for check in self.checks
        ]


def _verdict(check: Check, installation: Installation) -> Verdict:
    """A check that fails itself is said to, and the others go on."""
    try:
        return check.judge(installation)
    except Exception as error:
        log.exception("a check failed")
        return warn(f"this check itself failed ({type(error).__name__})", "report it with the output of this command")


def _finding(group: str, check: Check, verdict: Verdict) -> Finding:
    return Finding(check.id, group, verdict.state, verdict.found, check.why, verdict.mend)


def some(names: Iterable[str], most: int = 4) -> str:
    """The first few of many names: "tv, audio, phones and 3 more"."""
    listed = list(names)
    if len(listed) <= most:
        return ", ".join(listed)
    return f"{', '.join(listed[:most])} and {len(listed) - most} more"
