"""The page of states and its pictures, from the tables of `policies/lifecycle.py`."""

from docs.drawing.lives import LIVES, Life
from docs.drawing.page import head, table
from docs.drawing.picture import in_words

_INTRO = """\
Each life cycle is one table in `policies/lifecycle.py`: from a state, by a verb, to a state. What is not in the table
is no move: `move` raises IllegalMove, and the store's compare-and-set (`advance` and `move_…` in `store/`) starts only
from the states that the table allows, so that of two who move the same row one wins and the other is told.

In the pictures the dark box is where a life begins, and a dashed one is where it ends. Each picture is followed by the
same in a table.
"""


def page() -> str:
    """Every table, as a picture and in words."""
    return "\n".join([head("States", "policies/lifecycle.py", _INTRO), *(_drawn(life) for life in LIVES)])


def file_of(life: Life) -> str:
    """The picture's file, below `docs/`."""
    return f"states/{life.name.lower()}.svg"


def _drawn(life: Life) -> str:
    meanings = table(("state", "what it means"), ((state.value, life.meanings[state]) for state in life.states))
    moves = table(
        ("from", "verb", "to"), ((source.value, verb, target.value) for (source, verb), target in life.table.items())
    )
    shown = f"![{life.name}. {in_words(life)}](../{file_of(life)})"
    return "\n".join([f"## {life.name}", "", life.about, "", shown, "", meanings, moves])
