"""A small policy and its parts, from which each test varies what it is about."""

from datetime import UTC, datetime, time
from typing import Any

from hypothesis import settings

from policies.document import Policy
from policies.eligibility import Candidate

# No test asserts a time: on a busy machine an example may take long.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # a Wednesday

RINGS: list[dict[str, Any]] = [
    {"name": "near", "ask": "volunteers", "count": 3, "within_km": 50, "wait": "5m"},
    {"name": "anywhere", "ask": "volunteers", "count": 6, "wait": "15m"},
    {"name": "everybody", "ask": "channel", "wait": "2h"},
    {"name": "leads", "ask": "administrators", "wait": "4h"},
]

DOCUMENT: dict[str, Any] = {
    "company": {"name": "Brightaisle", "time_zone": "Europe/Berlin", "x_handle": "@brightaisle"},
    "topics": [
        {"id": "tv", "name": "TVs", "description": "Televisions.", "slack_channel": "#tv-people"},
        {"id": "audio", "name": "Audio", "description": "Everything heard."},
    ],
    "rings": RINGS,
}

TEXT = """\
company: {name: Brightaisle, time_zone: Europe/Berlin}
topics:
  - {id: tv, name: TVs, description: Televisions.}
rings:
  - {name: leads, ask: administrators, wait: 4h}
"""


def make_policy(**parts: Any) -> Policy:
    """The small policy with some of its top-level parts replaced, given as in the file."""
    return Policy.model_validate({**DOCUMENT, **parts})


def make_candidate(**facts: Any) -> Candidate:
    """A volunteer in Berlin against whom nothing stands at NOW."""
    plain: dict[str, Any] = {
        "volunteer_id": 1,
        "levels": {"tv": 2},
        "latitude": 52.5,
        "longitude": 13.4,
        "time_zone": "Europe/Berlin",
        "hours": ((time(9), time(18)),),
        "days": frozenset(range(5)),
        "distance_km": 3.0,
    }
    return Candidate(**{**plain, **facts})
