"""One question walked to its answer by people who try again, while the process may die under them."""

import contextlib
import signal

from tests.e2e.house import House

QUESTION = "My washing machine shows E18 and does not drain"
ANSWER = "E18 is the pump. Look for a coin in the filter behind the flap."


class Walk:
    """People who do what people do: when something did not work, they look and try again."""

    def __init__(self, house: House) -> None:
        self.house = house

    def alive(self) -> None:
        self.house.revive()

    def answer(self, words: str) -> None:
        """Claim, write, preview, post, until the card shows the answer; decide what only a person can decide."""
        self.house.until(f"an answered card for {words}", lambda: self._step(words))

    def died(self) -> None:
        """Wait for the kill: its effect can be seen outside a moment before the process is gone."""

        def is_dead() -> bool:
            self.alive()
            return -signal.SIGKILL in self.house.codes

        self.house.until("the process to be killed at its failpoint", is_dead)

    def public(self, asked: str, channel: str) -> list[str]:
        """What stands under the question once its delivery is known to be sent."""

        def is_sent() -> bool:
            self.alive()
            return '"state": "sent"' in self.house.byhand("explain", "1", "--json").stdout

        self.house.until("the answer to be known as sent", is_sent)
        return self.house.replies_on_x(asked) if channel == "x" else self.house.said_on_telegram(asked)

    def _step(self, words: str) -> bool:
        self.alive()
        card = self.house.message("U0ANNA", words)
        if card is None:
            return False
        blocks = str(card["blocks"])
        notice = self.house.message("U0ANNA", "'delivery.there'")
        if notice is not None and "delivery.there" in str(notice["blocks"]):
            self._decide(notice)
        elif "'question.claim'" in blocks:
            self._write(card, "question.claim")
        elif "'question.answer'" in blocks:
            self._write(card, "question.answer")
        return self._is_answered(words)

    def _write(self, card: dict[str, object], button: str) -> None:
        self._click(card, button)
        view = self.house.view("U0ANNA")
        if view is None or view["callback_id"] != "answer.submit":
            return
        self.house.submit("U0ANNA", {"answer": {"text": ANSWER}})
        view = self.house.view("U0ANNA")
        if view is not None and view["callback_id"] == "answer.post":
            self.house.submit("U0ANNA", {})
        while self.house.view("U0ANNA") is not None:
            self.house.act("slack/close", person="U0ANNA")

    def _decide(self, notice: dict[str, object]) -> None:
        """A person looks on Telegram and says what is there."""
        there = any(ANSWER in text for text in self.all_public())
        self._click(notice, "delivery.there" if there else "delivery.again")

    def _click(self, message: dict[str, object], button: str) -> None:
        """The message may have changed since it was looked at: who finds no button there looks again."""
        now = next((row for row in self.house.messages("U0ANNA") if row["ts"] == message["ts"]), message)
        if f"'{button}'" in str(now.get("blocks")):
            with contextlib.suppress(AssertionError):
                self.house.click("U0ANNA", now, button)

    def _is_answered(self, words: str) -> bool:
        card = self.house.message("U0ANNA", words)
        if card is None or "coin in the filter" not in str(card["blocks"]):
            return False
        return not any(f"'{name}'" in str(card["blocks"]) for name in ("question.answer", "delivery.there"))

    def all_public(self) -> list[str]:
        said = [post["text"] for post in self.house.see("x/timeline") if post["ours"]]
        for chat in self.house.see("telegram/chats"):
            said += self.house.said_on_telegram(str(chat["id"]))
        return said
