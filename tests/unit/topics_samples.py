"""Topics of a made-up shop, and the embedding, loaded once for all tests of a process."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from policies.document import Topic
from routing.embedding import MiniLM

LAPTOPS = Topic(
    id="laptops",
    name="Laptops",
    description="Portable computers and their chargers",
    keywords=("laptop", "notebook", "not charging", "battery"),
)
TELEVISIONS = Topic(
    id="tv",
    name="Televisions",
    description="Screens and everything around them",
    keywords=("tv", "hdmi", "remote", "wall mount", "fernseher"),
)
DELIVERY = Topic(
    id="delivery", name="Delivery", description="Parcels on their way to people", keywords=("parcel", "delivery")
)
KITCHEN = Topic(
    id="kitchen",
    name="Kitchen appliances",
    description="Fridges, ovens, hobs and coffee machines",
    keywords=("fridge", "oven", "kettle"),
    examples=(
        "Will a wide fridge fit through a narrow door?",
        "My oven takes an hour to get warm",
        "The coffee machine leaks at the bottom",
        "Which kettle is quiet enough for a nursery?",
    ),
)
SHOP = (LAPTOPS, TELEVISIONS, DELIVERY, KITCHEN)


class Kept:
    """MiniLM with every vector kept: a topic model is fitted many times in these tests."""

    name = "kept"

    def __init__(self) -> None:
        self.model = MiniLM()
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        for text in texts:
            if text not in self._known:
                self._known[text] = self.model.embed([text])[0]
        return np.stack([self._known[text] for text in texts])


@lru_cache(maxsize=1)
def meaning() -> Kept:
    return Kept()
