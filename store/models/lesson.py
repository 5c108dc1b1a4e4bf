"""What was learnt of topics: lessons that people gave, and the vectors of texts that need not be embedded twice."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, Text, text
from sqlmodel import Field, SQLModel

from store.models.columns import moment, words
from store.types import one_of


class Lesson(SQLModel, table=True):
    """A volunteer said of which topic a question is: by correcting it, or by answering it as it stood.

    The words are the question's own and go with them. What was forgotten no longer counts, and stays to be seen.
    """

    __table_args__ = (
        one_of("kind", ("corrected", "confirmed"), "lesson_kind"),
        Index("lesson_question", "question_id", unique=True, sqlite_where=text("forgotten_at IS NULL")),
        Index("lesson_given", "given_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="question.id")
    kind: str = Field(sa_type=Text)
    topic: str = words()  # empty: of none of them
    was: str = words()
    volunteer_id: int = Field(foreign_key="volunteer.id")
    given_at: datetime = moment(null=False)
    forgotten_at: datetime | None = moment()
    forgotten_by: int | None = Field(default=None, foreign_key="volunteer.id")


class Vector(SQLModel, table=True):
    """The embedding of a text of a policy or of a lesson, by the text's sha256 and the model's name; 32-bit floats."""

    model: str = Field(primary_key=True, sa_type=Text)
    digest: str = Field(primary_key=True, sa_type=Text)
    vector: bytes = Field(sa_type=LargeBinary)
    made_at: datetime = moment(null=False)
