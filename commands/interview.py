"""Questions on a terminal: secrets are typed unseen, looked at at once, and never shown again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from commands.checks.tokens import mistaken
from commands.toolbox import Setting


@dataclass(frozen=True)
class Tried:
    """What the vendor made of the keys, in words; `reached` is false when it could not be asked."""

    works: bool
    words: str
    reached: bool = True


@dataclass(frozen=True)
class Wanted:
    """A setting to ask for: its variable, what it is called, and where people find it."""

    name: str
    title: str
    where: str


@dataclass
class Interview:
    """`answers` holds what was given now and works; nothing of it is stored before the end."""

    settings: Mapping[str, Setting]
    console: Console = field(default_factory=lambda: Console(highlight=False))
    answers: dict[str, str] = field(default_factory=dict)
    files: dict[Path, str] = field(default_factory=dict)  # to be written with the settings

    def value(self, name: str) -> str:
        """What was given now, or stands in the settings already."""
        setting = self.settings[name]
        return self.answers.get(name) or setting.secret or setting.value

    def head(self, title: str, *lines: str) -> None:
        self.console.print(Text(f"\n{title}", style="bold"))
        for line in lines:
            self.say(line)

    def say(self, line: str, style: str = "") -> None:
        self.console.print(Padding(Text(line, style=style), (0, 0, 0, 2)))

    def link(self, address: str) -> None:
        """An address on lines of its own, unbroken, so that it can be copied or clicked."""
        self.console.print(f"\n{address}\n", style="cyan", soft_wrap=True, markup=False)

    def until_it_works(self, wanted: list[Wanted], attempt: Callable[[], Tried]) -> bool:
        """Ask for what is not there, then try it; again until it works, or is skipped. Whether it works, or is kept."""
        missing = [one for one in wanted if not self.value(one.name)]
        while True:
            for one in missing:
                if not self._ask(one):
                    return self._skip(wanted)
            tried = attempt()
            self.say(f"{'✓' if tried.works else '✗'} {tried.words}", "green" if tried.works else "red")
            if tried.works or (not tried.reached and self.agree("Keep it all the same?")):
                return True
            missing = wanted

    def _ask(self, wanted: Wanted) -> bool:
        """One secret of the right kind; whether there is one."""
        self.say(wanted.where, "dim")
        while True:
            text = typer.prompt(f"  {wanted.title}", default="", show_default=False, hide_input=True).strip()
            if not text:
                return False
            wrong = mistaken(wanted.name, text)
            if not wrong:
                self.answers[wanted.name] = text
                return True
            self.say(f"✗ {wrong}", "red")

    def _skip(self, wanted: list[Wanted]) -> bool:
        for one in wanted:
            self.answers.pop(one.name, None)
        kept = all(self.value(one.name) for one in wanted)
        self.say("kept as it is" if kept else "skipped", "dim")
        return False

    def agree(self, question: str) -> bool:
        return typer.confirm(f"  {question}", default=False)

    def text(self, question: str, default: str = "") -> str:
        """Something that is no secret."""
        answer: str = typer.prompt(f"  {question}", default=default, show_default=bool(default))
        return answer.strip()
