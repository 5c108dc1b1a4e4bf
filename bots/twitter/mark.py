"""How far the mentions were read: up to a post, or, before there is one, since a time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bots.twitter.client import Page
from bots.twitter.snowflake import id_at, time_of


def iso(moment: datetime) -> str:
    """A time as X's parameters want it, whole seconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True)
class Mark:
    """`value` is a post's id or a time, as it is stored."""

    value: str

    @property
    def is_post(self) -> bool:
        return self.value.isdigit()

    def time(self) -> datetime:
        return time_of(self.value) if self.is_post else datetime.fromisoformat(self.value)

    def bounds(self, overlap: timedelta) -> dict[str, str]:
        """From where to read on; ids rise only generally, so the last minutes are read again."""
        if self.is_post:
            return {"since_id": id_at(self.time() - overlap)}
        return {"start_time": self.value}

    def may_miss(self, ids: Sequence[int], full: int) -> bool:
        """Whether something between the mark and what was read may not have come."""
        return min(ids) > int(self.value) if self.is_post else len(ids) >= full

    def moved_to(self, ids: Sequence[int]) -> "Mark":
        """The mark at the newest post; it never goes back."""
        known = [int(self.value)] if self.is_post else []
        return Mark(str(max([*ids, *known]))) if ids else self

    def without_older(self, page: Page) -> Page:
        """At the first start, the page without what was said before the time looked back to."""
        if self.is_post:
            return page
        return replace(page, posts=tuple(post for post in page.posts if not self._is_older(post)))

    def _is_older(self, post: object) -> bool:
        said = post.get("created_at") if isinstance(post, dict) else None
        try:
            return isinstance(said, str) and datetime.fromisoformat(said) < self.time()
        except (ValueError, TypeError):
            return False
