"""All stand-ins behind one address: each platform under its prefix, the control calls, and the page to play in."""

from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox import control, page_calls
from sandbox.core import Sandbox
from sandbox.slack import app as slack_app
from sandbox.slack import control as slack_control
from sandbox.slack import world as slack_world
from sandbox.stories.witness import Witness
from sandbox.telegram import app as telegram_app
from sandbox.telegram import control as telegram_control
from sandbox.telegram import world as telegram_world
from sandbox.twitter import app as twitter_app
from sandbox.twitter import control as twitter_control
from sandbox.twitter import world as twitter_world

PAGE = Path(__file__).parent
# Whatever a stranger writes, the page runs its own scripts only and calls nobody else.
PAGE_HEADERS = {"content-security-policy": "default-src 'self'; img-src 'self' data:", "cache-control": "no-store"}


@dataclass
class Settings:
    """Who the company is on X and Telegram, and with which keys."""

    x: twitter_world.Account = field(default_factory=twitter_world.Account)
    telegram: telegram_world.Account = field(default_factory=telegram_world.Account)


def build(sandbox: Sandbox, settings: Settings | None = None) -> Starlette:
    """The whole sandbox as one application."""
    settings = settings or Settings()
    x = twitter_world.World(sandbox, settings.x)
    telegram = telegram_world.World(sandbox, settings.telegram)
    slack = slack_world.World(sandbox.live)
    sandbox.resets += [x.reset, telegram.reset, slack.reset]
    Witness(sandbox, x, telegram, slack)
    worlds: control.Worlds = {"x": x, "telegram": telegram, "slack": slack}
    return Starlette(
        routes=[
            Mount("/x", twitter_app.build(sandbox, x)),
            Mount("/telegram", telegram_app.build(sandbox, telegram)),
            Mount("/slack", slack_app.build(sandbox, slack)),
            Mount("/_control/x", routes=twitter_control.routes(sandbox, x)),
            Mount("/_control/telegram", routes=telegram_control.routes(sandbox, telegram)),
            Mount("/_control/slack", routes=slack_control.routes(sandbox, slack)),
            Mount("/_control", routes=[*control.routes(sandbox, worlds), *page_calls.routes(sandbox)]),
            *_pages(),
        ]
    )


def _pages() -> list[BaseRoute]:
    async def page(_request: Request) -> FileResponse:
        return FileResponse(PAGE / "page.html", headers=PAGE_HEADERS)

    return [Route("/", page), Mount("/page", StaticFiles(directory=PAGE / "page"))]
