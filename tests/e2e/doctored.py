"""A healthy installation that nothing runs on, and what the tests spoil about it."""

import json
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import Session
from typer.testing import CliRunner, Result

import main
from bots.telegram.about import opening
from commands.cli import application
from policies.document import Policy
from policies.file import read
from routing import rulebook
from routing.kit import SystemClock
from sandbox.serve import RunningSandbox
from store import volunteers
from store.db import Database
from store.migrate import upgrade
from store.models import Volunteer
from tests.e2e.house import _free_port
from tests.factories import DEFAULT_POLICY

TEAM = "T0SANDBOX"
PATIENTLY = ("--patience", "30")  # on a busy machine the stand-ins are slow


def build(folder: Path) -> Path:
    """A database with the default policy in force, and a volunteer for every topic at every shop."""
    path = folder / "byhand.db"
    db = Database(f"sqlite:///{path}")
    upgrade(db)
    _, policy, _ = rulebook.apply(db, SystemClock(), DEFAULT_POLICY.read_text("utf-8"), "tests")
    with db.write() as session:
        for number in range(len(policy.places)):
            _enrol(session, policy, number)
    db.close()
    return path


def _enrol(session: Session, policy: Policy, number: int) -> None:
    shop = policy.places[number]
    row = Volunteer(
        team_id=TEAM,
        slack_id=f"U{number:05}",
        name=f"Person {number}",
        first_name="Person",
        time_zone=shop.time_zone,
        place_name=shop.city,
        latitude=shop.latitude,
        longitude=shop.longitude,
        joined_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    volunteers.set_topics(session, row.id or 0, [topic.id for topic in policy.topics])


@dataclass
class Clinic:
    """One installation in a folder of its own, with its settings in the environment, and the sandbox around it."""

    sandbox: RunningSandbox
    folder: Path
    patch: pytest.MonkeyPatch
    web: httpx.Client
    held: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.patch.chdir(self.folder)
        for name in list(os.environ):
            if name.startswith("BYHAND_"):
                self.patch.delenv(name)
        self.set(**self._settings())

    def _settings(self) -> dict[str, str]:
        url = self.sandbox.url
        return {
            "BYHAND_DATABASE_URL": f"sqlite:///{self.database}",
            "BYHAND_POLICY": str(self.policy),
            "BYHAND_LISTEN": f"127.0.0.1:{_free_port()}",
            "BYHAND_SLACK_API_URL": f"{url}/slack/api/",
            "BYHAND_SLACK_BOT_TOKEN": "xoxb-sandbox-bot-token",
            "BYHAND_SLACK_APP_TOKEN": "xapp-sandbox-app-token",
            "BYHAND_TELEGRAM_API_URL": f"{url}/telegram",
            "BYHAND_TELEGRAM_TOKEN": "4200000001:sandbox-telegram-token",
            "BYHAND_X_API_URL": f"{url}/x",
            "BYHAND_X_CONSUMER_KEY": "sandbox-consumer-key",
            "BYHAND_X_CONSUMER_SECRET": "sandbox-consumer-secret",
            "BYHAND_X_ACCESS_TOKEN": "1000000001-sandbox-access",
            "BYHAND_X_ACCESS_TOKEN_SECRET": "sandbox-access-secret",
            "BYHAND_X_BEARER_TOKEN": "sandbox-bearer",
        }

    @property
    def database(self) -> Path:
        return self.folder / "byhand.db"

    @property
    def policy(self) -> Path:
        return self.folder / "policy.yaml"

    @property
    def secrets(self) -> list[str]:
        kept = [value for name, value in os.environ.items() if name.startswith("BYHAND_")]
        return [value for value in kept if "sandbox-" in value and "://" not in value]

    def set(self, **settings: str) -> None:
        for name, value in settings.items():
            self.patch.setenv(name, value)

    # --- the world around it -----------------------------------------------------------------------------------------

    def act(self, path: str, **body: Any) -> Any:
        answer = self.web.post(f"{self.sandbox.url}/_control/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def telegram(self, method: str, **body: Any) -> Any:
        """A call of somebody else's who has the bot's token."""
        url = f"{self.sandbox.url}/telegram/bot4200000001:sandbox-telegram-token/{method}"
        return self.web.post(url, json=body).json()

    def describe_bot(self) -> None:
        text = read(DEFAULT_POLICY.read_text("utf-8")).company.description
        self.telegram("setMyDescription", description=text)
        self.telegram("setMyShortDescription", short_description=opening(text))

    # --- spoiling ----------------------------------------------------------------------------------------------------

    def sql(self, *statements: str) -> None:
        """What no program of ours would do to the database."""
        connection = sqlite3.connect(self.database, isolation_level=None)
        for statement in statements:
            connection.execute(statement)
        connection.close()

    def rewrite_policy(self, *changes: tuple[str, str], apply: bool = True) -> None:
        """Other words in the policy, applied unless it is said otherwise."""
        text = self.policy.read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        self.policy.write_text(text, "utf-8")
        if apply:
            db = Database(f"sqlite:///{self.database}")
            rulebook.apply(db, SystemClock(), text, "tests")
            db.close()

    # --- the command -------------------------------------------------------------------------------------------------

    def byhand(self, *words: str) -> Result:
        """The command in this process, its output caught."""
        app = application(lambda: main.toolbox(*main.read_settings()))
        return CliRunner().invoke(app, words)

    def findings(self, *groups: str, fix: bool = False) -> dict[str, dict[str, str]]:
        """What `byhand doctor` finds in these groups (by default in all), by id."""
        only = [word for group in groups for word in ("--only", group)]
        result = self.byhand("doctor", "--json", *PATIENTLY, *only, *(["--fix"] if fix else []))
        assert not result.exception or isinstance(result.exception, SystemExit), result.exception
        assert not [secret for secret in self.secrets if secret in result.output]
        return {one["id"]: one for one in json.loads(result.stdout)["findings"]}


def amiss(findings: dict[str, dict[str, str]], states: Sequence[str] = ("warn", "bad")) -> set[str]:
    return {name for name, one in findings.items() if one["state"] in states}
