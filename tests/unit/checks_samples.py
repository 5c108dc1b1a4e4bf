"""A healthy installation as values, of which a test changes one thing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bots.slack.client import Identity
from bots.slack.manifest import SCOPES
from bots.slack.probe import SlackChannel, SlackLook, Workspace
from bots.telegram.client import Us, WebhookState
from bots.telegram.probe import Description, TelegramLook, opening
from bots.twitter.probe import Profile, Quota, Usage, XLook
from commands.checks.installation import Given, Installation, Machine, PolicyFile, Port, Stored
from commands.checks.survey import GROUPS
from commands.checks.verdict import Finding
from commands.toolbox import Setting
from policies.file import read
from routing.coverage import Coverage
from routing.looks import Seen
from routing.status import LastDay, Owed, People, Questions, Receipts, Spend, Status
from store.soundness import Soundness
from tests.factories import DEFAULT_POLICY

POLICY = read(DEFAULT_POLICY.read_text("utf-8"))
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
VALUES = {
    "BYHAND_DATABASE_URL": "sqlite:///byhand.db",
    "BYHAND_POLICY": "policy.yaml",
    "BYHAND_LISTEN": "127.0.0.1:8420",
    "BYHAND_SLACK_BOT_TOKEN": "xoxb-1",
    "BYHAND_SLACK_APP_TOKEN": "xapp-1",
    "BYHAND_SLACK_SIGNING_SECRET": "",
    "BYHAND_SLACK_API_URL": "https://slack.com/api/",
    "BYHAND_TELEGRAM_TOKEN": "4200000001:made-up-for-these-tests",
    "BYHAND_TELEGRAM_API_URL": "https://api.telegram.org",
    "BYHAND_TELEGRAM_WEBHOOK_URL": "",
    "BYHAND_TELEGRAM_WEBHOOK_SECRET": "",
    "BYHAND_X_CONSUMER_KEY": "key",
    "BYHAND_X_CONSUMER_SECRET": "secret",
    "BYHAND_X_ACCESS_TOKEN": "1000000001-made-up-access",
    "BYHAND_X_ACCESS_TOKEN_SECRET": "secret",
    "BYHAND_X_BEARER_TOKEN": "",
    "BYHAND_X_API_URL": "https://api.x.com",
    "BYHAND_X_POLL_SECONDS": "60.0",
    "BYHAND_PLACE_INDEX": "places.sqlite",
    "BYHAND_SPEED": "1.0",
    "BYHAND_FAILPOINT": "",
}
SOUND = Soundness(size=4096, log_size=0, journal="wal", synchronous=2, faults=(), strays=0, chain="", unwritable="")
COVERAGE = Coverage(
    enrolled=3,
    away=1,
    without_topic=(),
    stray_topics=(),
    lonely_shops=(),
    empty_countries=(),
    empty_rings=(),
    teams=("T1",),
    zones=("Europe/Berlin",),
)
MACHINE = Machine(
    free=50 * 1024**3,
    memory=8 * 1024**3,
    open_files=4096,
    python=(3, 11),
    sqlite="3.40.1",
    has_tree=True,
    zones=597,
    missing_zones=(),
    index_trouble="",
    index_size=60 * 1024**2,
    embedding="minilm",
    embedding_trouble="",
    reads_others=False,
)
DESCRIPTION = Description(POLICY.company.description, opening(POLICY.company.description))


def given(**values: str) -> Given:
    """The settings of a healthy installation, or others."""
    kept = {**VALUES, **values}
    settings = {name: Setting(name, value, "environment" if value else "default", "") for name, value in kept.items()}
    return Given(settings, (), (), Path(".env"), None)


def slack(**changes: Any) -> SlackLook:
    identity = Identity("T1", "B1", "U1", changes.pop("scopes", frozenset(SCOPES)))
    workspace = Workspace(identity, "Brightaisle", changes.pop("ahead", 0.0))
    channels = (SlackChannel("C1", "byhand-queue", True, False), SlackChannel("C2", "byhand-leads", True, False))
    return replace(SlackLook(Seen(workspace), Seen(channels), Seen(True)), **changes)


def telegram(**changes: Any) -> TelegramLook:
    us = Us(4200000001, "brightaisle_bot")
    return replace(TelegramLook(Seen(us), Seen(WebhookState("")), Seen(DESCRIPTION), Seen(True)), **changes)


def x(**changes: Any) -> XLook:
    profile = Profile("1000000001", "brightaisle", "Run by Brightaisle.", False, "read-write", 0.0)
    profile = replace(profile, **{name: changes.pop(name) for name in ("access", "ahead", "bio") if name in changes})
    return replace(XLook(Seen(profile), Seen(Quota(300, 299)), Seen(Usage(10, 1000))), **changes)


def status(**changes: Any) -> Status:
    """Two questions are open, nothing waits for long."""
    at_rest = Status(
        at=NOW,
        company="Brightaisle",
        questions=Questions(open=2, offered=1, late=0, held=1, submitted=0, oldest_asked_at=NOW - timedelta(minutes=9)),
        longest_waiting=(),
        last_day=LastDay(2, 0, None, (0,) * 24),
        owed=Owed(0, 0, {}, None),
        undecided=(),
        receipts=Receipts(0, None, 0),
        volunteers=People(3, 2),
        spend=Spend("2026-11", 12.5, 200.0, 6, {}),
        gaps=0,
    )
    return replace(at_rest, **changes)


def stored(**changes: Any) -> Stored:
    held = Stored(Path("byhand.db"), soundness=SOUND, status=status(), coverage=COVERAGE, version=1, policy=POLICY)
    return replace(held, **changes)


def installation(**changes: Any) -> Installation:
    """A healthy one, with these parts changed."""
    whole = Installation(
        now=NOW,
        given=given(),
        runs=False,
        port=Port(),
        stored=stored(),
        file=PolicyFile(Path("policy.yaml"), (), POLICY, True),
        machine=MACHINE,
        wrong_country=(),
        slack=slack(),
        telegram=telegram(),
        x=x(),
    )
    return replace(whole, **changes)


def finding(name: str, i: Installation) -> Finding:
    """What the check of that id says."""
    group = GROUPS[name.partition(".")[0]]
    return next(one for one in group.judge(i) if one.id == name)
