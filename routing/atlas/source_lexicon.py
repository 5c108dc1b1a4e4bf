"""What words are besides names of places: everyday words, people's names. Read while the index is built."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import resources

from routing.atlas.gazetteer import Flag

__all__ = ["lexicon"]

_LEAST_SHARE_OF_SURNAME = 0.002  # per cent of people; some 7,000 surnames


def lexicon() -> Mapping[str, Flag]:
    """English everyday words and people's names, in small letters, with what they are."""
    flags: dict[str, Flag] = defaultdict(lambda: Flag(0))
    for word in _everyday_words():
        flags[word] |= Flag.EVERYDAY
    for kind, flag in (("female.first", Flag.FIRST_NAME), ("male.first", Flag.FIRST_NAME), ("all.last", Flag.SURNAME)):
        for name in _census_names(kind):
            flags[name] |= flag
    return flags


def _everyday_words() -> frozenset[str]:
    """What a spelling dictionary writes small, with the plain inflections."""
    dictionary = resources.files("spylls") / "hunspell" / "data" / "en" / "en_US.dic"
    entries = (line.partition("/")[0].strip() for line in dictionary.read_text(encoding="utf-8").splitlines()[1:])
    small = {entry for entry in entries if entry.isalpha() and entry.islower() and len(entry) > 1}
    endings = ("s", "es", "ed", "d", "ing", "er", "r", "ers", "rs", "ly")
    return frozenset(small | {stem + ending for stem in small for ending in endings})


def _census_names(kind: str) -> Iterator[str]:
    """Names in the 1990 census of the United States, the rarest surnames left out."""
    for line in (resources.files("names") / f"dist.{kind}").read_text(encoding="ascii").splitlines():
        name, share, *_ = line.split() or ("", "0")
        if name and (kind != "all.last" or float(share) >= _LEAST_SHARE_OF_SURNAME):
            yield name.lower()
