"""The measurements by name, in the order in which they are taken; each is imported only when it is asked for."""

from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from bench.figures import Figure
from bench.scale import Bench

NAMES = (
    "webhooks", "intake", "routing", "nearest", "routing_topics", "routing_places", "claims", "card", "burst", "start",
    "kills", "doctor", "page",
)  # fmt: skip
ASKED_FOR = frozenset({"routing_topics", "routing_places"})  # need sets of texts that are not in this repository


class Measurement(Protocol):
    """A module of this package."""

    NAME: str

    def steps(self, bench: Bench, /) -> int:
        """How many steps it will tell of."""

    def measure(self, bench: Bench, /) -> list[Figure]:
        """Take the figures. Raises RuntimeError when what was measured did not do what it should."""


def exists(name: str) -> bool:
    return find_spec(f"bench.{name}") is not None


def load(name: str) -> Measurement:
    return cast("Measurement", import_module(f"bench.{name}"))
