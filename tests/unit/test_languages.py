"""Which of a company's languages a text is in."""

import pytest

from routing.languages import spoken

ALL = ("en", "de", "fr", "es")


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("my laptop does not charge", ("en",)),
        ("mein laptop lädt nicht", ("en", "de")),
        ("mon ordinateur ne marche pas", ("en", "fr")),
        ("mi portátil no carga", ("en", "es")),
        ("laptop", ("en",)),
        ("", ("en",)),
    ],
)
def test_the_little_words_tell_the_language(text: str, languages: tuple[str, ...]) -> None:
    assert spoken(text.split(), ALL) == languages


def test_one_language_is_always_spoken() -> None:
    assert spoken(["mein", "nicht"], ("en",)) == ("en",)


def test_a_language_without_known_words_is_never_ruled_out() -> None:
    assert spoken(["my", "the"], ("en", "fi")) == ("en", "fi")
