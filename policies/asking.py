"""The policy's `rings`: who is asked first, for how long, then who, then whom to tell."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from policies.values import Frozen, SlackChannel, Wait, Word

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
        faults = [*self._volunteer_faults()] if self.ask == "volunteers" else [*self._card_faults()]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _volunteer_faults(self) -> Iterator[str]:
        if self.count is None:
            yield "a ring of volunteers says how many are asked (count)"
        if self.channel is not None:
            yield "a ring of volunteers has no channel: they are asked by direct message"

    def _card_faults(self) -> Iterator[str]:
        if self.count is not None:
            yield f"a ring that asks {self.ask} posts one card and has no count"
        if self.within_km is not None:
            yield f"a ring that asks {self.ask} has no radius (within_km)"


def _ends_in_the_open(rings: tuple[Ring, ...]) -> tuple[Ring, ...]:
    """No question waits for ever: at last everybody may take it, then the administrators are told."""
    if rings[-1].ask != "administrators":
        raise ValueError("the last ring asks the administrators")
    if any(ring.ask == "administrators" for ring in rings[:-1]):
        raise ValueError("only the last ring asks the administrators")
    if len(rings) > 1 and (rings[-2].ask != "channel" or rings[-2].match_topic):
        raise ValueError("the ring before the administrators asks the channel, whatever the topic (match_topic: false)")
    return rings


Rings = Annotated[tuple[Ring, ...], Field(min_length=1, max_length=20), AfterValidator(_ends_in_the_open)]
