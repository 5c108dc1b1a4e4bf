"""Public holidays, country by country."""

from datetime import date
from functools import lru_cache


def is_holiday(country: str, day: date) -> bool:
    """Whether this day is a public holiday all over the country (ISO 3166-1 alpha-2); never in one nobody knows."""
    return day in _days_off(country, day.year)


@lru_cache(maxsize=512)
def _days_off(country: str, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - read when the first country asks: many installations never do

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:  # a country whose holidays the package does not know has none
        return frozenset()
