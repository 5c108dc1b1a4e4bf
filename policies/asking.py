"""The policy's `rings`: who is asked first, for how long, then who, then whom to tell."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from policies.values import Fault, Frozen, SlackChannel, Wait, Word, refuse, repeated

Count = Annotated[int, Field(ge=1, le=1000)]
Kilometres = Annotated[float, Field(gt=0, le=20_040)]  # half of the Earth's circumference


class Ring(Frozen):
    """One step of asking. Volunteers are asked by direct message, a channel or the administrators by one card."""

    name: Word
    ask: Literal["volunteers", "channel", "administrators"]
    count: Count | None = None
    within_km: Kilometres | None = None
    wait: Wait
    match_topic: bool = True
    channel: SlackChannel | None = None

    @model_validator(mode="before")
    @classmethod
    def _only_volunteers_match_by_default(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("ask") in {"channel", "administrators"}:
            return {"match_topic": False, **data}
        return data

    @model_validator(mode="after")
    def _fits_whom_it_asks(self) -> Self:
        refuse(self._volunteer_faults() if self.ask == "volunteers" else self._card_faults())
        return self

    def _volunteer_faults(self) -> Iterator[Fault]:
        if self.count is None:
            yield Fault(("count",), "is missing", "a ring of volunteers says how many are asked")
        if self.channel is not None:
            yield Fault(("channel",), "is not for volunteers", "they are asked by direct message")

    def _card_faults(self) -> Iterator[Fault]:
        if self.count is not None:
            yield Fault(("count",), "is only for volunteers", f"a ring that asks {self.ask} posts one card")
        if self.within_km is not None:
            yield Fault(("within_km",), "is only for volunteers", f"a card is seen by all {self.ask}")


def _ends_in_the_open(rings: tuple[Ring, ...]) -> tuple[Ring, ...]:
    """No question waits for ever: at last everybody may take it, then the administrators are told."""
    refuse((*_end_faults(rings), *_name_faults(rings)))
    return rings


def _end_faults(rings: tuple[Ring, ...]) -> Iterator[Fault]:
    last = len(rings) - 1
    if rings[last].ask != "administrators":
        yield Fault((last, "ask"), "the last ring asks the administrators", "add one with ask: administrators")
    for number, ring in enumerate(rings[:last]):
        if ring.ask == "administrators":
            yield Fault((number, "ask"), "only the last ring asks the administrators", "move it to the end")
    if last and rings[last - 1].ask != "channel":
        yield Fault((last - 1, "ask"), "the last ring but one asks the channel", "it is open to everybody")
    elif last and rings[last - 1].match_topic:
        yield Fault((last - 1, "match_topic"), "the last ring but one is open to every topic", "write false")


def _name_faults(rings: tuple[Ring, ...]) -> Iterator[Fault]:
    for number, name in repeated(ring.name for ring in rings):
        yield Fault((number, "name"), f"the name {name} is used twice", "each ring has a name of its own")


Rings = Annotated[tuple[Ring, ...], Field(min_length=1, max_length=20), AfterValidator(_ends_in_the_open)]
