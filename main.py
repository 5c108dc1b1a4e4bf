"""Settings from the environment, and the one place that builds everything out of them."""

import os
import re
from pathlib import Path

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.exc import ArgumentError
from starlette.types import ASGIApp

from bots.slack.desk import SlackDesk
from bots.slack.doorway import SlackDoorway, SlackSettings
from bots.slack.parse import parse as parse_slack
from bots.telegram.channel import TelegramChannel
from bots.telegram.client import Telegram
from bots.telegram.listen import Listener as TelegramListener
from bots.telegram.webhook import Registration, Webhook
from bots.twitter.channel import XChannel
from bots.twitter.client import Keys, XClient
from bots.twitter.listen import Listener as XListener
from bots.twitter.listen import Surroundings
from commands.cli import make
from commands.running import Part, Running
from commands.toolbox import Missing, Named, Setting, Toolbox
from console import app as console
from policies.document import Policy
from routing import clocks, failpoints, mind, spend
from routing.addresses import Addresses
from routing.atlas.gazetteer import DEFAULT_PATH, Gazetteer, IndexMissing
from routing.health import Health
from routing.inbox import Inbox
from routing.kit import Kit, SystemClock
from routing.mind import Mind
from routing.outbox import Outbox
from routing.pace import Pace
from routing.places import Places
from routing.ports import Channel
from routing.rehearsal.router import Router
from routing.rulebook import Rulebook
from store.db import Database

PREFIX = "BYHAND_"
SETTINGS_FILE = Path(".env")
MASK, PASSWORD = "•••", re.compile(r"(?<=://)[^/@\s]*:[^/@\s]*(?=@)")  # the latter within an address


class Settings(BaseSettings):
    """Every setting, by the name it has in the environment or in `.env`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=SETTINGS_FILE, env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    database_url: str = Field("sqlite:///byhand.db", description="where everything is kept")
    policy: Path | None = Field(None, description="the policy file that an empty database begins with")
    listen: str = Field("127.0.0.1:8420", description="address for webhooks, health and metrics")
    slack_bot_token: SecretStr | None = Field(None, description="the Slack app's bot token (xoxb-…)")
    slack_app_token: SecretStr | None = Field(None, description="for Socket Mode (xapp-…)")
    slack_signing_secret: SecretStr | None = Field(None, description="for signed HTTP at /slack/events")
    slack_api_url: str = Field("https://slack.com/api/", description="Slack's Web API")
    telegram_token: SecretStr | None = Field(None, description="the bot's token, from @BotFather")
    telegram_api_url: str = Field("https://api.telegram.org", description="Telegram's Bot API")
    telegram_webhook_url: str | None = Field(None, description="public address of /telegram/webhook; unset: polling")
    telegram_webhook_secret: SecretStr | None = Field(None, description="what Telegram sends along with each update")
    x_consumer_key: SecretStr | None = Field(None, description="the X app's key")
    x_consumer_secret: SecretStr | None = Field(None, description="the X app's secret")
    x_access_token: SecretStr | None = Field(None, description="the company account's token")
    x_access_token_secret: SecretStr | None = Field(None, description="the company account's token secret")
    x_bearer_token: SecretStr | None = Field(
        None, description="app-only token: `byhand doctor` reads the usage with it"
    )
    x_api_url: str = Field("https://api.x.com", description="the X API")
    x_poll_seconds: float = Field(60.0, gt=0, description="how often mentions are read")
    place_index: Path = Field(DEFAULT_PATH, description="the compiled index of places")
    embedding: str = Field(
        "minilm", description="what meanings are compared by: minilm, a folder with another ONNX model, or off"
    )
    nominatim_url: str | None = Field(None, description="a Nominatim server that finds street addresses; unset: none")
    speed: float = Field(1.0, gt=0, description="how much faster than the real ones a stand-in's limits are")
    failpoint: str = Field("", description="for tests: where this process is to be killed")


# Slack waits three seconds for an acknowledgement: what cannot be stored by then is better refused than late.
BUSY_SECONDS = 1.2


def main() -> None:
    """The command `byhand`."""
    make(lambda: toolbox(*read_settings()))()


cli = main


def read_settings() -> tuple[Settings, tuple[str, ...]]:
    """The settings; for what cannot be read its default, and a sentence that does not repeat the value."""
    try:
        return Settings(), ()
    except (OSError, UnicodeDecodeError) as error:
        return Settings(_env_file=None), (f"{SETTINGS_FILE} cannot be read: {error}",)
    except ValidationError as error:
        wrong = {str(one["loc"][0]): one["msg"] for one in error.errors(include_url=False, include_input=False)}
    defaults = {name: Settings.model_fields[name].get_default() for name in wrong}
    sentences = tuple(f"{variable(name)} cannot be read: {words}." for name, words in wrong.items())
    return Settings(**defaults), sentences


def variable(name: str) -> str:
    """A setting's name in the environment."""
    return f"{PREFIX}{name.upper()}"


def toolbox(settings: Settings, unreadable: tuple[str, ...] = ()) -> Toolbox:
    """What the commands need, built when they ask for it."""
    return Toolbox(
        settings=_told(settings),
        database=lambda: _database(settings),
        kit=lambda db: _kit(settings, db, {}),
        mind=lambda: Mind(settings.embedding),
        finder=lambda: _finder(settings),
        router=lambda policy: _router(settings, policy),
        x_client=lambda: _x_client(settings),
        policy_file=settings.policy,
        running=lambda db: _running(settings, db),
        settings_file=SETTINGS_FILE,
        named=_named(),
        unreadable=unreadable,
        again=lambda: toolbox(*read_settings()),
    )


def _database(settings: Settings) -> Database:
    try:
        return Database(settings.database_url, busy_seconds=BUSY_SECONDS, patience_seconds=2 * BUSY_SECONDS)
    except (ValueError, ArgumentError) as error:  # the address itself is not repeated: it may hold a password
        like = Settings.model_fields["database_url"].default
        said = f"BYHAND_DATABASE_URL is no address of a database; it looks like {like}"
        raise Missing(str(error) if str(error).startswith(PREFIX) else said) from None


def _named() -> tuple[Named, ...]:
    """Everything with our prefix, known or not, in the environment and in the file."""
    try:
        kept = dotenv_values(SETTINGS_FILE)
    except (OSError, UnicodeDecodeError):
        kept = {}  # said by `read_settings` already
    places = ((os.environ, "environment"), (kept, str(SETTINGS_FILE)))
    return tuple(
        Named(name, origin, value or "")
        for names, origin in places
        for name, value in names.items()
        if name.upper().startswith(PREFIX)
    )


def _told(settings: Settings) -> tuple[Setting, ...]:
    """Every setting with its value, secrets masked, and where it comes from."""
    told = []
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        origin = "default"
        if name in settings.model_fields_set:
            origin = "environment" if os.environ.get(variable(name)) else str(SETTINGS_FILE)
        shown = "" if value is None else MASK if isinstance(value, SecretStr) else PASSWORD.sub(MASK, str(value))
        secret = value.get_secret_value() if isinstance(value, SecretStr) else ""
        told.append(Setting(variable(name), shown, origin, field.description or "", secret))
    return tuple(told)


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value is not None else ""


def _kit(settings: Settings, db: Database, channels: dict[str, Channel]) -> Kit:
    finder = _finder(settings)
    clock = SystemClock()
    reader = mind.reader(settings.embedding, db, clock)
    return Kit(db, clock, Rulebook(db), channels, finder, reader, addresses=_addresses(settings, finder))


def _finder(settings: Settings) -> Places:
    try:
        return Places(Gazetteer(settings.place_index))
    except IndexMissing as error:
        raise Missing(str(error)) from error


def _addresses(settings: Settings, finder: Places) -> Addresses | None:
    try:
        return None if settings.nominatim_url is None else Addresses(settings.nominatim_url, finder.near)
    except ValueError as error:
        raise Missing(f"BYHAND_NOMINATIM_URL: {error}") from None


def _router(settings: Settings, policy: Policy) -> Router:
    """The same reading without a database, and without what people taught."""
    finder = _finder(settings)
    return Router(policy, Mind(settings.embedding).read_with(policy), finder, _addresses(settings, finder))


# --- the whole service ---------------------------------------------------------------------------------------------


def _running(settings: Settings, db: Database) -> Running:
    """Everything that `byhand run` runs; made on the running loop. Raises Missing in one sentence."""
    _check_essentials(settings)
    if settings.failpoint:
        failpoints.arm(settings.failpoint)
    channels: dict[str, Channel] = {}
    kit = _kit(settings, db, channels)
    health = Health(kit.clock)
    inbox = Inbox(kit, {})
    pace = Pace(settings.speed)
    running = Running(kit, health, settings.listen, ticks=clocks.TICKS)
    webhooks: dict[str, ASGIApp] = {}
    desk = _add_slack(settings, running, inbox, pace, webhooks)
    _add_telegram(settings, running, inbox, channels, webhooks)
    _add_x(settings, running, inbox, channels)
    for channel in channels.values():
        inbox.add_parser(channel.name, channel.parse)
    outbox = Outbox(kit, desk, pace)
    db.on_commit = outbox.wake
    running.outbox = outbox
    running.parts += [Part("inbox", inbox.work), Part("outbox", outbox.run)]
    running.web = console.build(kit, health, webhooks)
    return running


def _check_essentials(settings: Settings) -> None:
    if settings.slack_bot_token is None:
        raise Missing(
            "BYHAND_SLACK_BOT_TOKEN is not set: without Slack nobody can answer. `byhand manifest` makes the app."
        )
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        raise Missing(
            "Slack needs BYHAND_SLACK_APP_TOKEN (Socket Mode) or BYHAND_SLACK_SIGNING_SECRET (HTTP at /slack/events)."
        )
    if settings.telegram_webhook_url and settings.telegram_webhook_secret is None:
        raise Missing(
            "BYHAND_TELEGRAM_WEBHOOK_URL needs BYHAND_TELEGRAM_WEBHOOK_SECRET, so that nobody else can post there."
        )
    given = [name for name in _X_KEYS if getattr(settings, name) is not None]
    if given and len(given) < len(_X_KEYS):
        absent = ", ".join(f"BYHAND_{name.upper()}" for name in _X_KEYS if name not in given)
        raise Missing(f"X needs all four of its keys; these are not set: {absent}.")
    if not given and settings.telegram_token is None:
        raise Missing(
            "Neither X nor Telegram is set up, so no question can come in: set BYHAND_TELEGRAM_TOKEN or X's keys."
        )


_X_KEYS = ("x_consumer_key", "x_consumer_secret", "x_access_token", "x_access_token_secret")


def _add_slack(
    settings: Settings, running: Running, inbox: Inbox, pace: Pace, webhooks: dict[str, ASGIApp]
) -> SlackDesk:
    doorway = SlackDoorway(
        SlackSettings(
            bot_token=_secret(settings.slack_bot_token),
            app_token=_secret(settings.slack_app_token),
            signing_secret=_secret(settings.slack_signing_secret),
            api_url=settings.slack_api_url,
        ),
        running.kit,
        inbox,
        pace,
        running.health.teller("slack"),
    )
    inbox.add_parser("slack", parse_slack)
    if doorway.endpoint is not None:
        webhooks["/slack/events"] = doorway.endpoint
    running.parts.append(Part("slack", doorway.run, doorway.close))
    return doorway.desk


def _add_telegram(
    settings: Settings,
    running: Running,
    inbox: Inbox,
    channels: dict[str, Channel],
    webhooks: dict[str, ASGIApp],
) -> None:
    tell = running.health.teller("telegram", "off" if settings.telegram_token is None else "starting")
    if settings.telegram_token is None:
        return
    client = Telegram(_secret(settings.telegram_token), settings.telegram_api_url)
    channels["telegram"] = TelegramChannel(client)
    if settings.telegram_webhook_url is None:
        listener = TelegramListener(client, inbox, running.kit.clock, tell)
        running.parts.append(Part("telegram", listener.run, client.close))
        return
    secret = _secret(settings.telegram_webhook_secret)
    url = settings.telegram_webhook_url
    try:
        webhooks["/telegram/webhook"] = Webhook(inbox, lambda: client.us, secret)
    except ValueError as error:
        raise Missing(f"BYHAND_TELEGRAM_WEBHOOK_SECRET: {error}") from None
    registration = Registration(client, inbox, running.kit.clock, tell, url=url, secret=secret)
    running.parts.append(Part("telegram", registration.run, client.close))


def _add_x(settings: Settings, running: Running, inbox: Inbox, channels: dict[str, Channel]) -> None:
    kit = running.kit
    tell = running.health.teller("x", "off" if settings.x_consumer_key is None else "starting")
    if settings.x_consumer_key is None:
        return
    client = _x_client(settings)

    async def count(kind: str, quantity: int) -> None:
        await kit.run(spend.count, kind, quantity)

    channels["x"] = XChannel(client, kit.clock, count)
    around = Surroundings(kit.clock, lambda: kit.policy().capture.x, count, tell)
    running.parts.append(Part("x", XListener(client, inbox, around, settings.x_poll_seconds).run, client.close))


def _x_client(settings: Settings) -> XClient:
    if absent := [variable(name) for name in _X_KEYS if getattr(settings, name) is None]:
        raise Missing(f"X needs all four of its keys; these are not set: {', '.join(absent)}.")
    return XClient(Keys(*(_secret(getattr(settings, name)) for name in _X_KEYS)), settings.x_api_url)
