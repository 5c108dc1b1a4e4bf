"""What the contract tests of the X stand-in do through tweepy, and the check of each answer."""

from typing import Any

import tweepy

from tests.contract import specs
from tests.contract.standins import Control

ME = "1000000001"
POST_FIELDS = [
    "attachments", "author_id", "conversation_id", "created_at", "display_text_range", "edit_controls", "entities",
    "geo", "in_reply_to_user_id", "lang", "note_tweet", "possibly_sensitive", "public_metrics", "referenced_tweets",
    "reply_settings",
]  # fmt: skip
EXPANSIONS = [
    "author_id", "geo.place_id", "attachments.media_keys", "referenced_tweets.id", "in_reply_to_user_id",
    "entities.mentions.username", "referenced_tweets.id.author_id",
]  # fmt: skip
EVERYTHING: dict[str, Any] = {
    "tweet_fields": POST_FIELDS,
    "expansions": EXPANSIONS,
    "user_fields": ["created_at", "location", "protected", "public_metrics", "verified", "profile_image_url"],
    "place_fields": ["country", "country_code", "geo", "name", "place_type"],
    "media_fields": ["url", "width", "height", "alt_text"],
    "user_auth": True,
}
LYON = {
    "id": "p1",
    "full_name": "Lyon, France",
    "country": "France",
    "country_code": "fr",
    "bbox": [4.7, 45.7, 4.9, 45.8],
}


def ask(control: Control, text: str = "@brightaisle my fridge hums", author: str = "ann", **more: Any) -> str:
    return str(control.post("x/posts", author=author, text=text, **more)["id"])


def reply(x: tweepy.Client, text: str, to: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = x.create_tweet(text=text, in_reply_to_tweet_id=to, **more)
    return answer


def mentions(x: tweepy.Client, **query: Any) -> dict[str, Any]:
    answer: dict[str, Any] = x.get_users_mentions(ME, user_auth=True, **query)
    return answer


def ids(answer: dict[str, Any]) -> list[str]:
    return [post["id"] for post in answer.get("data", [])]


def check(method: str, path: str, answer: Any, status: str = "200") -> None:
    assert specs.x_faults(specs.x_answer_schema(method, path, status), answer) == []


def check_problem(error: tweepy.HTTPException) -> dict[str, Any]:
    problem: dict[str, Any] = error.response.json()
    assert specs.x_faults("Problem~chosen", problem) == []
    return problem


def create(x: tweepy.Client, **body: Any) -> str:
    answer = x.request("POST", "/2/tweets", json=body, user_auth=True)
    return str(answer.json()["data"]["id"])
