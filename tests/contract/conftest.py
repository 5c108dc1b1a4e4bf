"""A sandbox for each file of contract tests, emptied before each test, and the libraries pointed at it.

A file says how much faster than real its sandbox's limits are: `SPEED = 1000`.
"""

from collections.abc import AsyncIterator, Iterator

import pytest
import tweepy
from telegram import Bot

from sandbox.serve import RunningSandbox, running
from tests.contract.standins import Control, control_of, tweepy_for
from tests.contract.telegram_by_ptb import bot_for


@pytest.fixture(scope="module")
def sandbox(request: pytest.FixtureRequest) -> Iterator[RunningSandbox]:
    with running(speed=getattr(request.module, "SPEED", 50)) as one:
        yield one


@pytest.fixture
def control(sandbox: RunningSandbox) -> Iterator[Control]:
    with control_of(sandbox.url) as one:
        yield one


@pytest.fixture
def x(sandbox: RunningSandbox, control: Control) -> Iterator[tweepy.Client]:
    with tweepy_for(sandbox.url) as one:
        yield one


@pytest.fixture(autouse=True)
def _spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot gives waits as timedelta, which it otherwise warns about."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def bot(sandbox: RunningSandbox, control: Control) -> AsyncIterator[Bot]:
    async with bot_for(sandbox.url) as one:
        yield one
