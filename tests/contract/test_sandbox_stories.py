"""Each question's story is told from the wire alone: here an application plays that is not ours."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
import requests
import tweepy
from slack_sdk import WebClient

from sandbox.serve import RunningSandbox
from tests.contract.standins import Control
from tests.contract.x_by_tweepy import ask, mentions, reply

SPEED = 1000
QUESTION = "@brightaisle my fridge hums & buzzes, is that normal?"
BOT = "bot4200000001:sandbox-telegram-token"
OFFERED = ("question.claim", "question.decline", "question.dismiss")


class _Acknowledge(BaseHTTPRequestHandler):
    """An application that says yes to everything, and answers Slack's challenge."""

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["content-length"]))
        challenge = json.loads(sent).get("challenge", "") if sent.startswith(b"{") else ""
        self.send_response(200)
        self.send_header("content-length", str(len(challenge)))
        self.end_headers()
        self.wfile.write(challenge.encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def slack(sandbox: RunningSandbox, control: Control) -> Iterator[WebClient]:
    with HTTPServer(("127.0.0.1", 0), _Acknowledge) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        control.post("slack/app", request_url=f"http://127.0.0.1:{server.server_port}/slack")
        yield WebClient("xoxb-sandbox-bot-token", base_url=f"{sandbox.url}/slack/api/")
        server.shutdown()


def _stories(control: Control) -> list[dict[str, Any]]:
    """As an open page gets them, oldest first."""
    with httpx.stream("GET", f"{control.http.base_url}live", trust_env=False) as answer:
        line = next(line for line in answer.iter_lines() if line.startswith("data: "))
    found = json.loads(line.removeprefix("data: "))["changes"].get("stories", {})
    return sorted((one for one in found.values() if one), key=lambda story: story["steps"][0]["at"])


def _story(control: Control) -> dict[str, Any]:
    (story,) = _stories(control)
    return story


def _kinds(story: dict[str, Any]) -> list[str]:
    return [step["kind"] for step in story["steps"]]


def _card(text: str, actions: tuple[str, ...] = OFFERED, url: str = "") -> list[dict[str, Any]]:
    plain = {"type": "plain_text", "emoji": False}
    buttons = [{"type": "button", "action_id": one, "text": {**plain, "text": one}} for one in actions]
    if url:
        buttons.append({"type": "button", "action_id": "question.open", "text": {**plain, "text": "Open"}, "url": url})
    shown: list[dict[str, Any]] = [{"type": "section", "text": {**plain, "text": text}}]
    return [*shown, {"type": "actions", "elements": buttons}] if buttons else shown


def _offer(slack: WebClient, person: str, text: str = QUESTION, **more: Any) -> dict[str, Any]:
    answer = slack.chat_postMessage(channel=person, text="A question", blocks=_card(text, **more))
    return {"channel": answer["channel"], "ts": answer["ts"]}


def _click(control: Control, person: str, card: dict[str, Any], action: str) -> str:
    """The click's trigger."""
    control.post("slack/click", person=person, action_id=action, wait=0, **card)
    clicks = [one["payload"] for one in control.get("slack/sent") if one["kind"] == "interactive"]
    return str(clicks[-1]["trigger_id"])


def _open(slack: WebClient, trigger: str, callback: str = "answer.submit") -> None:
    title = {"type": "plain_text", "text": "Answer"}
    field = {"type": "plain_text_input", "action_id": "text"}
    blocks = [{"type": "input", "block_id": "answer", "label": title, "element": field}]
    view = {"type": "modal", "callback_id": callback, "title": title, "submit": title, "blocks": blocks}
    slack.views_open(trigger_id=trigger, view=view)


def test_a_question_from_the_asking_to_the_answer(x: tweepy.Client, control: Control, slack: WebClient) -> None:
    asked = ask(control, QUESTION)
    assert _story(control)["state"] == "asked"
    mentions(x)
    card = _offer(slack, "U0ANNA")
    other = _offer(slack, "U0BEN")
    trigger = _click(control, "U0ANNA", card, "question.claim")
    _open(slack, trigger)
    _click(control, "U0BEN", other, "question.claim")
    control.post("slack/submit", person="U0ANNA", values={"answer": {"text": "It is."}}, wait=0)
    reply(x, "It is. ^Anna", asked)

    story = _story(control)

    assert _kinds(story) == ["asked", "seen", "offered", "taken", "lost", "written", "posted", "answered"]
    assert (story["holder"], story["state"]) == ("Anna Lindqvist", "answered")
    assert story["answer"] == "@ann It is. ^Anna"
    assert story["steps"][2]["who"] == ["Anna Lindqvist", "Ben Okafor"]
    assert [one["person"] for one in story["cards"]] == ["U0ANNA", "U0BEN"]


def test_of_two_who_click_at_once_the_window_tells_who_has_it(
    control: Control, slack: WebClient, x: tweepy.Client
) -> None:
    ask(control, QUESTION)
    cards = {person: _offer(slack, person) for person in ("U0ANNA", "U0BEN")}
    _click(control, "U0ANNA", cards["U0ANNA"], "question.claim")
    trigger = _click(control, "U0BEN", cards["U0BEN"], "question.claim")
    _open(slack, trigger)
    story = _story(control)
    assert story["holder"] == "Ben Okafor"
    assert story["steps"][-1]["who"] == ["Anna Lindqvist"]


def test_who_says_that_the_topic_is_wrong_is_told_of(control: Control, slack: WebClient, x: tweepy.Client) -> None:
    ask(control, QUESTION)
    trigger = _click(
        control, "U0ANNA", _offer(slack, "U0ANNA", actions=("question.claim", "question.topic")), "question.topic"
    )
    _open(slack, trigger, "topic.save")
    control.post("slack/submit", person="U0ANNA", values={"answer": {"text": "printers"}}, wait=0)
    story = _story(control)

    assert story["steps"][-1]["text"] == "Anna Lindqvist said that it is about something else"
    assert story["state"] == "offered"


def test_a_card_is_known_by_the_posts_address_though_the_words_differ(
    control: Control, slack: WebClient, x: tweepy.Client
) -> None:
    asked = ask(control, QUESTION)
    ask(control, QUESTION, author="bob")
    _offer(slack, "U0ANNA", "cut short…", url=f"https://x.com/ann/status/{asked}")
    assert [one["state"] for one in _stories(control)] == ["offered", "asked"]


def test_what_nobody_was_shown_the_company_for_is_no_question(control: Control, x: tweepy.Client) -> None:
    ask(control, "lovely weather")
    control.post("telegram/chats", type="supergroup", title="Friends")
    control.post("telegram/messages", chat="Friends", text="lovely weather", **{"from": "ann"})
    assert _stories(control) == []


@pytest.mark.parametrize(
    ("kind", "step"), [("cut_after", "broken"), ("cut_before", "broken"), ("5xx", "broken"), ("429", "limited")]
)
def test_a_fault_shows_where_it_met_the_answer(x: tweepy.Client, control: Control, kind: str, step: str) -> None:
    asked = ask(control, QUESTION)
    control.fault("x", "POST /2/tweets", kind)
    with suppress(tweepy.TweepyException, requests.RequestException):
        reply(x, "It is. ^Anna", asked)
    story = _story(control)
    assert step in _kinds(story)
    assert ("answered" in _kinds(story)) is (kind == "cut_after")


def test_a_lost_answer_is_looked_for_and_found(x: tweepy.Client, control: Control, slack: WebClient) -> None:
    asked = ask(control, QUESTION)
    card = _offer(slack, "U0ANNA")
    control.fault("x", "POST /2/tweets", "cut_after")
    with pytest.raises(requests.RequestException):
        reply(x, "It is. ^Anna", asked)
    doubtful = _card(QUESTION, ("delivery.there", "delivery.again"))
    slack.chat_update(**card, text="May have been posted", blocks=doubtful)
    assert _story(control)["state"] == "unknown"
    x.get_users_tweets("1000000001", tweet_fields=["referenced_tweets"], user_auth=True)
    slack.chat_update(**card, text="Answered", blocks=_card(QUESTION, ()))
    story = _story(control)
    assert _kinds(story)[-3:] == ["unknown", "looked", "settled"]
    assert story["state"] == "answered"


def test_a_person_decides_what_telegram_does_not_tell(
    sandbox: RunningSandbox, control: Control, slack: WebClient
) -> None:
    said = control.post("telegram/messages", text="My phone is dead", **{"from": "Tomas"})
    card = _offer(slack, "U0ANNA", "My phone is dead")
    control.fault("telegram", "sendMessage", "cut_after")
    reply_to = {"message_id": said["message_id"]}
    body = {"chat_id": said["chat_id"], "text": "Charge it", "reply_parameters": reply_to}
    with pytest.raises(httpx.HTTPError):
        httpx.post(f"{sandbox.url}/telegram/{BOT}/sendMessage", json=body, trust_env=False)
    slack.chat_update(**card, text="?", blocks=_card("My phone is dead", ("delivery.there", "delivery.again")))
    _click(control, "U0ANNA", card, "delivery.there")
    story = _story(control)
    assert _kinds(story)[-4:] == ["broken", "answered", "unknown", "decided"]
    assert story["chat"] == "a private chat"


def test_a_reply_to_the_answer_is_its_follow_up(x: tweepy.Client, control: Control) -> None:
    asked = ask(control, QUESTION)
    answer = reply(x, "It is. ^Anna", asked)["data"]["id"]
    ask(control, "still?", reply_to=answer)
    first, then = _stories(control)
    assert then["follows"] == first["id"]


def test_edits_and_deletions_are_steps(x: tweepy.Client, control: Control) -> None:
    asked = ask(control, QUESTION)
    control.post(f"x/posts/{asked}/edit", text="@brightaisle my freezer hums")
    control.delete(f"x/posts/{asked}")
    said = control.post("telegram/messages", text="It hums", **{"from": "Tomas"})
    place = {"chat": said["chat_id"], "message_id": said["message_id"]}
    control.post("telegram/messages/edit", **place, text="It howls")
    control.post("telegram/messages/delete", **place)
    assert [_kinds(one) for one in _stories(control)] == [["asked", "edited", "deleted"]] * 2
    assert [one["text"] for one in _stories(control)] == ["@brightaisle my freezer hums", "It howls"]


def test_a_reset_forgets_every_story(x: tweepy.Client, control: Control) -> None:
    ask(control, QUESTION)
    control.post("reset")
    assert _stories(control) == []


@pytest.mark.parametrize("body", [[], "text", {"reply": []}, {"reply": "1"}, {"text": 5}])
def test_what_makes_no_sense_is_no_part_of_a_story(
    x: tweepy.Client, control: Control, sandbox: RunningSandbox, body: Any
) -> None:
    ask(control, QUESTION)
    with pytest.raises(tweepy.BadRequest):
        x.request("POST", "/2/tweets", json=body, user_auth=True)
    for call in ("sendMessage", "getUpdates"):
        answer = httpx.post(f"{sandbox.url}/telegram/{BOT}/{call}", json=body, trust_env=False)
        assert answer.status_code < 500
    answer = httpx.post(f"{sandbox.url}/slack/api/chat.postMessage", json=body, trust_env=False)
    assert answer.status_code < 500
    assert _story(control)["state"] == "asked"


POSTS = (
    "x/2/tweets",
    f"telegram/{BOT}/sendMessage",
    "slack/api/chat.postMessage",
    "slack/response/none",
    "_control/x/posts",
    "_control/slack/click",
)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("body", ["[" * 100_000, '{"blocks":' * 100_000, '{"text":"\\ud800"}', "null"])
def test_a_body_that_nobody_can_read_breaks_nothing(sandbox: RunningSandbox, path: str, body: str) -> None:
    head = {"content-type": "application/json", "authorization": "Bearer xoxb-sandbox-bot-token"}
    answer = httpx.post(f"{sandbox.url}/{path}", content=body, headers=head, trust_env=False)

    assert answer.status_code < 500


@pytest.mark.parametrize("path", POSTS)
def test_a_client_that_vanishes_while_it_speaks_leaves_no_trace(
    sandbox: RunningSandbox, control: Control, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    url = httpx.URL(sandbox.url)
    with socket.create_connection((url.host, url.port or 80)) as half:
        half.sendall(f"POST /{path} HTTP/1.1\r\nhost: here\r\ncontent-length: 100\r\n\r\n{{".encode())
        control.get("faults")  # by now the sandbox has begun to read
    control.get("faults")

    assert control.requests() == []
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
