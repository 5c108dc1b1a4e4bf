"""How each part fares now: told by the parts, read by `/readyz`, `byhand run` and the logs."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from routing.ports import Clock

log = logging.getLogger("byhand.health")


@dataclass(frozen=True)
class State:
    """`state` is "up", "limited", "down" or "off"; `detail` one sentence when it is not up."""

    state: str
    detail: str
    since: datetime


class Health:
    """The last word of every part."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._states: dict[str, State] = {}

    def teller(self, part: str, state: str = "starting") -> Callable[[str, str], None]:
        """The function by which a part tells how it fares."""
        self.tell(part, state, "")
        return lambda state, detail: self.tell(part, state, detail)

    def tell(self, part: str, state: str, detail: str) -> None:
        before = self._states.get(part)
        if before is not None and (before.state, before.detail) == (state, detail):
            return
        self._states[part] = State(state, detail, self._clock.now())
        log.info("%s is %s", part, state, extra={"part": part, "state": state, "detail": detail})

    def states(self) -> dict[str, State]:
        return dict(self._states)

    def is_ready(self) -> bool:
        """Whether every part that is on works; a limited one does."""
        return all(state.state in {"up", "limited", "off"} for state in self._states.values())
