"""Street addresses in running text, as people of several countries write them; pure. Abstains rather than guesses."""

import regex

__all__ = ["address_in"]

_NUMBER = r"\d{1,5}(?:[-/]\d{1,4})?(?:\s?[a-zA-Z](?!\w))?"
_NAME = r"\p{Lu}[\p{L}\p{M}'’.-]*"  # noqa: RUF001 - people type the curved apostrophe
_ENGLISH = (
    "Street|St|Avenue|Ave|Av|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Row|Court|Ct|Place|Pl|Square|Sq|Terrace|Close"
    "|Crescent|Parkway|Pkwy|Highway|Hwy|Wharf|Yard|Gardens|Grove|Mews|Walk|Quay|Circus|Broadway"
)
_SMALL = r"(?:de|du|des|la|le|les|los|las|del|della|dei|delle|do|da|dos|das|of|the|[ld]['’])"  # noqa: RUF001
_FRENCH = "rue|avenue|av\\.?|boulevard|bd|place|quai|chemin|allée|impasse|cours|route|square|passage"
_SOUTHERN = (
    "Calle|C/|Avenida|Avda\\.?|Paseo|Plaza|Ronda|Carrer|Passeig|Plaça|Via|Viale|Piazza|Corso|Vicolo|Rua|Praça|Travessa"
    "|Alameda|Largo|ul\\.|ulica|aleja"
)
_GERMANIC = (
    "straße|strasse|str\\.?|weg|platz|allee|gasse|damm|ufer|straat|laan|plein|kade|gracht|gatan|vägen|gade|vej|gata"
    "|veien|katu"
)
_APART = "Straße|Strasse|Str\\.|Allee|Platz|Weg|Damm"  # "Lange Straße", "Karl-Marx-Allee"
_TOWN = rf"(?:,?\s+(?:in\s+|à\s+|en\s+|a\s+)?(?:\d{{4,6}}\s+)?{_NAME}(?:\s+{_NAME}){{0,2}}){{0,2}}"
_ADDRESS = regex.compile(
    rf"""(?xV1)
    (?<![\w$€£#.,-])(?:
      {_NUMBER},?\s+(?:{_NAME}\s+){{1,4}}(?:{_ENGLISH})\b\.?
    | {_NUMBER},?\s+(?i:{_FRENCH})\s+(?:{_SMALL}\s*){{0,3}}{_NAME}(?:\s+{_NAME}){{0,3}}
    | (?:{_SOUTHERN})\s*(?:{_SMALL}\s*){{0,3}}{_NAME}(?:\s+(?:{_SMALL}\s+)?{_NAME}){{0,3}},?\s+(?:n[º°.]\s*)?{_NUMBER}
    | (?:{_NAME}[\s-]+)?(?:\p{{Lu}}[\p{{L}}\p{{M}}-]+(?:{_GERMANIC})|{_NAME}[\s-](?:{_APART}))
      \s+\d{{1,4}}(?:\s?[a-z](?!\w))?(?![\w:%€]|\s?(?:Uhr|Euro|Jahre|Tage|Minuten)\b)
    )
    (?:{_TOWN})
    """
)
_LONGEST_TEXT = 4096


def address_in(text: str) -> str:
    """The first street address in a text, with the town behind it when one is named; empty when there is none."""
    try:
        found = _ADDRESS.search(text[:_LONGEST_TEXT], timeout=0.2)
    except TimeoutError:
        return ""
    return " ".join(found.group().split()).strip(" ,.") if found else ""
