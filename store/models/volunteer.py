"""Who answers: volunteers and their topics."""

from datetime import datetime

from sqlalchemy import JSON, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from store.models.columns import moment, words
from store.types import one_of


class Volunteer(SQLModel, table=True):
    """An employee who opted in. `standing` is what Slack says of him: only a member may claim and answer.

    `asked_at`: when he was last offered a question, kept by the database itself.
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
    hours: list[list[str]] | None = Field(default=None, sa_type=JSON)
    capacity: int | None = None
    paused: bool = False
    paused_until: datetime | None = moment()
    quiet_from: datetime | None = moment()
    quiet_until: datetime | None = moment()
    joined_at: datetime = moment(null=False)
    left_at: datetime | None = moment()
    asked_at: datetime | None = moment()


class VolunteerTopic(SQLModel, table=True):
    __table_args__ = (Index("volunteertopic_topic", "topic", "volunteer_id"),)

    volunteer_id: int = Field(foreign_key="volunteer.id", primary_key=True)
    topic: str = Field(primary_key=True, sa_type=Text)
