# ruff: noqa: INP001 - a script beside the pages that it draws, no package
"""Draws the pages that repeat what the code says: states, settings, files. `python docs/draw_states.py` renews them."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Any, cast

from pydantic import SecretStr

from main import Settings
from policies import lifecycle

ROOT = Path(__file__).parents[1]
FOLDERS = ("commands", "bots", "console", "routing", "store", "policies", "sandbox")
_DRAWN = "<!-- Drawn by docs/draw_states.py; change {source} instead, then run it. -->"


@dataclass(frozen=True)
class Life:
    """One life cycle: its table, its states with what each means, and where it begins."""

    name: str
    about: str
    table: Mapping[tuple[StrEnum, str], StrEnum]
    meanings: Mapping[StrEnum, str]

    @property
    def states(self) -> list[StrEnum]:
        """All states that there are, explained or not; the first is where a life begins."""
        return list(type(next(iter(self.meanings))))


def _life(name: str, about: str, table: Any, meanings: Mapping[Any, str]) -> Life:
    return Life(name, about, cast("Mapping[tuple[StrEnum, str], StrEnum]", table), meanings)


_Q, _O, _C, _D, _R = (
    lifecycle.QuestionState,
    lifecycle.OfferState,
    lifecycle.ClaimState,
    lifecycle.DeliveryState,
    lifecycle.ReceiptState,
)

LIVES = (
    _life(
        "Receipt",
        "One raw event. A human act in Slack is `done` from the start: its receipt is committed with what it did.",
        lifecycle.RECEIPT,
        {
            _R.KEPT: "stored, and to be worked through",
            _R.DONE: "it became something, or was acted on",
            _R.IGNORED: "understood, and it asks nothing of us; the reason stands on the row",
            _R.UNPARSED: "it cannot be read; it stays with the reason, is shown, and can be replayed after a fix",
        },
    ),
    _life(
        "Question",
        "What somebody asked. `offered`, `answered` and nothing else have a deadline of their own (`due_at`).",
        lifecycle.QUESTION,
        {
            _Q.NEW: "captured; within the same transaction it becomes one of the others",
            _Q.OFFERED: "a ring of volunteers or a channel is asked, until the ring's time is over",
            _Q.CLAIMED: "one volunteer has it, until the claim ends",
            _Q.ANSWERED: "an answer stands under it; it closes when nobody writes for the policy's days",
            _Q.CLOSED: "over; whatever comes later is a new question and begins with the first ring",
            _Q.LISTENED: "counted and shown, offered to nobody: so the policy says",
            _Q.DECLINED: "the policy declines it (no rule does so yet)",
            _Q.DISMISSED: "a volunteer let it be, with a reason; it can be undone for a while",
            _Q.WITHDRAWN: "its asker took it away, or asked us to stop",
            _Q.UNANSWERED: "all rings are spent; a channel's card can still be taken",
        },
    ),
    _life(
        "Offer",
        "A question shown to one volunteer or one Slack channel, on one card that is renewed in place.",
        lifecycle.OFFER,
        {
            _O.PENDING: "it may be taken, until its deadline",
            _O.ACCEPTED: "the question was taken from this card",
            _O.DECLINED: "the volunteer said: not me",
            _O.EXPIRED: "its time is over, or its card could not be shown",
            _O.RESCINDED: "taken back: somebody else took the question, or it is over",
        },
    ),
    _life(
        "Claim",
        "The one volunteer who took a question. `held` and `submitted` are live: of those a question has one at most.",
        lifecycle.CLAIM,
        {
            _C.HELD: "the volunteer writes, until the claim's deadline",
            _C.SUBMITTED: "an answer is on its way; the claim neither expires nor is released",
            _C.DONE: "the answer stands there",
            _C.RELEASED: "given back, let be, or ended by the asker",
            _C.EXPIRED: "the time was over",
            _C.HANDED_OVER: "given to a named colleague (nobody can do so yet)",
        },
    ),
    _life(
        "Delivery",
        "One message we owe the outside: an answer to the public, or a card or notice to Slack.",
        lifecycle.DELIVERY,
        {
            _D.READY: "to be sent as soon as its limits allow",
            _D.SENDING: "the intent is committed, the call is made or about to be; the lease says until when",
            _D.SENT: "it stands there",
            _D.REFUSED: "the platform said no, or it is no longer wanted; a person is told where that matters",
            _D.UNKNOWN: "nobody knows; it is looked for, and what is public is sent again by a person's decision only",
            _D.BY_HAND: "a person posted it on the platform and gave the link",
        },
    ),
)


def states_page() -> str:
    """Every table of `policies/lifecycle.py`, as a diagram and in words."""
    parts = [_page("States", "policies/lifecycle.py", _STATES_INTRO), *(_drawn_life(life) for life in LIVES)]
    return "\n".join(parts)


_STATES_INTRO = """\
Each life cycle is one table in `policies/lifecycle.py`: from a state, by a verb, to a state. What is not in the table
is no move: `move` raises IllegalMove, and the store's compare-and-set (`advance` and `move_…` in `store/`) starts only
from the states that the table allows, so that of two who move the same row one wins and the other is told.
"""


def _drawn_life(life: Life) -> str:
    lines = [f"## {life.name}", "", life.about, "", *_diagram(life), "", "| state | what it means |", "| --- | --- |"]
    lines += [f"| {state.value} | {life.meanings[state]} |" for state in life.states]
    lines += ["", "| from | verb | to |", "| --- | --- | --- |"]
    lines += [f"| {source.value} | {verb} | {target.value} |" for (source, verb), target in life.table.items()]
    return "\n".join([*lines, ""])


def _diagram(life: Life) -> Iterator[str]:
    verbs: dict[tuple[str, str], list[str]] = {}
    for (source, verb), target in life.table.items():
        verbs.setdefault((source.value, target.value), []).append(verb)
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield f"    [*] --> {life.states[0].value}"
    for (source_name, target_name), found in verbs.items():
        yield f"    {source_name} --> {target_name}: {', '.join(found)}"
    leaving = {source_name for source_name, _ in verbs}
    yield from (f"    {state.value} --> [*]" for state in life.states if state.value not in leaving)
    yield "```"


# --- settings ------------------------------------------------------------------------------------------------------


def settings_page() -> str:
    """Every setting of `main.Settings`."""
    lines = [
        _page("Settings", "main.py", _SETTINGS_INTRO),
        "| variable | default | what it is for |",
        "| --- | --- | --- |",
    ]
    for name, field in Settings.model_fields.items():
        secret = " (secret)" if SecretStr in getattr(field.annotation, "__args__", ()) else ""
        lines.append(f"| `BYHAND_{name.upper()}` | {_default(field.default)} | {field.description}{secret} |")
    return "\n".join([*lines, ""])


_SETTINGS_INTRO = """\
From the environment or from a file `.env` in the working directory; an empty variable counts as absent. `byhand doctor`
lists them with their values (secrets masked) and where each comes from. Nothing but `main.py` reads them. Everything
else that can be decided is in the policy: see `policies/default.yaml`.

At least Slack and one public channel must be set up; a channel whose settings are missing is off, and said so at start.
"""


def _default(value: object) -> str:
    if value in {None, ""}:
        return ""
    shown = value.relative_to(ROOT) if isinstance(value, Path) and value.is_relative_to(ROOT) else value
    return f"`{shown}`"


# --- files ---------------------------------------------------------------------------------------------------------


def files_page() -> str:
    """Every file of the product with the first line of its own docstring."""
    parts = [_page("Files", "the file's own docstring", _FILES_INTRO)]
    return "\n".join([*parts, *("\n".join(_listed(folder)) for folder in (".", *FOLDERS))])


_FILES_INTRO = "Every file, in the words of its first line. Tests and migrations are left out.\n"


def _listed(folder: str) -> Iterator[str]:
    yield f"## {'The top' if folder == '.' else folder + '/'}"
    yield ""
    yield "| file | |"
    yield "| --- | --- |"
    for path in [ROOT / "main.py"] if folder == "." else product_files(folder):
        yield f"| `{PurePath(path.relative_to(ROOT)).as_posix()}` | {_first_line(path)} |"
    yield ""


def product_files(folder: str) -> list[Path]:
    """The modules of a folder that say something."""
    found = sorted((ROOT / folder).rglob("*.py"), key=lambda path: (str(path.parent), path.name))
    return [path for path in found if path.stat().st_size and "migrations" not in path.parts]


def _first_line(path: Path) -> str:
    """The docstring's first line; a vertical bar would end the table's cell."""
    said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return said.partition("\n")[0].replace("|", "\\|")


def _page(title: str, source: str, intro: str) -> str:
    return f"# {title}\n\n{_DRAWN.format(source=source)}\n\n{intro}"


PAGES: Mapping[str, Callable[[], str]] = {
    "states.md": states_page,
    "settings.md": settings_page,
    "files.md": files_page,
}


def main() -> None:
    for name, draw in PAGES.items():
        (ROOT / "docs" / name).write_text(draw(), "utf-8")


if __name__ == "__main__":
    main()
