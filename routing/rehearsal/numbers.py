"""Numbers as the page writes them. Pure."""

__all__ = ["counted", "kilometres", "share", "times"]

_NARROW = "\N{NARROW NO-BREAK SPACE}"
_WIDE = "\N{NO-BREAK SPACE}"
_ROUND_FROM = 10


def share(part: float) -> str:
    """A share of 1 in percent; what there is a little of is not nothing, and what is not everything not all."""
    if part <= 0:
        return f"0{_NARROW}%"
    return f"100{_NARROW}%" if part >= 1 else f"{min(99, max(1, round(part * 100)))}{_NARROW}%"


def kilometres(distance: float) -> str:
    if distance < 1:
        return f"less than 1{_WIDE}km"
    digits = 1 if distance < _ROUND_FROM and distance % 1 else 0
    return f"{distance:,.{digits}f}{_WIDE}km"


def counted(number: int, noun: str) -> str:
    """One of a thing, or several: "1 question", "2 questions"."""
    return f"{number:,}{_WIDE}{noun}" + ("" if number == 1 else "s")


def times(number: int) -> str:
    """How often: "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,}{_WIDE}times")
