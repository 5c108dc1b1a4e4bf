"""Who works at Brightaisle: employees in several time zones, guests, a neighbour by Slack Connect, bots."""

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

TEAM, OTHER_TEAM = "T0SANDBOX", "T0OTHER"
TEAM_NAME, TEAM_DOMAIN = "Brightaisle", "brightaisle"
APP, BOT, BOT_PERSON = "A0BYHAND", "B0BYHAND", "U0BYHAND"
SNOOZE_SECONDS = 3600
CROWD = "U1CROWD"
FOUNDED = 1_700_000_000
AVATAR = "https://avatars.example/byhand-{size}.png"
# Slack names zones in its own way; these are the ones that people here live in.
ZONE_LABELS = {
    "Africa/Cairo": "Eastern European Time",
    "America/Chicago": "Central Time",
    "America/Los_Angeles": "Pacific Time",
    "America/New_York": "Eastern Time",
    "America/Sao_Paulo": "Brasilia Standard Time",
    "Asia/Kolkata": "India Standard Time",
    "Asia/Tokyo": "Japan Standard Time",
    "Europe/Lisbon": "Western European Time",
    "Europe/London": "Greenwich Mean Time",
}
CENTRAL_EUROPE = "Central European Time"


@dataclass
class Person:
    """One account as Slack knows it; `kind` of ordinary people is `employee`."""

    id: str
    name: str
    real_name: str
    tz: str = "Europe/London"
    locale: str = "en-US"
    kind: str = "employee"
    presence: str = "active"
    snoozed: bool = False
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def is_bot(self) -> bool:
        return self.kind in {"bot", "own_bot"}

    @property
    def team(self) -> str:
        return OTHER_TEAM if self.kind == "stranger" else TEAM

    @property
    def is_deleted(self) -> bool:
        return self.kind == "deleted"

    @property
    def is_crowd(self) -> bool:
        return self.id.startswith(CROWD)

    def offset(self) -> int:
        """Seconds east of UTC, now."""
        shift = datetime.now(ZoneInfo(self.tz)).utcoffset()
        return int(shift.total_seconds()) if shift else 0

    def dnd(self) -> dict[str, Any]:
        """Whether the person is to be left alone, as dnd.info tells it of others; times are epoch seconds."""
        now = int(time.time())
        start, end = (now - 60, now + SNOOZE_SECONDS) if self.snoozed else (1, 1)
        return {"dnd_enabled": self.snoozed, "next_dnd_start_ts": start, "next_dnd_end_ts": end}

    def as_json(self, *, locale: bool = False) -> dict[str, Any]:
        """The user object of users.info."""
        user: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "deleted": self.is_deleted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": FOUNDED,
            "profile": self._profile(),
        }
        if not self.is_deleted:
            user |= self._living()
        if self.kind == "stranger":
            user["is_stranger"] = True
        if locale:
            user["locale"] = self.locale
        return user | self.more

    def _living(self) -> dict[str, Any]:
        """What Slack leaves out of a deactivated account."""
        admin = self.kind == "admin"
        return {
            "color": "9f69e7",
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": ZONE_LABELS.get(self.tz, CENTRAL_EUROPE),
            "tz_offset": self.offset(),
            "is_admin": admin,
            "is_owner": admin,
            "is_primary_owner": False,
            "is_restricted": self.kind in {"guest", "ultra"},
            "is_ultra_restricted": self.kind == "ultra",
            "is_email_confirmed": True,
            "who_can_share_contact_card": "EVERYONE",
        }

    def _profile(self) -> dict[str, Any]:
        first, _, last = self.real_name.partition(" ")
        profile: dict[str, Any] = {
            "title": "",
            "phone": "",
            "skype": "",
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": "",  # as most people leave it
            "display_name_normalized": "",
            "fields": None,
            "status_text": "",
            "status_emoji": "",
            "status_expiration": 0,
            "avatar_hash": "g0000000000",
            "first_name": first,
            "last_name": last,
            "team": self.team,
        }
        profile |= {f"image_{size}": AVATAR.format(size=size) for size in (24, 32, 48, 72, 192, 512)}
        if self.is_bot:
            profile |= {"api_app_id": APP if self.kind == "own_bot" else "A0ROBOT", "always_active": True}
            profile["bot_id"] = BOT if self.kind == "own_bot" else "B0ROBOT00"
        return profile


def founding_people() -> dict[str, Person]:
    """Everybody on the first day, by id."""
    rows = [
        Person("U0LEAD", "priya", "Priya Nair", "Europe/London", "en-GB", "admin"),
        Person("U0ANNA", "anna", "Anna Lindqvist", "Europe/Stockholm", "sv-SE"),
        Person("U0BEN", "ben", "Ben Okafor", "Europe/London", "en-GB"),
        Person("U0CARLA", "carla", "Carla Mendes", "Europe/Lisbon", "pt-PT"),
        Person("U0DEV", "dev", "Dev Patel", "Asia/Kolkata", "en-IN"),
        Person("U0ELENA", "elena", "Elena Rossi", "Europe/Rome", "it-IT"),
        Person("U0FAROUK", "farouk", "Farouk Haddad", "Africa/Cairo", "en-US"),
        Person("U0GRACE", "grace", "Grace Kim", "America/Los_Angeles"),
        Person("U0HUGO", "hugo", "Hugo Martin", "Europe/Paris", "fr-FR"),
        Person("U0IRENE", "irene", "Irene Ortega", "Europe/Madrid", "es-ES"),
        Person("U0JONAS", "jonas", "Jonas Weber", "Europe/Berlin", "de-DE"),
        Person("U0KEIKO", "keiko", "Keiko Tanaka", "Asia/Tokyo", "ja-JP"),
        Person("U0LUCAS", "lucas", "Lucas Silva", "America/Sao_Paulo", "pt-BR"),
        Person("U0MAYA", "maya", "Maya Johnson", "America/New_York"),
        Person("U0NOAH", "noah", "Noah Williams", "America/Chicago"),
        Person("U0GUEST", "gil", "Gil Guest", kind="guest"),
        Person("U0ULTRA", "uma", "Uma Onechannel", kind="ultra"),
        Person("U0GONE", "gone", "Greta Gone", kind="deleted"),
        Person("U0PARTNER", "pat", "Pat Partner", "America/Chicago", kind="stranger"),
        Person("U0ROBOT", "robot", "Robot", kind="bot"),
        Person(BOT_PERSON, "byhand", "Byhand", kind="own_bot"),
        # Slack's own account says is_bot: false of itself.
        Person("USLACKBOT", "slackbot", "Slackbot", "America/Los_Angeles", kind="slackbot"),
    ]
    return {person.id: person for person in rows}


def crowd(count: int, start: int) -> list[Person]:
    """Many employees at once, numbered on from `start`."""
    zones = sorted(ZONE_LABELS)
    return [
        Person(f"{CROWD}{n:05d}", f"crowd{n:05d}", f"Crowd Member {n}", zones[n % len(zones)])
        for n in range(start, start + count)
    ]
