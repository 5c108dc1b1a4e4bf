"""The query parameters X knows, call by call, and the refusal of any other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import regex

from sandbox.twitter.problems import invalid

POST_FIELDS = (
    "article attachments author_id card_uri community_id context_annotations conversation_id created_at "
    "display_text_range edit_controls edit_history_tweet_ids entities geo id in_reply_to_user_id lang "
    "media_metadata non_public_metrics note_tweet organic_metrics possibly_sensitive promoted_metrics "
    "public_metrics referenced_tweets reply_settings scopes source suggested_source_links "
    "suggested_source_links_with_counts text withheld"
)
POST_EXPANSIONS = (
    "article.cover_media article.media_entities attachments.media_keys attachments.media_source_tweet "
    "attachments.poll_ids author_id edit_history_tweet_ids entities.mentions.username geo.place_id "
    "in_reply_to_user_id entities.note.mentions.username referenced_tweets.id "
    "referenced_tweets.id.attachments.media_keys referenced_tweets.id.author_id"
)
PERSON_FIELDS = (
    "affiliation confirmed_email connection_status created_at description entities id is_identity_verified "
    "location most_recent_tweet_id name parody pinned_tweet_id profile_banner_url profile_image_url protected "
    "public_metrics receives_your_dm subscription subscription_type url username verified "
    "verified_followers_count verified_type withheld"
)
MEDIA_FIELDS = (
    "alt_text duration_ms height media_key non_public_metrics organic_metrics preview_image_url "
    "promoted_metrics public_metrics type url variants width"
)
USAGE_FIELDS = "cap_reset_day daily_client_app_usage daily_project_usage project_cap project_id project_usage"
LISTS = {
    "tweet.fields": POST_FIELDS,
    "user.fields": PERSON_FIELDS,
    "media.fields": MEDIA_FIELDS,
    "poll.fields": "duration_minutes end_datetime id options voting_status",
    "place.fields": "contained_within country country_code full_name geo id name place_type",
    "usage.fields": USAGE_FIELDS,
    "exclude": "replies retweets",
}
PERSON_EXPANSIONS = "affiliation.user_id most_recent_tweet_id pinned_tweet_id"
POST_PARAMETERS = ("tweet.fields", "user.fields", "media.fields", "poll.fields", "place.fields", "expansions")
PERSON_PARAMETERS = ("tweet.fields", "user.fields", "expansions")
PAGE_PARAMETERS = ("since_id", "until_id", "start_time", "end_time", "max_results", "pagination_token")
NUMBER = regex.compile(r"[0-9]{1,19}")
MOMENT = regex.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z")


@dataclass
class Wanted:
    """Which fields and expansions a caller asked for, per kind of thing."""

    fields: dict[str, set[str]] = field(default_factory=dict)
    expansions: set[str] = field(default_factory=set)

    def of(self, kind: str) -> set[str]:
        return self.fields.get(f"{kind}.fields", set())


@dataclass
class Page:
    """Which stretch of a timeline a caller asked for; ids are exclusive."""

    since: int | None
    until: int | None
    start: datetime | None
    end: datetime | None
    size: int
    token: str | None


def check_names(query: Mapping[str, str], known: tuple[str, ...]) -> None:
    for name in query:
        if name not in known:
            listed = ",".join(known)
            raise invalid(f"The query parameter [{name}] is not one of [{listed}]", {name: [query[name]]})


def read_wanted(query: Mapping[str, str], expansions: str = POST_EXPANSIONS) -> Wanted:
    fields = {name: _read_list(query, name, allowed) for name, allowed in LISTS.items() if name in query}
    return Wanted(fields, _read_list(query, "expansions", expansions))


def read_page(query: Mapping[str, str], lowest: int, default: int) -> Page:
    return Page(
        since=read_number(query, "since_id"),
        until=read_number(query, "until_id"),
        start=_read_moment(query, "start_time"),
        end=_read_moment(query, "end_time"),
        size=read_bounded(query, "max_results", lowest, 100, default),
        token=query.get("pagination_token") or query.get("next_token"),
    )


def read_ids(text: str, name: str = "ids", most: int = 100) -> list[str]:
    numbers = [part for part in text.split(",") if part]
    for number in numbers:
        if not NUMBER.fullmatch(number):
            raise _not_a_number(name, number)
    if not 1 <= len(numbers) <= most:
        raise invalid(
            f"The number of values in the `{name}` query parameter list [{len(numbers)}] is not between 1 and {most}",
            {name: [text]},
        )
    return numbers


def read_number(query: Mapping[str, str], name: str) -> int | None:
    value = query.get(name)
    if value is None:
        return None
    if not NUMBER.fullmatch(value):
        raise _not_a_number(name, value)
    return int(value)


def read_bounded(query: Mapping[str, str], name: str, lowest: int, highest: int, default: int) -> int:
    value = query.get(name)
    if value is None:
        return default
    if not value.isdigit() or not lowest <= int(value) <= highest:
        raise invalid(
            f"The `{name}` query parameter value [{value}] is not between {lowest} and {highest}", {name: [value]}
        )
    return int(value)


def format_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def token_for(number: int, *, newer: bool = False) -> str:
    """An opaque token for the page of posts older (or newer) than that id."""
    return f"{'p' if newer else 'n'}{number:031x}"


def read_token(token: str | None) -> tuple[int | None, int | None]:
    """The id that a page must stay under, and the one it must stay over."""
    if token is None:
        return None, None
    match = regex.fullmatch(r"([np])([0-9a-f]{31})", token)
    if match is None:
        raise invalid(
            f"The `pagination_token` query parameter value [{token}] is not valid", {"pagination_token": [token]}
        )
    number = int(match.group(2), 16)
    return (number, None) if match.group(1) == "n" else (None, number)


def _read_list(query: Mapping[str, str], name: str, allowed: str) -> set[str]:
    values = [part for part in query.get(name, "").split(",") if part]
    known = allowed.split()
    for value in values:
        if value not in known:
            listed = ",".join(known)
            raise invalid(
                f"The `{name}` query parameter value [{value}] is not one of [{listed}]", {name: [query[name]]}
            )
    return set(values)


def _read_moment(query: Mapping[str, str], name: str) -> datetime | None:
    value = query.get(name)
    if value is None:
        return None
    if MOMENT.fullmatch(value) is None:
        raise invalid(f"The `{name}` query parameter value [{value}] is not a valid RFC3339 date-time", {name: [value]})
    return datetime.fromisoformat(value)


def _not_a_number(name: str, value: str) -> Exception:
    return invalid(f"The `{name}` query parameter value [{value}] is not valid", {name: [value]})
