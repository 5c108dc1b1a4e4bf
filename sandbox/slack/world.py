"""What the Slack stand-in knows: its people, channels, messages and views."""

from typing import Any


class World:
    """The state of one Slack workspace."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """As on the first day."""

    def view(self) -> dict[str, Any]:
        """Everything, as JSON, for the page and for tests."""
        return {}
