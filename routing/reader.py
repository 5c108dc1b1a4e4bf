"""What a text says: which topics, what kind, which language. It knows what people taught, as soon as they have."""

import contextlib
import ctypes
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from policies.document import Policy, Topic
from routing.languages import detect
from routing.ports import Guess, KindModel, TopicModel, TopicRanking
from routing.topics.model import Example
from store import lessons
from store.db import Database

__all__ = ["Reader", "Said", "named", "read"]

log = logging.getLogger("byhand.reader")

Build: TypeAlias = Callable[[Sequence[Topic], Sequence[Example]], TopicModel]
_CONFIRMED = 0.5  # an answer given under a topic says less than a correction, which somebody took the trouble to make
_FRESH_SECONDS = 1.0


@dataclass(frozen=True)
class Said:
    """What a text was found to say."""

    topics: TopicRanking
    kind: Guess
    language: Guess


@dataclass(frozen=True)
class _Learnt:
    """A topic model, and what it was built from."""

    topics: tuple[Topic, ...]
    stamp: object
    model: TopicModel


def read(text: str, said_language: str, topics: TopicModel, kinds: KindModel) -> Said:
    """What these models find; `said_language` is what the platform says, BCP 47, or empty."""
    language = detect(text, said_language)
    return Said(topics.rank(text, language.value), kinds.judge(text, language.value), language)


class Reader:
    """Reads with the policy's topics and everybody's lessons.

    A policy's new topics count for the very next text. Lessons are worked in beside the reading, which goes on with
    what was known before: so nobody's question waits for them.
    """

    def __init__(self, db: Database, build: Build, kinds: Callable[[], KindModel]) -> None:
        self._db, self._build = db, build
        self._kinds = cache(kinds)  # made when the first text is read: a model takes its time to be loaded
        self._lock = threading.Lock()
        self._learnt: _Learnt | None = None
        self._looked = -1e9
        self._stamp: object = None
        self._learning: threading.Thread | None = None

    def read(self, text: str, policy: Policy, said_language: str = "") -> Said:
        """`said_language` is what the platform says, BCP 47, or empty."""
        return read(text, said_language, self.model(policy), self._kinds())

    def model(self, policy: Policy) -> TopicModel:
        """The topic model as it is now; built when the policy's topics are new."""
        with self._lock:
            stamp = self._lessons_stamp()
            learnt = self._learnt
            if learnt is None or learnt.topics != policy.topics:
                learnt = self._learnt = self._learn(policy.topics, stamp)
            elif learnt.stamp != stamp and self._learning is None:
                self._learning = threading.Thread(target=self._learn_beside, args=(policy.topics, stamp), daemon=True)
                self._learning.start()
            return learnt.model

    def warm(self, policy: Policy) -> None:
        """Load and build what the first text would have to wait for."""
        self._kinds().prepare()
        self.read("", policy)
        # Loading a model takes far more memory than keeping it; glibc gives the rest back only when asked.
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)

    def settle(self) -> None:
        """Wait until the lessons that are known of have been worked in."""
        self._looked = -1e9
        if self._learnt is not None:
            with self._lock:
                stamp, topics = self._lessons_stamp(), self._learnt.topics
                if self._learnt.stamp != stamp:
                    self._learnt = self._learn(topics, stamp)

    def _lessons_stamp(self) -> object:
        if time.monotonic() - self._looked > _FRESH_SECONDS:
            with self._db.read() as session:
                self._stamp = lessons.stamp(session)
            self._looked = time.monotonic()
        return self._stamp

    def _learn(self, topics: tuple[Topic, ...], stamp: object) -> _Learnt:
        with self._db.read() as session:
            given = [
                Example(one.text, one.topic, 1.0 if one.kind == "corrected" else _CONFIRMED)
                for one in lessons.live(session)
            ]
        return _Learnt(topics, stamp, self._build(topics, given))

    def _learn_beside(self, topics: tuple[Topic, ...], stamp: object) -> None:
        try:
            learnt = self._learn(topics, stamp)
            with self._lock:
                if self._learnt is not None and self._learnt.topics == topics:
                    self._learnt = learnt
        except Exception:
            log.exception("lessons could not be worked in; what was known before still holds")
        finally:
            self._learning = None


def named(ranking: TopicRanking, policy: Policy) -> tuple[str, ...]:
    """The topics a question has, the likeliest first: none, one or two, as sure as the policy wants them."""
    bounds = (policy.finding.topic_at_least, policy.finding.second_topic_at_least)
    found: list[str] = []
    for scored, bound in zip(ranking.topics, bounds, strict=False):
        if scored.score < bound:
            break
        found.append(scored.topic)
    return tuple(found)
