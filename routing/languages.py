"""Which of a company's languages a text is in, by the little words that every sentence has; pure."""

from collections.abc import Iterable, Sequence

__all__ = ["spoken"]

# The commonest function words of a language that the others here do not share.
_LITTLE_WORDS = {
    "en": "the and is my i it to of for you in that this with do does have not can was are on what how when where",
    "de": "der die das und ist ich mein meine nicht ein eine mit auf für wie wo was kann bei nach den dem im auch noch",
    "es": "el los las y es mi mis yo no un una con para por cómo dónde qué cuándo puedo del al se lo más también hay",
    "fr": "le les et est mon ma mes je ne pas un une avec pour comment où que quand puis du au des se sur j l c qu",
    "it": "il lo gli e è mio mia io non un una con per come dove che quando posso del al si sono della nel ho",
    "nl": "de het en is mijn ik niet een met voor hoe waar wat kan bij naar den op te van er ook nog zijn",
    "pt": "o os as e é meu minha eu não um uma com para por como onde que quando posso do da ao se mais também",
}
_SETS = {language: frozenset(listed.split()) for language, listed in _LITTLE_WORDS.items()}


def spoken(said: Iterable[str], languages: Sequence[str]) -> tuple[str, ...]:
    """Those that the words may be in: the first, and each other that has more little words here, or is not known."""
    if len(languages) < 2:  # noqa: PLR2004 - one language needs no choosing
        return tuple(languages)
    heard = list(said)
    first = languages[0]
    most = _count(heard, first)
    others = (each for each in languages[1:] if each not in _SETS or _count(heard, each) > most)
    return (first, *others)


def _count(heard: Sequence[str], language: str) -> int:
    known = _SETS.get(language, frozenset())
    return sum(map(known.__contains__, heard))
