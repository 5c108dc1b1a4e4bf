"""X's read calls: people, posts, timelines, search, usage."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.twitter import ledger, params, snowflake
from sandbox.twitter.params import PAGE_PARAMETERS, PERSON_PARAMETERS, POST_PARAMETERS, Page, Wanted
from sandbox.twitter.posts import Person, Post
from sandbox.twitter.problems import hidden, invalid, missing
from sandbox.twitter.query import parse_query
from sandbox.twitter.shapes import Shapes
from sandbox.twitter.world import World

MENTIONS_REACH = 800
POSTS_REACH = 3_200
POSTS_WITHOUT_REPLIES_REACH = 800
SEARCH_DAYS = 7
SEARCH_DELAY = timedelta(seconds=30)
SEARCH_DISTANCE = timedelta(seconds=10)
USERNAME = re.compile(r"[A-Za-z0-9_]{1,15}")
PROJECT = "1"
MONTHLY_CAP = 3_000_000


@dataclass
class Asked:
    """One read call: its query and what its path names."""

    query: Mapping[str, str]
    path: Mapping[str, str]


class Reads:
    def __init__(self, world: World) -> None:
        self.world = world

    def me(self, asked: Asked) -> dict[str, Any]:
        return self._person(asked, self.world.me, "id", self.world.me.id)

    def person_by_username(self, asked: Asked) -> dict[str, Any]:
        handle = asked.path["username"]
        if USERNAME.fullmatch(handle) is None:
            raise invalid(
                f"The `username` query parameter value [{handle}] does not match ^[A-Za-z0-9_]{{1,15}}$",
                {"username": [handle]},
            )
        return self._person(asked, self.world.people.get(handle.lower()), "username", handle)

    def person_by_id(self, asked: Asked) -> dict[str, Any]:
        number = params.read_ids(asked.path["id"], "id", 1)[0]
        return self._person(asked, self.world.find_person(number), "id", number)

    def mentions(self, asked: Asked) -> dict[str, Any]:
        """The newest 800 posts that mention the person; older ones are out of reach, without a word."""
        params.check_names(asked.query, ("id", *PAGE_PARAMETERS, *POST_PARAMETERS))
        person = self._known(asked)
        if isinstance(person, dict):
            return person
        posts = (post for post in self._open() if self.world.mentions(post, person) and post.author.id != person.id)
        price = ledger.OWNED_READ if person.id == self.world.me.id else ledger.POST_READ
        return self._timeline(asked, _first(posts, MENTIONS_REACH), params.read_page(asked.query, 5, 10), price)

    def posts_of(self, asked: Asked) -> dict[str, Any]:
        params.check_names(asked.query, ("id", "exclude", *PAGE_PARAMETERS, *POST_PARAMETERS))
        person = self._known(asked)
        if isinstance(person, dict):
            return person
        excluded = params.read_wanted(asked.query).fields.get("exclude", set())
        reach = POSTS_WITHOUT_REPLIES_REACH if "replies" in excluded else POSTS_REACH
        posts = _first((post for post in self._open() if post.author.id == person.id), reach)
        kept = [post for post in posts if not ("replies" in excluded and post.reply_to is not None)]
        price = ledger.OWNED_READ if person.id == self.world.me.id else ledger.POST_READ
        return self._timeline(asked, kept, params.read_page(asked.query, 5, 10), price)

    def search(self, asked: Asked) -> dict[str, Any]:
        """The last 7 days, up to half a minute ago unless `end_time` says otherwise."""
        params.check_names(asked.query, ("query", "next_token", "sort_order", *PAGE_PARAMETERS, *POST_PARAMETERS))
        if not asked.query.get("query"):
            raise invalid("The `query` query parameter can not be empty", {"query": [""]})
        matches = parse_query(asked.query["query"])
        page = params.read_page(asked.query, 10, 10)
        self._bound_search(page)
        posts = [post for post in self._open() if matches(post)]
        return self._timeline(asked, posts, page, ledger.POST_READ)

    def lookup(self, asked: Asked) -> dict[str, Any]:
        params.check_names(asked.query, ("ids", *POST_PARAMETERS))
        if "ids" not in asked.query:
            raise invalid("The `ids` query parameter can not be empty", {"ids": [""]})
        return self._look(asked, params.read_ids(asked.query["ids"]), "ids")

    def lookup_one(self, asked: Asked) -> dict[str, Any]:
        params.check_names(asked.query, ("id", *POST_PARAMETERS))
        answer = self._look(asked, params.read_ids(asked.path["id"], "id", 1), "id")
        if "data" in answer:
            answer["data"] = answer["data"][0]
        return answer

    def usage(self, asked: Asked) -> dict[str, Any]:
        params.check_names(asked.query, ("days", "usage.fields"))
        params.read_bounded(asked.query, "days", 1, 90, 7)
        wanted = params.read_wanted(asked.query).of("usage")
        book, cap = self.world.ledger, self.world.switches.usage_cap
        days = [{"date": day, "usage": count} for day, count in book.days().items()]
        drawn: dict[str, Any] = {
            "project_id": PROJECT,
            "project_cap": MONTHLY_CAP if cap is None else cap,
            "project_usage": book.posts_read,
            "cap_reset_day": 1,
        }
        if days and "daily_project_usage" in wanted:
            drawn["daily_project_usage"] = {"project_id": int(PROJECT), "usage": days}
        if days and "daily_client_app_usage" in wanted:
            app = {"client_app_id": PROJECT, "usage": days, "usage_result_count": len(days)}
            drawn["daily_client_app_usage"] = [app]
        return {"data": drawn}

    def _open(self) -> Iterable[Post]:
        """What our account may see, newest first, each post in its newest version."""
        latest = datetime.now(UTC) - timedelta(seconds=self.world.switches.read_lag)
        posts = (post for post in self.world.newest_first() if post.newest and self.world.visible(post))
        return posts if not self.world.switches.read_lag else (post for post in posts if post.created_at <= latest)

    def _known(self, asked: Asked) -> Person | dict[str, Any]:
        """The person of the path, or the answer that there is none."""
        number = params.read_ids(asked.path["id"], "id", 1)[0]
        person = self.world.find_person(number)
        if person is None:
            return {"errors": [missing("user", "id", number)]}
        hides = person.id != self.world.me.id and (person.protected or person.blocks_us)
        return {"errors": [hidden("user", "id", number)]} if hides else person

    def _person(self, asked: Asked, person: Person | None, parameter: str, value: str) -> dict[str, Any]:
        params.check_names(asked.query, PERSON_PARAMETERS)
        wanted = params.read_wanted(asked.query, params.PERSON_EXPANSIONS)
        if person is None:
            return {"errors": [missing("user", parameter, value)]}
        if person.id != self.world.me.id:
            self.world.ledger.read_person(person.id)
        return {"data": Shapes(self.world, wanted).person(person)}

    def _look(self, asked: Asked, numbers: list[str], parameter: str) -> dict[str, Any]:
        """Any version of a post may be looked up by its id."""
        shapes, found = Shapes(self.world, params.read_wanted(asked.query)), []
        for number in dict.fromkeys(numbers):
            post = self.world.posts.get(int(number))
            if post is not None and self.world.visible(post):
                found.append(post)
                price = ledger.OWNED_READ if post.author.id == self.world.me.id else ledger.POST_READ
                self.world.ledger.read_post(post.id, price)
                continue
            tell = missing if post is None or post.deleted else hidden
            shapes.errors.append(tell("tweet", parameter, number))
        return shapes.page(found)

    def _timeline(self, asked: Asked, posts: list[Post], page: Page, price: float) -> dict[str, Any]:
        wanted: Wanted = params.read_wanted(asked.query)
        under, over = params.read_token(page.token)
        reachable = [post for post in posts if _within(post, page)]
        candidates = [post for post in reachable if _between(post.id, over, under)]
        shown = candidates[-page.size :] if over is not None else candidates[: page.size]
        for post in shown:
            self.world.ledger.read_post(post.id, price)
        return Shapes(self.world, wanted).page(shown) | {"meta": _meta(shown, reachable)}

    def _bound_search(self, page: Page) -> None:
        """Sets the default bounds, and refuses what lies outside X's seven days."""
        now, speed = datetime.now(UTC), self.world.sandbox.speed
        oldest = now - timedelta(days=SEARCH_DAYS)
        if page.start is not None and page.start < oldest:
            raise _outside("start_time", params.format_moment(page.start), "must be on or after", oldest)
        if page.since is not None and page.since < snowflake.from_time(oldest):
            raise _outside("since_id", str(page.since), "must be a tweet id created after", oldest)
        if page.end is not None and page.end > now - SEARCH_DISTANCE / speed:
            raise _outside("end_time", params.format_moment(page.end), "must be a minimum of 10 seconds prior to", now)
        page.start = page.start or (oldest if page.since is None else None)
        page.end = page.end or (now - SEARCH_DELAY / speed if page.until is None else None)


def _within(post: Post, page: Page) -> bool:
    by_id = (page.since is None or post.id > page.since) and (page.until is None or post.id < page.until)
    by_time = (page.start is None or post.created_at >= page.start) and (page.end is None or post.created_at < page.end)
    return by_id and by_time


def _between(number: int, over: int | None, under: int | None) -> bool:
    return (under is None or number < under) and (over is None or number > over)


def _meta(shown: list[Post], reachable: list[Post]) -> dict[str, Any]:
    meta: dict[str, Any] = {"result_count": len(shown)}
    if not shown:
        return meta
    newest, oldest = shown[0].id, shown[-1].id
    meta |= {"newest_id": str(newest), "oldest_id": str(oldest)}
    if reachable[-1].id < oldest:
        meta["next_token"] = params.token_for(oldest)
    if reachable[0].id > newest:
        meta["previous_token"] = params.token_for(newest, newer=True)
    return meta


def _first(posts: Iterable[Post], most: int) -> list[Post]:
    return [post for post, _ in zip(posts, range(most), strict=False)]


def _outside(name: str, value: str, rule: str, moment: datetime) -> Exception:
    return invalid(f"Invalid '{name}':'{value}'. '{name}' {rule} [{params.format_moment(moment)}].", {name: [value]})
