"""What stands on the pages: their commands, links, pictures and headings, as a reader sees them."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
OUTSIDE = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "CHANGELOG.md", "deploy/README.md")
PAGES = sorted([*ROOT.glob("docs/**/*.md"), *(ROOT / name for name in OUTSIDE)])

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```", re.DOTALL | re.MULTILINE)
_TICKED = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^()\s]+(?:\([^()]*\))?[^()\s]*)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_COMMAND = re.compile(r"(?:\.venv/bin/)?byhand (?!…)\S|make [a-z.]|\.venv/bin/python |python -m ")
_SETTING = re.compile(r"[A-Z][A-Z_]*=\S*")
_STANDS_FOR = {"QUESTION": "1", "FILE": "policy.yaml"}


@dataclass(frozen=True)
class Command:
    """One command. `settings` stand before it, `out_of` and `into` are the files it reads and its output goes to.

    One that is `mentioned` within a sentence may leave out what it works on: `byhand policy check`.
    """

    words: tuple[str, ...]
    settings: tuple[tuple[str, str], ...] = ()
    into: str = ""
    out_of: str = ""
    is_mentioned: bool = field(default=False, compare=False)

    @property
    def line(self) -> str:
        return shlex.join(self.words)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def commands(page: Path) -> Iterator[Command]:
    """Every command in the order in which it stands: the lines of shell blocks, and what is said inline."""
    text = page.read_text("utf-8").replace("\\|", "|")  # as it must be written in a table
    found: list[tuple[int, str, bool]] = []
    for block in _FENCE.finditer(text):
        if block[2] in {"sh", "bash", "shell", "console"}:
            found += [(block.start(3) + place, line, False) for place, line in enumerate(block[3].splitlines())]
    plain = _FENCE.sub(lambda block: " " * len(block[0]), text)
    mentioned = (inline for inline in _TICKED.finditer(plain) if _COMMAND.match(inline[1]))
    found += [(inline.start(), inline[1], True) for inline in mentioned]
    for _, line, is_mentioned in sorted(found):
        yield from _parts(line, is_mentioned=is_mentioned)


def _parts(line: str, *, is_mentioned: bool) -> Iterator[Command]:
    """The commands of a line: two joined by && are two; what follows a # is said to the reader."""
    for part in re.split(r"\s+&&\s+", re.sub(r"(^|\s)#.*$", "", line).strip()):
        yield from (_command(shlex.split(one), is_mentioned=is_mentioned) for one in _each_choice(part))


def _each_choice(line: str) -> list[str]:
    """`policy check|apply` is said of two commands."""
    found = re.search(r"[\w-]+(?:\|[\w-]+)+", line)
    return [line.replace(found[0], choice) for choice in found[0].split("|")] if found else [line] if line else []


def _command(words: list[str], *, is_mentioned: bool) -> Command:
    words = [_STANDS_FOR.get(word, word) for word in words]
    settings = []
    while _SETTING.fullmatch(words[0]):
        name, _, value = words.pop(0).partition("=")
        settings.append((name, value))
    words, into = _cut(words, ">")
    words, out_of = _cut(words, "<")
    named = words[0].removeprefix(".venv/bin/")
    return Command((named, *words[1:]), tuple(settings), into, out_of, is_mentioned)


def _cut(words: list[str], sign: str) -> tuple[list[str], str]:
    """The words before a redirection, and the file that it names."""
    at = words.index(sign) if sign in words else len(words)
    return words[:at], "".join(words[at + 1 : at + 2])


@dataclass(frozen=True)
class Link:
    """One link or picture of a page."""

    page: Path
    words: str
    target: str
    is_picture: bool


def links(page: Path) -> Iterator[Link]:
    text = re.sub(r"`[^`\n]*`", "``", _FENCE.sub("", page.read_text("utf-8")))
    for mark, words, target in _LINK.findall(text):
        yield Link(page, words, target, bool(mark))


def anchors(page: Path) -> set[str]:
    """What a link may name after #: what the site and a repository's own view both make of a heading."""
    text = _FENCE.sub("", page.read_text("utf-8"))
    made = (_anchors(heading) for heading in _HEADING.findall(text))
    return {of_site for of_site, of_repository in made if of_site == of_repository}


def _anchors(heading: str) -> tuple[str, str]:
    """The site makes one hyphen of several, the repository does not."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
    kept = re.sub(r"[^\w\s-]", "", plain).strip().lower()
    return re.sub(r"[\s-]+", "-", kept), re.sub(r"\s", "-", kept)
