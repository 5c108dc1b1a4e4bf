"""The Telegram stand-in shows the bot what it would see in chats of every kind."""

import base64

import pytest
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated

from tests.contract.standins import Control
from tests.contract.telegram_by_ptb import call, group, say, updates

# What the bot sees in groups


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("my fridge hums", False),
        ("@brightaisle_bot my fridge hums", True),
        ("@BrightAisle_Bot my fridge hums", True),
        ("@somebody_else my fridge hums", False),
        ("/help", True),
        ("/help@brightaisle_bot", True),
        ("/help@somebody_bot", False),
    ],
)
async def test_privacy_hides_what_is_not_meant_for_the_bot(bot: Bot, control: Control, text: str, seen: bool) -> None:
    say(control, text, chat=group(control))
    assert bool(await updates(bot)) is seen


async def test_replies_to_the_bot_are_seen_and_carry_what_they_answer(bot: Bot, control: Control) -> None:
    chat = group(control)
    ours = await bot.send_message(chat, "Hello")
    said = say(control, "it hums", chat=chat, reply_to=ours.message_id)
    (update,) = await updates(bot)
    assert update["message"]["message_id"] == said["message_id"]
    assert update["message"]["reply_to_message"]["text"] == "Hello"
    assert update["message"]["message_thread_id"] == ours.message_id


async def test_without_privacy_or_as_administrator_everything_is_seen(bot: Bot, control: Control) -> None:
    say(control, chat=group(control, bot="administrator"))
    control.post("telegram/switches", privacy=False)
    say(control, chat=group(control))
    assert len(await updates(bot)) == 2


# Kinds of message


async def test_every_kind_of_message_fits_the_description(bot: Bot, control: Control) -> None:
    control.post("telegram/switches", privacy=False)
    chat = group(control, "group")
    say(control, location={"latitude": 45.75, "longitude": 4.85}, text=None)
    say(control, photo=True, caption="@brightaisle_bot this one", text=None)
    for _ in range(2):
        say(control, album="a1", text=None)
    say(control, sender_chat=chat, chat=chat, name=None)
    kinds = [set(one["message"]) for one in await updates(bot)]
    assert "location" in kinds[0]
    assert {"photo", "caption", "caption_entities"} <= kinds[1]
    assert "media_group_id" in kinds[2] & kinds[3]
    assert "sender_chat" in kinds[4]


async def test_a_photo_can_be_fetched(bot: Bot, control: Control) -> None:
    say(control, photo=True, text=None)
    (update,) = await updates(bot)
    described = await call(bot, "getFile", file_id=update["message"]["photo"][0]["file_id"])
    assert described["file_path"].startswith("photos/")
    file = await bot.get_file(described["file_id"])
    assert bytes(await file.download_as_bytearray()).startswith(b"\x89PNG")
    with pytest.raises(BadRequest):
        await bot.get_file("nothing")


async def test_a_picture_that_somebody_chose_can_be_fetched(bot: Bot, control: Control) -> None:
    data = base64.b64encode(b"GIF89a and more").decode()
    number = control.post("pictures", data=data, width=320, height=200)["picture"]
    say(control, photo={"picture": number}, text=None)
    (update,) = await updates(bot)
    (size,) = update["message"]["photo"]
    assert (size["width"], size["height"], size["file_size"]) == (320, 200, 15)
    file = await bot.get_file(size["file_id"])
    assert bytes(await file.download_as_bytearray()) == b"GIF89a and more"


# Reactions


async def test_a_reaction_comes_when_it_was_asked_for(bot: Bot, control: Control) -> None:
    await updates(bot, allowed_updates=["message", "message_reaction"])
    said = say(control)
    place = {"chat": said["chat_id"], "message_id": said["message_id"], "from": "ann"}
    for emoji in ("👍", "❤", None):
        control.post("telegram/reactions", **place, emoji=emoji)
    changes = [one["message_reaction"] for one in (await updates(bot))[1:]]
    told = [[[one["emoji"] for one in change[side]] for side in ("old_reaction", "new_reaction")] for change in changes]
    assert told == [[[], ["👍"]], [["👍"], ["❤"]], [["❤"], []]]
    assert (changes[0]["message_id"], changes[0]["user"]["first_name"]) == (said["message_id"], "ann")


async def test_reactions_in_groups_are_for_administrators(bot: Bot, control: Control) -> None:
    await updates(bot, allowed_updates=["message", "message_reaction"])
    heard = []
    for status in ("member", "administrator"):
        chat = group(control, bot=status)
        said = say(control, "@brightaisle_bot hm", chat=chat)
        place = {"chat": chat, "message_id": said["message_id"], "from": "ann"}
        heard.append(control.post("telegram/reactions", **place, emoji="👍")["update_id"] is not None)
    assert heard == [False, True]


async def test_without_being_asked_for_no_reaction_comes(bot: Bot, control: Control) -> None:
    said = say(control)
    place = {"chat": said["chat_id"], "message_id": said["message_id"], "from": "ann"}
    assert control.post("telegram/reactions", **place, emoji="👍")["update_id"] is None
    (shown,) = control.get(f"telegram/chats/{said['chat_id']}/messages")
    assert shown["reactions"] == {"ann": "👍"}
    assert control.http.post("telegram/reactions", json={**place, "emoji": "🧀"}).status_code == 400


async def test_edits_come_and_deletions_do_not(bot: Bot, control: Control) -> None:
    said = say(control)
    place = {"chat": said["chat_id"], "message_id": said["message_id"]}
    control.post("telegram/messages/edit", **place, text="my freezer hums")
    control.post("telegram/messages/delete", **place)
    message, edited = await updates(bot)
    assert message["message"]["text"] == "my fridge hums"
    assert (edited["edited_message"]["text"], "edit_date" in edited["edited_message"]) == ("my freezer hums", True)
    shown = control.get(f"telegram/chats/{said['chat_id']}/messages")
    assert [one["deleted"] for one in shown] == [True]


async def test_topics_keep_their_thread(bot: Bot, control: Control) -> None:
    chat = group(control, forum=True)
    topic = control.post("telegram/topics", chat=chat, name="Fridges")["message_thread_id"]
    say(control, "@brightaisle_bot hm", chat=chat, thread=topic)
    opened, said = (one["message"] for one in await updates(bot))
    assert opened["forum_topic_created"]["name"] == "Fridges"
    assert (said["message_thread_id"], said["is_topic_message"]) == (topic, True)
    assert said["reply_to_message"]["message_id"] == topic
    answer = await bot.send_message(chat, "Turn it", message_thread_id=topic)
    assert (answer.message_thread_id, answer.is_topic_message) == (topic, True)
    with pytest.raises(BadRequest, match=r"(?i)thread not found"):
        await bot.send_message(chat, "Turn it", message_thread_id=topic + 1)
    with pytest.raises(BadRequest, match=r"(?i)thread not found"):
        await bot.send_message(group(control), "Turn it", message_thread_id=topic)


async def test_a_channels_post_appears_in_its_group(bot: Bot, control: Control) -> None:
    control.post("telegram/switches", privacy=False)
    channel = group(control, "channel")
    talk = group(control, linked_channel=channel)
    say(control, "We open at nine", chat=channel, name=None)
    post, forward = await updates(bot)
    assert post["channel_post"]["sender_chat"]["id"] == channel
    message = forward["message"]
    assert (message["is_automatic_forward"], message["forward_origin"]["chat"]["id"]) == (True, channel)
    assert (await call(bot, "getChat", chat_id=channel))["linked_chat_id"] == talk
    comment = say(control, "everywhere?", chat=talk, reply_to=message["message_id"])
    seen = (await updates(bot))[-1]["message"]
    assert (seen["message_id"], seen["message_thread_id"]) == (comment["message_id"], message["message_id"])


async def test_a_group_that_migrates_tells_its_new_number(bot: Bot, control: Control) -> None:
    chat = group(control, "group")
    new = control.post("telegram/migrate", chat=chat)["chat_id"]
    old_side, new_side = (one["message"] for one in await updates(bot))
    assert (old_side["chat"]["id"], old_side["migrate_to_chat_id"]) == (chat, new)
    assert (new_side["chat"]["id"], new_side["migrate_from_chat_id"]) == (new, chat)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(chat, "Hello")
    assert caught.value.new_chat_id == new
    assert (await bot.send_message(new, "Hello")).chat.id == new
