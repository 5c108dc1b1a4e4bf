"""Whether the store can be written to is asked once at a time, and no answer in time is a no."""

import threading

from console.app import Asking


async def test_a_store_that_does_not_answer_in_time_is_not_ready_and_is_asked_only_once() -> None:
    unlocked, asked = threading.Event(), []

    def question() -> bool:
        asked.append("asked")
        return unlocked.wait(20)

    store = Asking(question, longest=0.01)
    assert not await store.says_yes()
    assert not await store.says_yes()
    assert asked == ["asked"]

    unlocked.set()
    assert await Asking(question).says_yes()
