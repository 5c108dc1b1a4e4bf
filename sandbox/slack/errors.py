"""How the stand-in refuses: Slack's own words, raised where the rule stands."""

from typing import Any


class Refused(Exception):  # noqa: N818 - not a fault of ours but Slack's answer
    """Slack's `{"ok": false}`: the error's name, the explaining messages and further fields of the answer."""

    def __init__(self, error: str, messages: list[str] | None = None, **more: Any) -> None:
        super().__init__(error)
        self.error, self.messages, self.more = error, messages or [], more

    def answer(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return body


class Limited(Exception):  # noqa: N818 - as above
    """Slack's 429."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"limited for {seconds} s")
        self.seconds = seconds
