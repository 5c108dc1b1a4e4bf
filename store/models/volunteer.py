"""Who answers: volunteers and their topics."""

from datetime import datetime

from sqlalchemy import JSON, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from store.models.columns import later_words, moment, words
from store.types import one_of


class Volunteer(SQLModel, table=True):
    """An employee who opted in. `standing` is what Slack says of him: only a member may claim and answer.

    `asked_at`: when he was last offered a question, kept by the database itself. `languages` are ISO 639-1 codes, None
    for who named none; `country` is that of his place, ISO 3166-1 alpha-2; `present` is what Slack said at `seen_at`.
    """

    __table_args__ = (
        UniqueConstraint("team_id", "slack_id"),
        one_of("standing", ("member", "guest", "stranger", "bot", "gone"), "volunteer_standing"),
        Index("volunteer_asked", "asked_at", "id", sqlite_where=text("standing = 'member' AND left_at IS NULL")),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = words()
    slack_id: str = words()
    name: str = words()
    first_name: str = words()
    time_zone: str = words()
    standing: str = Field(default="member", sa_type=Text)
    place_name: str = words()
    latitude: float | None = None
    longitude: float | None = None
    country: str = later_words()
    languages: list[str] | None = Field(default=None, sa_type=JSON)
    hours: list[list[str]] | None = Field(default=None, sa_type=JSON)
    capacity: int | None = None
    paused: bool = False
    paused_until: datetime | None = moment()
    quiet_from: datetime | None = moment()
    quiet_until: datetime | None = moment()
    joined_at: datetime = moment(null=False)
    left_at: datetime | None = moment()
    asked_at: datetime | None = moment()
    present: bool | None = None
    seen_at: datetime | None = moment()


class VolunteerTopic(SQLModel, table=True):
    """What a volunteer says that he knows. `level`: 1 a little, 2 well, 3 like few others."""

    __table_args__ = (Index("volunteertopic_topic", "topic", "volunteer_id"),)

    volunteer_id: int = Field(foreign_key="volunteer.id", primary_key=True)
    topic: str = Field(primary_key=True, sa_type=Text)
    level: int = Field(default=2, sa_column_kwargs={"server_default": text("2")})


class Evidence(SQLModel, table=True):
    """What came of a volunteer's questions of one topic, counted as it happens: the ground of his skill there.

    `corrected`: he took it, and somebody then said that it was of another topic or wrote the answer anew.
    """

    volunteer_id: int = Field(foreign_key="volunteer.id", primary_key=True)
    topic: str = Field(primary_key=True, sa_type=Text)
    claimed: int = 0
    answered: int = 0
    released: int = 0
    corrected: int = 0
    thanked: int = 0
    changed_at: datetime = moment(null=False)
