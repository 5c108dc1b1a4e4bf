"""Public holidays, country by country."""

from datetime import date

import pytest

from routing.holidays import is_holiday


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("GB", date(2026, 12, 25)),
        ("DE", date(2026, 10, 3)),
        ("US", date(2026, 7, 4)),
        ("US", date(2026, 7, 3)),  # a Saturday's holiday is kept on the Friday
        ("FR", date(2027, 7, 14)),
        ("AE", date(2026, 12, 2)),
    ],
)
def test_a_public_holiday_is_known(country: str, day: date) -> None:
    assert is_holiday(country, day)


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("GB", date(2026, 11, 23)),
        ("GB", date(2026, 7, 14)),
        ("DE", date(2026, 8, 15)),  # of two states only
        ("ZZ", date(2026, 12, 25)),
        ("", date(2026, 12, 25)),
    ],
)
def test_any_other_day_is_none_and_nobody_knows_those_of_a_country_that_is_none(country: str, day: date) -> None:
    assert not is_holiday(country, day)
