"""What people and tests use to play askers on X."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.control import Mistake, check_names, read_json, told, turn
from sandbox.core import Sandbox
from sandbox.twitter.posts import Draft, Person, Place, Post
from sandbox.twitter.world import Switches, World, show_person

MOST_AT_ONCE = 10_000
FLOOD_PEOPLE = 50


def routes(sandbox: Sandbox, world: World) -> list[Route]:
    """The control calls, mounted under `/_control/x`."""
    calls = _Calls(sandbox, world)
    return [
        Route("/posts", told(calls.post), methods=["POST"]),
        Route("/posts/{id:int}", told(calls.show), methods=["GET"]),
        Route("/posts/{id:int}", told(calls.delete), methods=["DELETE"]),
        Route("/posts/{id:int}/edit", told(calls.edit), methods=["POST"]),
        Route("/posts/{id:int}/like", told(calls.like), methods=["POST"]),
        Route("/people", told(calls.person), methods=["POST"]),
        Route("/timeline", told(calls.timeline), methods=["GET"]),
        Route("/switches", told(calls.switches), methods=["GET", "POST"]),
        Route("/flood", told(calls.flood), methods=["POST"]),
    ]


class _Calls:
    def __init__(self, sandbox: Sandbox, world: World) -> None:
        self.sandbox, self.world = sandbox, world

    async def post(self, request: Request) -> Response:
        """A post by anybody, also by hand as the company: the web lets people answer whom the API does not."""
        data = await read_json(request)
        author = self._author(data)
        post = self.world.publish(author, self._draft(data))
        return JSONResponse({"id": str(post.id), "url": post.url}, status_code=201)

    async def show(self, request: Request) -> Response:
        return JSONResponse(self.world.show(self._find(request.path_params["id"])))

    async def edit(self, request: Request) -> Response:
        text = (await read_json(request)).get("text")
        if not isinstance(text, str) or not text:
            raise Mistake("An edit needs a `text`")
        newest = self.world.posts[self._find(request.path_params["id"]).history[-1]]
        post = self.world.edit(newest, text)
        return JSONResponse({"id": str(post.id), "url": post.url}, status_code=201)

    async def like(self, request: Request) -> Response:
        """A like by `person`, or its end with `undo`; our account hears nothing of it."""
        data = await read_json(request)
        person = self._author({"author": data.get("person")})
        self.world.like(self._find(request.path_params["id"]), person, undo=bool(data.get("undo")))
        return Response(status_code=204)

    async def delete(self, request: Request) -> Response:
        self.world.delete(self._find(request.path_params["id"]))
        return Response(status_code=204)

    async def person(self, request: Request) -> Response:
        data = await read_json(request)
        person = self._author(data | {"author": data.get("handle")})
        for name in ("name", "location", "protected", "blocks_us", "bio"):
            if name in data:
                setattr(person, name, data[name])
        self.world.changed(person)
        return JSONResponse(show_person(person), status_code=201)

    async def timeline(self, _request: Request) -> Response:
        """All posts as the public sees them, newest first."""
        return JSONResponse([self.world.show(post) for post in self.world.timeline()])

    async def switches(self, request: Request) -> Response:
        data = await read_json(request)
        check_names(data, Switches)
        turn(self.world.switches, data)
        return JSONResponse(asdict(self.world.switches))

    async def flood(self, request: Request) -> Response:
        """Many mentions at once, by many people."""
        data = await read_json(request)
        count, text = data.get("count", 100), str(data.get("text", "is anybody there?"))
        if not isinstance(count, int) or not 1 <= count <= MOST_AT_ONCE:
            raise Mistake(f"`count` must be between 1 and {MOST_AT_ONCE}")
        numbers = []
        for index in range(count):
            author = self.world.person(f"asker{index % FLOOD_PEOPLE}")
            draft = Draft(f"@{self.world.me.username} {text} ({index + 1})")
            numbers.append(str(self.world.publish(author, draft).id))
        return JSONResponse({"ids": numbers}, status_code=201)

    def _author(self, data: dict[str, Any]) -> Person:
        handle = data.get("author")
        if not isinstance(handle, str) or not handle.removeprefix("@").replace("_", "a").isalnum():
            raise Mistake("A post needs an `author`: a handle of letters, digits and _")
        person = self.world.person(handle)
        if data.get("profile_location", person.location) != person.location:
            person.location = str(data["profile_location"])
            self.world.changed(person)
        return person

    def _draft(self, data: dict[str, Any]) -> Draft:
        text = data.get("text")
        if not isinstance(text, str) or not text:
            raise Mistake("A post needs a `text`")
        return Draft(
            text,
            reply_to=self._find(data["reply_to"]) if data.get("reply_to") else None,
            quote=self._find(data["quote"]) if data.get("quote") else None,
            place=_place(data["place"]) if data.get("place") else None,
            media=[self._media(one) for one in data.get("media") or []],
            created_at=_moment(data["created_at"]) if data.get("created_at") else None,
            lang=str(data.get("lang", "en")),
        )

    def _media(self, given: dict[str, Any]) -> dict[str, Any]:
        """A picture sent before, by its number; or whatever is said of one, as it is."""
        if "picture" not in given:
            return given
        picture = self.sandbox.pictures.find(given["picture"])
        if picture is None:
            raise Mistake(f"There is no picture {given['picture']}")
        url = f"{self.sandbox.base_url}/_control/pictures/{given['picture']}"
        return {"alt_text": given.get("alt_text", ""), "url": url, "width": picture.width, "height": picture.height}

    def _find(self, number: Any) -> Post:
        post = self.world.posts.get(int(number)) if str(number).isdigit() else None
        if post is None or post.deleted:
            raise Mistake(f"There is no post {number}")
        return post


def _place(data: dict[str, Any]) -> Place:
    west, south, east, north = data.get("bbox") or (0.0, 0.0, 0.0, 0.0)
    try:
        return Place(
            id=str(data["id"]),
            full_name=str(data["full_name"]),
            country_code=str(data["country_code"]).upper(),
            country=str(data.get("country", data["country_code"])),
            bbox=(float(west), float(south), float(east), float(north)),
            place_type=str(data.get("place_type", "city")),
        )
    except KeyError as error:
        raise Mistake(f"A place needs {error.args[0]}") from error


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Mistake(f"`created_at` is no time: {text}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
