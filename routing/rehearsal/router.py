"""What a rehearsal needs of Byhand: the policy and what reads texts and finds places; no database, no channel."""

from collections.abc import Callable
from dataclasses import dataclass

from policies.document import Policy
from routing.places import Places
from routing.ports import Place
from routing.reader import Said

__all__ = ["Router"]


@dataclass(frozen=True)
class Router:
    """`read` takes a text and the language its platform names; `addresses` finds a street's address, if configured."""

    policy: Policy
    read: Callable[[str, str], Said]
    finder: Places
    addresses: Callable[[str], Place | None] | None = None
