"""Who watches the wire and hands each thing to the part that makes a step of it.

It knows of the application what anybody could see between it and the platforms: which message shows a question's words,
whose click opened a window, which post answers which. Nothing of the application is imported or asked.
"""

import logging
from typing import Any

from sandbox.core import Sandbox
from sandbox.slack.world import World as Slack
from sandbox.stories.askers import OnTelegram, OnX
from sandbox.stories.calls import Calls
from sandbox.stories.model import Stories
from sandbox.stories.volunteers import Volunteers
from sandbox.telegram.world import World as Telegram
from sandbox.twitter.world import World as X

log = logging.getLogger(__name__)


class Witness:
    """Hears everything the sandbox tells."""

    def __init__(self, sandbox: Sandbox, x: X, telegram: Telegram, slack: Slack) -> None:
        self.stories = Stories(sandbox.live)
        self._on_x, self._on_telegram = OnX(self.stories, x), OnTelegram(self.stories, telegram)
        self._volunteers = Volunteers(self.stories, slack)
        self._calls = Calls(self.stories).by_name() | self._volunteers.by_name()
        telegram.updates.on_taken = self._on_telegram.taken
        sandbox.watchers.append(self.hear)
        sandbox.resets.append(self.stories.clear)

    def hear(self, kind: str, data: dict[str, Any]) -> None:
        """Whatever was sent or said, telling of it never stops the stand-in: what cannot be told is left out."""
        try:
            self._hear(kind, data)
        except Exception:
            log.exception("What happened cannot be told: %s", kind)

    def _hear(self, kind: str, data: dict[str, Any]) -> None:
        match kind:
            case "request":
                call = self._calls.get(data["method"])
                if call is not None:
                    call(data)
            case "x":
                self._on_x.hear(data["what"], data["post"])
            case "telegram" if "message" in data:
                self._on_telegram.hear(data["what"], data["message"])
            case "slack":
                self._volunteers.hear(data)
