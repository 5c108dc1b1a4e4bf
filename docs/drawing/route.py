"""The way from a text to offers as a picture: a walk drawn like a life cycle."""

from enum import StrEnum

from docs.drawing.lives import Life

FILE = "pictures/route.svg"
NAME = "From what somebody wrote to the people who are asked"


class Step(StrEnum):
    """Where a question is on its way."""

    TEXT = "the text"
    KIND = "kind"
    LANGUAGE = "language"
    TOPICS = "topics"
    PLACE = "place"
    LISTENED = "listened to"
    RING = "a ring"
    LEFT_OUT = "left out"
    SCORE = "the score"
    OFFERS = "offers"


ROUTE = Life(
    "Route",
    "How a question finds its people.",
    {
        (Step.TEXT, "what for?"): Step.KIND,
        (Step.TEXT, "in which?"): Step.LANGUAGE,
        (Step.TEXT, "about what?"): Step.TOPICS,
        (Step.TEXT, "where?"): Step.PLACE,
        (Step.KIND, "if the policy says so"): Step.LISTENED,
        (Step.LANGUAGE, "who speaks it"): Step.RING,
        (Step.TOPICS, "who chose it"): Step.RING,
        (Step.PLACE, "who is near"): Step.RING,
        (Step.RING, "with a reason"): Step.LEFT_OUT,
        (Step.RING, "who may be asked"): Step.SCORE,
        (Step.SCORE, "a draw"): Step.OFFERS,
        (Step.OFFERS, "nobody took it"): Step.RING,
    },
    {
        Step.TEXT: "what was written, and what the platform says of it",
        Step.KIND: "a question, praise, a complaint, or chatter",
        Step.LANGUAGE: "the language it is in",
        Step.TOPICS: "none, one or two of the policy's, each with its probability",
        Step.PLACE: "a circle on the map, by the best source there is",
        Step.LISTENED: "counted and shown, offered to nobody",
        Step.RING: "the volunteers of one step of asking",
        Step.LEFT_OUT: "who may not be asked now, each with the first reason that holds",
        Step.SCORE: "the product of the factors",
        Step.OFFERS: "the few who get a card",
    },
    {
        "the text": (0, 1.5),
        "kind": (1.85, 0),
        "language": (1.85, 1),
        "topics": (1.85, 2),
        "place": (1.85, 3),
        "listened to": (4.0, 0),
        "a ring": (4.0, 1.5),
        "left out": (5.9, 1.5),
        "the score": (4.0, 3.1),
        "offers": (5.9, 3.1),
    },
    {("offers", "a ring"): 0.06},
    {("the text", "kind"): 0.55, ("the text", "place"): 0.55, ("place", "a ring"): 0.45, ("offers", "a ring"): 0.45},
)
