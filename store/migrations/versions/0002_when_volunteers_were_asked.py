"""when volunteers were asked

Revision ID: 0002
Revises: 0001
"""
import sqlalchemy as sa
import sqlmodel
from alembic import op

import store.types

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('volunteer', sa.Column('asked_at', store.types.UtcDateTime(timezone=True), nullable=True))
    op.execute('UPDATE volunteer SET asked_at = (SELECT max(offered_at) FROM offer WHERE volunteer_id = volunteer.id)')
    op.create_index('volunteer_asked', 'volunteer', ['asked_at', 'id'], unique=False,
                    sqlite_where=sa.text("standing = 'member' AND left_at IS NULL"))


def downgrade() -> None:
    op.execute('DROP TRIGGER IF EXISTS volunteer_was_asked')
    op.drop_index('volunteer_asked', 'volunteer')
    op.drop_column('volunteer', 'asked_at')
