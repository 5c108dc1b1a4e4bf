"""what finds the right person

Revision ID: 0003
Revises: 0002
"""
import sqlalchemy as sa
import sqlmodel
from alembic import op

import store.types

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

_MOMENT = store.types.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.add_column('volunteer', sa.Column('country', sa.Text(), nullable=False, server_default=''))
    op.add_column('volunteer', sa.Column('languages', sa.JSON(), nullable=True))
    op.add_column('volunteer', sa.Column('present', sa.Boolean(), nullable=True))
    op.add_column('volunteer', sa.Column('seen_at', _MOMENT, nullable=True))
    op.add_column('volunteertopic', sa.Column('level', sa.Integer(), nullable=False, server_default=sa.text('2')))
    op.add_column('question', sa.Column('second_topic', sa.Text(), nullable=False, server_default=''))
    op.add_column('question', sa.Column('kind', sa.Text(), nullable=False, server_default=''))
    op.create_table('evidence',
        sa.Column('volunteer_id', sa.Integer(), nullable=False),
        sa.Column('topic', sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False)
          for name in ('claimed', 'answered', 'released', 'corrected', 'thanked')),
        sa.Column('changed_at', _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id']),
        sa.PrimaryKeyConstraint('volunteer_id', 'topic'),
    )
    op.create_table('lesson',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('question_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('topic', sa.Text(), nullable=False),
        sa.Column('was', sa.Text(), nullable=False),
        sa.Column('volunteer_id', sa.Integer(), nullable=False),
        sa.Column('given_at', _MOMENT, nullable=False),
        sa.Column('forgotten_at', _MOMENT, nullable=True),
        sa.Column('forgotten_by', sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('corrected', 'confirmed')", name='lesson_kind'),
        sa.ForeignKeyConstraint(['question_id'], ['question.id']),
        sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id']),
        sa.ForeignKeyConstraint(['forgotten_by'], ['volunteer.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('lesson_question', 'lesson', ['question_id'], unique=True,
                    sqlite_where=sa.text('forgotten_at IS NULL'))
    op.create_index('lesson_given', 'lesson', ['given_at'], unique=False)
    op.create_table('vector',
        sa.Column('model', sa.Text(), nullable=False),
        sa.Column('digest', sa.Text(), nullable=False),
        sa.Column('vector', sa.LargeBinary(), nullable=False),
        sa.Column('made_at', _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint('model', 'digest'),
    )
    op.drop_index('offer_volunteer', 'offer')
    op.create_index('offer_volunteer', 'offer', ['volunteer_id', 'offered_at', 'state'], unique=False)


def downgrade() -> None:
    op.drop_index('offer_volunteer', 'offer')
    op.create_index('offer_volunteer', 'offer', ['volunteer_id', 'offered_at'], unique=False)
    for name in ('vector', 'lesson', 'evidence'):
        op.drop_table(name)
    for table, columns in (
        ('question', ('kind', 'second_topic')),
        ('volunteertopic', ('level',)),
        ('volunteer', ('seen_at', 'present', 'languages', 'country')),
    ):
        for column in columns:
            op.drop_column(table, column)
