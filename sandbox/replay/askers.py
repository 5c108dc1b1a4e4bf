"""Plays the askers: each line at its time, or once what it waits for has happened."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from sandbox.replay.asked import Asked, Ledger
from sandbox.replay.control import Control, Stuck
from sandbox.replay.script import Line

AT_ONCE = 8


@dataclass
class Tempo:
    """How fast everything goes: `speed` times as fast as people, or `fast`, without their pauses."""

    speed: float = 1.0
    fast: bool = False

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds / self.speed, 0.05) if self.fast else seconds / self.speed)


@dataclass
class Askers:
    """Everybody who writes. `left_out` have nothing to follow, `failed` were refused by the sandbox."""

    control: Control
    ledger: Ledger
    tempo: Tempo
    chance: Random
    duplicates: float = 0.0
    left_out: list[Line] = field(default_factory=list)
    failed: list[tuple[Line, str]] = field(default_factory=list)
    edits: int = 0
    _chats: dict[str, str] = field(default_factory=dict)
    _locks: dict[str, asyncio.Lock] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)
    _to_come: int = 0
    _waiting: int = 0
    _gone: set[str] = field(default_factory=set)

    async def play(self, lines: Sequence[Line]) -> None:
        """All lines; returns when each was played or has nothing to follow. When cancelled, what waits is left out."""
        began = time.monotonic()
        self._to_come = len(lines)
        room = asyncio.Semaphore(AT_ONCE)

        async def play_one(line: Line) -> None:
            if not self.tempo.fast:
                await asyncio.sleep(max(0.0, line.at / self.tempo.speed - (time.monotonic() - began)))
            await self._play(line, room)
            self._to_come -= 1

        await asyncio.gather(*(play_one(line) for line in lines))

    def has_more_to_say(self) -> bool:
        """Whether there is more than what waits for an answer."""
        return self._to_come > self._waiting

    async def _play(self, line: Line, room: asyncio.Semaphore) -> None:
        try:
            ground = await self._ground(line) if line.refers_to else None
        except asyncio.CancelledError:
            self.left_out.append(line)
            raise
        if line.refers_to and ground is None:
            self._give_up(line)
            return
        try:
            async with room, self._order_of(line):
                await (self._edit(line, ground) if line.edit_of and ground else self._write(line, ground))
        except Stuck as stuck:
            self.failed.append((line, str(stuck)))
            self._gone.add(line.id)

    def _give_up(self, line: Line) -> None:
        self.left_out.append(line)
        self._gone.add(line.id)

    def _order_of(self, line: Line) -> asyncio.Lock:
        """What stands in one chat is written in order."""
        return self._locks.setdefault(line.chat or line.album or line.author, asyncio.Lock())

    async def _ground(self, line: Line) -> Asked | None:
        """What the line refers to, once it is there and, for a follow-up, answered; None when that cannot be."""
        needs_answer = bool(line.follows or line.quotes)
        while True:
            ground = self.ledger.named(line.refers_to)
            if ground is not None and (not needs_answer or ground.reply):
                await self.tempo.pause(self.chance.uniform(3, 20))
                return ground
            if ground is not None and ground.let_be:
                return None
            if line.refers_to in self._gone:
                return None
            self._waiting += 1
            try:
                await asyncio.sleep(0.1)
            finally:
                self._waiting -= 1

    # --- X ------------------------------------------------------------------------------------------------------------

    async def _write(self, line: Line, ground: Asked | None) -> None:
        if line.channel == "x":
            await self._post(line, ground)
        else:
            await self._say(line, ground)

    async def _post(self, line: Line, ground: Asked | None) -> None:
        if line.author not in self._known:
            self._known.add(line.author)
            await self.control.act("x/people", handle=line.author, name=line.name or line.author, location=line.profile)
        more: dict[str, object] = {}
        if line.adds_to and ground:
            more["reply_to"] = ground.ids[-1]
        elif line.follows and ground:
            more["reply_to"] = ground.reply
        elif line.quotes and ground:
            more["quote"] = ground.reply
        if line.place is not None:
            place = line.place
            more["place"] = {
                "id": f"place-{place.name}".lower().replace(" ", "-"),
                "full_name": place.name,
                "country_code": place.country,
                "bbox": place.bbox,
            }
        began = time.time()
        posted = await self.control.act(
            "x/posts", author=line.author, text=line.text, lang=line.language or "en", **more
        )
        self.ledger.add(line, began, "", posted["id"])

    async def _edit(self, line: Line, ground: Asked) -> None:
        self.edits += 1
        if line.channel == "x":
            edited = await self.control.act(f"x/posts/{ground.ids[-1]}/edit", text=line.text)
            self.ledger.now_says(ground, line.text, edited["id"])
            return
        body = {"chat": ground.chat, "message_id": int(ground.ids[-1]), "text": line.text}
        await self.control.act("telegram/messages/edit", **body, **self._twice())
        self.ledger.now_says(ground, line.text, ground.ids[-1])

    # --- Telegram -----------------------------------------------------------------------------------------------------

    async def _say(self, line: Line, ground: Asked | None) -> None:
        body = await self._body(line, ground)
        began = time.time()
        said = await self.control.act("telegram/messages", **body, **self._twice())
        self.ledger.add(line, began, str(said["chat_id"]), str(said["message_id"]))

    async def _body(self, line: Line, ground: Asked | None) -> dict[str, object]:
        sender: dict[str, str] = {"username": line.author, "first_name": line.name or line.author}
        body: dict[str, object] = {"from": sender | ({"language_code": line.language} if line.language else {})}
        if line.chat:
            body["chat"] = await self._group(line.chat)
        if ground and line.adds_to:
            body["reply_to"] = int(ground.ids[-1])
        elif ground and line.follows and line.chat:
            body["reply_to"] = int(ground.reply)
        if line.location:
            body["location"] = {"latitude": line.location[0], "longitude": line.location[1]}
        elif line.photo or line.album:
            body |= {"photo": True} | ({"caption": line.text} if line.text else {})
        else:
            body["text"] = line.text
        return body | ({"album": line.album} if line.album else {})

    async def _group(self, title: str) -> str:
        async with self._locks.setdefault(f"group {title}", asyncio.Lock()):
            if title not in self._chats:
                there = {chat["title"]: str(chat["id"]) for chat in await self.control.see("telegram/chats")}
                if title not in there:
                    made = await self.control.act("telegram/chats", type="supergroup", title=title)
                    there[title] = str(made["id"])
                self._chats[title] = there[title]
            return self._chats[title]

    def _twice(self) -> dict[str, int]:
        """Now and then a delivery comes twice."""
        return {"duplicate": 2} if self.chance.random() < self.duplicates else {}
