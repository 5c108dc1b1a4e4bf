"""As many questions as are wanted out of those there are: a fair part of them, or the same in other words again."""

from collections.abc import Sequence
from random import Random

from sandbox.replay.script import Line, groups

# How people begin and end, by language; where none is known, the words stay and only the author is another.
_BEGINNINGS = {
    "en": ("Hi there,", "Hello!", "Sorry to bother you,", "Quick one:", "Hey,", "So,", "Evening all,", "Help please!"),
    "de": ("Hallo,", "Moin,", "Guten Tag,", "Kurze Frage:", "Servus,", "Hallo zusammen,"),
    "fr": ("Bonjour,", "Bonsoir,", "Salut,", "Petite question :", "Re-bonjour,"),
    "es": ("Hola,", "Buenas,", "Buenos días,", "Una pregunta:", "Hola a todos,"),
    "it": ("Ciao,", "Buongiorno,", "Salve,"),
    "nl": ("Hoi,", "Goedemorgen,", "Hallo,"),
    "pt": ("Olá,", "Bom dia,", "Oi,"),
}
_ENDINGS = {
    "en": ("Thanks!", "Cheers", "Anyone?", "thx", "Much appreciated.", "Second time I ask.", ""),
    "de": ("Danke!", "LG", "Vielen Dank im Voraus.", "Weiß das jemand?", ""),
    "fr": ("Merci !", "Merci d'avance", "Quelqu'un ?", ""),
    "es": ("Gracias", "¡Mil gracias!", "¿Alguien?", ""),
    "it": ("Grazie!", "Grazie mille", ""),
    "nl": ("Bedankt!", "Alvast dank", ""),
    "pt": ("Obrigado!", "Um abraço", ""),
}
_HANDLE = 30
_LONGEST_ON_X = 270


def choose(lines: Sequence[Line], count: int | None, seed: int) -> tuple[Line, ...]:
    """Exactly `count` lines, by whole groups where that goes; `None` means all as they are."""
    if count is None or count == len(lines):
        return tuple(lines)
    chance = Random(seed)  # noqa: S311 - variety, not secrecy
    whole = groups(lines)
    taken: list[Line] = []
    turn = 0
    while len(taken) < count:
        order = chance.sample(whole, len(whole))
        for group in order:
            taken += [_vary(line, turn, chance) for line in group][: count - len(taken)]
        turn += 1
    return tuple(sorted(taken, key=lambda line: line.at))


def _vary(line: Line, turn: int, chance: Random) -> Line:
    """The same line by somebody else, in the `turn`-th round; the first round is as it was written."""
    if turn == 0:
        return line
    mark = f"_{turn}"
    renamed = {name: f"{value}~{turn}" for name in _NAMES if (value := getattr(line, name))}
    changes = {"author": f"{line.author[: _HANDLE - len(mark)]}{mark}", "text": _reworded(line, chance), **renamed}
    if line.name:
        changes["name"] = f"{line.name} {turn}"
    return line.model_copy(update=changes)


_NAMES = ("id", "album", "chat", "edit_of", "adds_to", "follows", "quotes")


def _reworded(line: Line, chance: Random) -> str:
    if not line.text or line.expect != "ask":
        return line.text
    beginning = chance.choice(_BEGINNINGS.get(line.language, ("",)))
    ending = chance.choice(_ENDINGS.get(line.language, ("",)))
    said = f"{beginning} {line.text} {ending}".strip()
    return said if line.channel == "telegram" or len(said) <= _LONGEST_ON_X else line.text
