"""The tables: one class per noun of the glossary. Keys are integers of ours; vendors' ids are text.

Rows are not validated here (SQLModel tables are not): what enters was validated where it came in.
What promise P1 needs beyond constraints stands in `guards.py` as triggers.
"""

from store.models.answer import Answer, Delivery, Draft, Note
from store.models.lesson import Lesson, Vector
from store.models.offer import Claim, Offer
from store.models.question import Asker, Conversation, Question, QuestionPart
from store.models.receipt import Cursor, Gap, Receipt
from store.models.record import Alarm, Audit, PolicyVersion, Spend
from store.models.volunteer import Evidence, Volunteer, VolunteerTopic

__all__ = [
    "Alarm",
    "Answer",
    "Asker",
    "Audit",
    "Claim",
    "Conversation",
    "Cursor",
    "Delivery",
    "Draft",
    "Evidence",
    "Gap",
    "Lesson",
    "Note",
    "Offer",
    "PolicyVersion",
    "Question",
    "QuestionPart",
    "Receipt",
    "Spend",
    "Vector",
    "Volunteer",
    "VolunteerTopic",
]
