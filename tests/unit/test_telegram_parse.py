"""Telegram's updates in our words."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.telegram import event
from bots.telegram.client import Us
from bots.telegram.parse import parse
from routing.ports import Media, Moved, Nothing, Parsed, Point, Post, Unparsable

US = Us(4200, "Brightaisle_bot")
ANNA: dict[str, Any] = {
    "id": 7,
    "is_bot": False,
    "first_name": "Anna",
    "last_name": "Berg",
    "username": "annab",
    "language_code": "de",
}
BOT: dict[str, Any] = {"id": 4200, "is_bot": True, "first_name": "Brightaisle", "username": "Brightaisle_bot"}
PRIVATE: dict[str, Any] = {"id": 7, "type": "private", "first_name": "Anna", "username": "annab"}
GROUP: dict[str, Any] = {"id": -55, "type": "group", "title": "Neighbours"}
PUBLIC: dict[str, Any] = {"id": -100123, "type": "supergroup", "title": "Fans", "username": "fans"}
CLOSED: dict[str, Any] = {"id": -100123, "type": "supergroup", "title": "Fans"}
FORUM: dict[str, Any] = CLOSED | {"is_forum": True}


def message(chat: dict[str, Any] = PRIVATE, **fields: Any) -> dict[str, Any]:
    return {"message_id": 41, "date": 1_700_000_000, "chat": chat, "from": ANNA} | fields


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in message(text="Hi").items() if key != name}


def read(content: dict[str, Any], kind: str = "message", us: Us = US) -> Parsed:
    return parse(event.of_update({"update_id": 9, kind: content}, us).payload)


def post(content: dict[str, Any], kind: str = "message") -> Post:
    found = read(content, kind)
    assert isinstance(found, Post)
    return found


def entity(kind: str, text: str, part: str, **more: Any) -> dict[str, Any]:
    """The entity over `part` of `text`, in UTF-16 units as Telegram counts."""
    before = text[: text.index(part)]
    return {"type": kind, "offset": len(before.encode("utf-16-le")) // 2, "length": _units(part)} | more


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def in_group(text: str, *entities: dict[str, Any], chat: dict[str, Any] = GROUP, **fields: Any) -> Post:
    return post(message(chat, text=text, entities=list(entities), **fields))


# --- who, where, when


def test_a_private_message_is_addressed_to_us_and_carries_its_author() -> None:
    asked = post(message(text="My oven is cold"))
    assert (asked.text, asked.private, asked.addressed) == ("My oven is cold", True, True)
    assert (asked.author.external_id, asked.author.name, asked.author.handle) == ("7", "Anna Berg", "annab")
    assert (asked.external_id, asked.first_id, asked.chat, asked.conversation_id) == ("7:41", "7:41", "7", "7")
    assert asked.posted_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert (asked.language, asked.url, asked.chat_handle, asked.is_edit) == ("de", "", "", False)


def test_a_start_stays_as_written_and_is_nothing_but_a_command() -> None:
    asked = post(message(text="/start", entities=[entity("bot_command", "/start", "/start")]))
    assert (asked.text, asked.only_mentions) == ("/start", True)


def test_a_message_in_a_public_group_has_an_address_for_everybody() -> None:
    asked = in_group("Hello", chat=PUBLIC)
    assert (asked.url, asked.chat_title, asked.chat_handle) == ("https://t.me/fans/41", "Fans", "fans")


def test_a_message_in_a_closed_supergroup_has_an_address_for_members() -> None:
    assert in_group("Hello", chat=CLOSED).url == "https://t.me/c/123/41"


def test_a_message_in_a_basic_group_has_no_address() -> None:
    assert in_group("Hello").url == ""


def test_another_bot_is_a_machine() -> None:
    assert in_group("Hi", **{"from": BOT | {"id": 1, "username": "other_bot"}}).author.is_machine


def test_what_we_wrote_ourselves_is_ours() -> None:
    assert in_group("Hi", **{"from": BOT}).author.is_us


def test_an_anonymous_administrator_speaks_as_the_group_and_is_no_machine() -> None:
    stand_in = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    author = in_group("Hi", chat=PUBLIC, sender_chat=PUBLIC, **{"from": stand_in}).author
    assert (author.external_id, author.name, author.handle, author.is_machine) == ("-100123", "Fans", "fans", False)


def test_who_writes_as_a_channel_is_that_channel() -> None:
    channel = {"id": -100777, "type": "channel", "title": "My channel", "username": "mine"}
    asked = in_group("Hi", chat=PUBLIC, sender_chat=channel)
    assert (asked.author.external_id, asked.author.handle, asked.language) == ("-100777", "mine", "")


# --- is it meant for us


def test_a_remark_in_a_group_is_not_addressed_to_us() -> None:
    assert not in_group("My oven is cold").addressed


def test_a_mention_of_us_in_any_case_is_addressed_to_us() -> None:
    text = "@brightAISLE_BOT my oven"
    assert in_group(text, entity("mention", text, "@brightAISLE_BOT")).addressed


def test_a_mention_behind_emoji_is_found_where_utf16_puts_it() -> None:
    text = "👩‍🔧🔥 so @Brightaisle_bot help"
    assert in_group(text, entity("mention", text, "@Brightaisle_bot")).addressed


def test_a_mention_of_somebody_else_is_not_addressed_to_us() -> None:
    text = "@annab my oven"
    assert not in_group(text, entity("mention", text, "@annab")).addressed


def test_a_name_that_merely_begins_like_ours_is_somebody_else() -> None:
    text = "@Brightaisle_bot2 my oven"
    assert not in_group(text, entity("mention", text, "@Brightaisle_bot2")).addressed


def test_our_name_without_an_entity_is_no_mention() -> None:
    assert not in_group("mail@Brightaisle_bot").addressed


@pytest.mark.parametrize(("number", "ours"), [(4200, True), (4201, False)])
def test_a_mention_by_name_means_us_by_our_number(number: int, ours: bool) -> None:
    text = "Brightaisle, my oven"
    assert in_group(text, entity("text_mention", text, "Brightaisle", user=BOT | {"id": number})).addressed is ours


@pytest.mark.parametrize(
    ("command", "ours"), [("/ask", True), ("/ask@brightaisle_BOT", True), ("/ask@other_bot", False)]
)
def test_a_command_is_for_us_unless_it_names_another_bot(command: str, ours: bool) -> None:
    text = f"{command} my oven"
    assert in_group(text, entity("bot_command", text, command)).addressed is ours


def test_a_reply_to_us_is_addressed_to_us_and_says_to_what() -> None:
    asked = in_group("Thanks, and then?", reply_to_message=message(GROUP, message_id=40, **{"from": BOT}))
    assert (asked.reply_to, asked.reply_to_us, asked.addressed) == ("-55:40", True, True)


def test_a_reply_to_us_with_another_bots_command_is_that_bots() -> None:
    text = "/note@other_bot"
    target = message(GROUP, message_id=40, **{"from": BOT})
    asked = in_group(text, entity("bot_command", text, text), reply_to_message=target)
    assert (asked.reply_to_us, asked.addressed) == (True, False)


def test_a_reply_to_somebody_else_is_not_addressed_to_us() -> None:
    asked = in_group("Same here", reply_to_message=message(GROUP, message_id=40))
    assert (asked.reply_to, asked.reply_to_us, asked.addressed) == ("-55:40", False, False)


def test_without_our_name_known_a_mention_is_found_once_it_is() -> None:
    text = "@Brightaisle_bot my oven"
    content = message(GROUP, text=text, entities=[entity("mention", text, "@Brightaisle_bot")])
    kept = event.of_update({"update_id": 9, "message": content}, Us(4200)).payload
    before, after = parse(kept), parse(kept, "Brightaisle_bot")
    assert isinstance(before, Post)
    assert isinstance(after, Post)
    assert (before.addressed, after.addressed) == (False, True)


def test_without_our_name_known_a_command_for_somebody_is_not_ours() -> None:
    text = "/ask@other_bot"
    content = message(GROUP, text=text, entities=[entity("bot_command", text, text)])
    found = read(content, us=Us(4200))
    assert isinstance(found, Post)
    assert not found.addressed


@pytest.mark.parametrize(
    ("text", "parts", "only"),
    [
        ("@Brightaisle_bot", ["@Brightaisle_bot"], True),
        (" @Brightaisle_bot \n /ask ", ["@Brightaisle_bot", "/ask"], True),
        ("@Brightaisle_bot ?", ["@Brightaisle_bot"], False),
        ("🔥 @Brightaisle_bot", ["@Brightaisle_bot"], False),
    ],
)
def test_only_mentions_means_that_nothing_else_is_said(text: str, parts: list[str], only: bool) -> None:
    entities = [entity("bot_command" if part[0] == "/" else "mention", text, part) for part in parts]
    assert in_group(text, *entities).only_mentions is only


# --- conversations


def test_a_topic_is_one_conversation_and_the_place_to_answer() -> None:
    opening = message(FORUM, message_id=12, forum_topic_created={"name": "Ovens", "icon_color": 1})
    asked = in_group("Cold", chat=FORUM, message_thread_id=12, is_topic_message=True, reply_to_message=opening)
    assert (asked.conversation_id, asked.thread, asked.reply_to) == ("-100123:12", "12", "")


def test_a_topic_that_we_opened_does_not_make_every_message_a_reply_to_us() -> None:
    opening = message(FORUM, message_id=12, **{"from": BOT})
    asked = in_group("Cold", chat=FORUM, message_thread_id=12, is_topic_message=True, reply_to_message=opening)
    assert (asked.reply_to_us, asked.addressed) == (False, False)


def test_a_reply_within_a_topic_is_a_reply() -> None:
    target = message(FORUM, message_id=40, **{"from": BOT})
    asked = in_group("And?", chat=FORUM, message_thread_id=12, is_topic_message=True, reply_to_message=target)
    assert (asked.reply_to, asked.reply_to_us, asked.conversation_id) == ("-100123:40", True, "-100123:12")


def test_a_supergroups_thread_is_one_conversation_from_its_first_message_on() -> None:
    first = in_group("Cold", chat=PUBLIC, message_id=30)
    later = in_group(
        "Same", chat=PUBLIC, message_thread_id=30, reply_to_message=message(PUBLIC, message_id=33, text="So?")
    )
    assert first.conversation_id == later.conversation_id == "-100123:30"
    assert (later.thread, later.reply_to) == ("", "-100123:33")


def test_a_basic_group_knows_one_step_of_the_replies() -> None:
    first, reply = in_group("Cold"), in_group("Same", reply_to_message=message(GROUP, message_id=33))
    assert (first.conversation_id, reply.conversation_id) == ("-55:41", "-55:33")


def test_a_comment_under_a_channels_post_belongs_to_that_post() -> None:
    channel = {"id": -100777, "type": "channel", "title": "News"}
    carried = message(CLOSED, message_id=20, sender_chat=channel, is_automatic_forward=True, text="New ovens")
    asked = in_group("Where?", chat=CLOSED, message_thread_id=20, reply_to_message=carried)
    assert (asked.conversation_id, asked.reply_to, asked.thread) == ("-100123:20", "-100123:20", "")


def test_a_channels_own_post_asks_nothing() -> None:
    assert isinstance(read(message(CLOSED, is_automatic_forward=True, text="New ovens")), Nothing)


def test_parts_of_an_album_share_its_name_and_the_caption_is_the_text() -> None:
    photo = [{"file_id": "small"}, {"file_id": "large"}]
    first = post(message(photo=photo, media_group_id="99", caption="Look"))
    second = post(message(photo=photo, media_group_id="99", message_id=42))
    assert first.album == second.album == "7:99"
    assert (first.text, first.media) == ("Look", (Media("photo", "large"),))
    assert (second.text, second.only_mentions) == ("", False)


# --- edits, places, media


def test_an_edit_is_the_same_post_again() -> None:
    edited = post(message(text="My oven is hot", edit_date=1_700_000_100), "edited_message")
    assert (edited.is_edit, edited.external_id, edited.text) == (True, "7:41", "My oven is hot")
    assert edited.posted_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert edited.edited_at == datetime(2023, 11, 14, 22, 15, tzinfo=UTC)


def test_a_location_is_a_coarse_hint_without_words() -> None:
    asked = post(message(location={"latitude": 59.913868, "longitude": 10.752245}))
    assert asked.hint is not None
    assert (asked.hint.point, asked.hint.radius_km, asked.hint.source) == (
        Point(59.914, 10.752),
        0.1,
        "telegram_location",
    )
    assert (asked.text, asked.only_mentions) == ("", False)


def test_an_inaccurate_location_keeps_its_radius() -> None:
    asked = post(message(location={"latitude": 1, "longitude": 2, "horizontal_accuracy": 1500}))
    assert asked.hint is not None
    assert asked.hint.radius_km == 1.5


def test_a_live_location_moves_by_edits() -> None:
    moved = post(message(location={"latitude": 1, "longitude": 2, "live_period": 60}, edit_date=1), "edited_message")
    assert moved.is_edit
    assert moved.hint is not None


def test_a_venue_is_a_place_with_a_name() -> None:
    venue = {"location": {"latitude": 1, "longitude": 2}, "title": "Central Station", "address": "1 High Street"}
    asked = post(message(venue=venue, location=venue["location"]))
    assert asked.hint is not None
    assert asked.hint.name == "Central Station"


@pytest.mark.parametrize("kind", ["video", "voice", "audio", "document", "sticker", "video_note"])
def test_media_are_named_and_never_fetched(kind: str) -> None:
    assert post(message(**{kind: {"file_id": "F"}})).media == (Media(kind, "F"),)


def test_an_animation_is_no_document_though_it_comes_as_one_too() -> None:
    assert post(message(animation={"file_id": "A"}, document={"file_id": "A"})).media == (Media("animation", "A"),)


# --- what asks nothing


def test_a_group_that_becomes_a_supergroup_has_moved_whichever_side_tells() -> None:
    old = read(message(GROUP, migrate_to_chat_id=-100999))
    new = read(message(PUBLIC, migrate_from_chat_id=-55))
    assert old == Moved("telegram", "-55", "-100999")
    assert new == Moved("telegram", "-55", "-100123")


def test_a_service_message_asks_nothing_and_says_what_it_was() -> None:
    assert read(message(GROUP, new_chat_members=[ANNA])) == Nothing("service message: new_chat_members")


@pytest.mark.parametrize("kind", ["my_chat_member", "channel_post", "callback_query", "something_new"])
def test_other_updates_ask_nothing(kind: str) -> None:
    assert read({"id": 1}, kind) == Nothing(f"{kind} asks nothing of us")


# --- what cannot be read


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (without("chat"), "chat"),
        (message(text="Hi", date="yesterday"), "date"),
        (message(text="Hi", date=10**15), "date"),
        (message(text=5), "text"),
        (without("from"), "from"),
        (message(location={"latitude": 91, "longitude": 0}), "location.latitude"),
        (message(text="Hi", entities=[{"type": "mention", "offset": -1, "length": 1}]), "entities.0.offset"),
    ],
)
def test_a_wrong_shape_is_unparsable_and_says_where(content: dict[str, Any], where: str) -> None:
    with pytest.raises(Unparsable, match=where):
        read(content)


def test_what_is_wrong_is_told_without_the_askers_words() -> None:
    with pytest.raises(Unparsable) as told:
        read(message(text=["my secret"]))
    assert "secret" not in str(told.value)


def test_what_came_by_webhook_and_is_no_update_is_unparsable() -> None:
    with pytest.raises(Unparsable):
        parse(event.of_text("{not json", US).payload)


def test_a_nul_in_a_text_is_shown_as_unreadable() -> None:
    assert post(message(text="a\x00b")).text == "a�b"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
SAMPLES = (
    message(text="My oven @Brightaisle_bot", entities=[{"type": "mention", "offset": 8, "length": 16}]),
    message(FORUM, text="Hi", message_thread_id=12, is_topic_message=True, reply_to_message=message(FORUM)),
    message(photo=[{"file_id": "F"}], caption="x", media_group_id="1", location={"latitude": 1.0, "longitude": 2.0}),
)


@settings(deadline=None)
@given(JSON)
def test_nothing_but_unparsable_is_ever_raised(payload: Any) -> None:
    _only_unparsable(payload)


@settings(deadline=None)
@given(st.sampled_from(SAMPLES), st.data())
def test_a_damaged_update_is_read_or_unparsable(sample: dict[str, Any], data: st.DataObject) -> None:
    damaged = json.loads(json.dumps(sample))
    spot: Any = damaged
    key = data.draw(st.sampled_from(sorted(spot)))
    while isinstance(spot[key], dict) and spot[key] and data.draw(st.booleans()):
        spot = spot[key]
        key = data.draw(st.sampled_from(sorted(spot)))
    spot[key] = data.draw(JSON)
    _only_unparsable({"us": {"id": 4200, "username": "x"}, "update": {"update_id": 1, "message": damaged}})


@settings(deadline=None)
@given(st.text(), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2**70)), max_size=3))
def test_entities_beyond_the_text_harm_nothing(text: str, stretches: list[tuple[int, int]]) -> None:
    entities = [{"type": "mention", "offset": offset, "length": length} for offset, length in stretches]
    _only_unparsable({"us": {"id": 1}, "update": {"message": message(GROUP, text=text, entities=entities)}})


def _only_unparsable(payload: Any) -> None:
    try:
        found = parse(payload)
    except Unparsable:
        return
    assert isinstance(found, Post | Moved | Nothing)
