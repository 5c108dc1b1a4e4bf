"""A question about two things, taken apart where its author joined them; pure."""

from collections.abc import Callable, Collection

import regex

__all__ = ["taken_apart"]

# "And", "also", "plus" in the languages that are asked most. Sentences are no sign: people tell of one thing in many.
_JOINT = regex.compile(
    r"[&+]|(?<!\p{L})(?:and|also|plus|und|auch|et|aussi|y|también|e|anche|en|ook|og|och)(?!\p{L})",
    regex.IGNORECASE,
)


def taken_apart(text: str, first: str, named_in: Callable[[str], Collection[str]]) -> tuple[str, str] | None:
    """What is said of the topic `first`, and what is said of others alone; None when there are not two such parts.

    `named_in` gives the topics whose keywords a text has.
    """
    own, others = [], []
    for part in filter(str.strip, _JOINT.split(text)):
        named = named_in(part)
        if first in named:
            own.append(part)
        elif named:
            others.append(part)
    return (" ".join(own), " ".join(others)) if own and others else None
