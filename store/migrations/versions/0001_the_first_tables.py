"""the first tables

Revision ID: 0001
Revises: 
"""
import sqlalchemy as sa
import sqlmodel
from alembic import op

import store.types

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('alarm',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('told_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key')
    )
    op.create_table('asker',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('handle', sa.Text(), nullable=False),
    sa.Column('profile_location', sa.Text(), nullable=False),
    sa.Column('opted_out_at', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('first_seen_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('channel', 'external_id')
    )
    op.create_table('audit',
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('act', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('prev_hash', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('seq'),
    sa.UniqueConstraint('hash'),
    sqlite_autoincrement=True
    )
    op.create_table('conversation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('chat', sa.Text(), nullable=False),
    sa.Column('thread', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('moved_at', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('started_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('channel', 'external_id')
    )
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.create_index('conversation_chat', ['channel', 'chat'], unique=False)

    op.create_table('cursor',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('moved_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('gap',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('since', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('until', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('noted_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('policyversion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('applied_by', sa.Text(), nullable=False),
    sa.Column('applied_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('receipt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('album', sa.Text(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('received_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('not_before', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('done_at', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('kept', 'done', 'ignored', 'unparsed')", name='receipt_state'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('channel', 'key')
    )
    with op.batch_alter_table('receipt', schema=None) as batch_op:
        batch_op.create_index('receipt_album', ['album'], unique=False, sqlite_where=sa.text("album <> ''"))
        batch_op.create_index('receipt_due', ['not_before', 'id'], unique=False, sqlite_where=sa.text("state = 'kept'"))
        batch_op.create_index('receipt_unparsed', ['id'], unique=False, sqlite_where=sa.text("state = 'unparsed'"))

    op.create_table('spend',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('day', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('calls', sa.Integer(), nullable=False),
    sa.Column('micro_usd', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('month', 'day', 'channel', 'kind')
    )
    op.create_table('volunteer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Text(), nullable=False),
    sa.Column('slack_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('first_name', sa.Text(), nullable=False),
    sa.Column('time_zone', sa.Text(), nullable=False),
    sa.Column('standing', sa.Text(), nullable=False),
    sa.Column('place_name', sa.Text(), nullable=False),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.Column('hours', sa.JSON(), nullable=True),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('paused', sa.Boolean(), nullable=False),
    sa.Column('paused_until', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('quiet_from', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('quiet_until', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('joined_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('left_at', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("standing IN ('member', 'guest', 'stranger', 'bot', 'gone')", name='volunteer_standing'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('team_id', 'slack_id')
    )
    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('target_id', sa.Text(), nullable=False),
    sa.Column('conversation_id', sa.Integer(), nullable=False),
    sa.Column('asker_id', sa.Integer(), nullable=False),
    sa.Column('follow_up_of', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('may_reply', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('place_name', sa.Text(), nullable=False),
    sa.Column('place_source', sa.Text(), nullable=False),
    sa.Column('place_confidence', sa.Float(), nullable=True),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.Column('radius_km', sa.Float(), nullable=True),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('edited', sa.Boolean(), nullable=False),
    sa.Column('ring', sa.Integer(), nullable=True),
    sa.Column('due_at', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('policy_version', sa.Integer(), nullable=True),
    sa.Column('decision', sa.JSON(), nullable=False),
    sa.Column('posted_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('captured_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('answered_at', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_at', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("may_reply IN ('yes', 'no', 'unknown')", name='question_may_reply'),
    sa.CheckConstraint("state IN ('new', 'offered', 'claimed', 'answered', 'closed', 'listened', 'declined', 'dismissed', 'withdrawn', 'unanswered')", name='question_state'),
    sa.ForeignKeyConstraint(['asker_id'], ['asker.id'], ),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], ),
    sa.ForeignKeyConstraint(['follow_up_of'], ['question.id'], ),
    sa.ForeignKeyConstraint(['policy_version'], ['policyversion.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('channel', 'external_id')
    )
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.create_index('question_asker', ['asker_id'], unique=False)
        batch_op.create_index('question_conversation', ['conversation_id'], unique=False)
        batch_op.create_index('question_due', ['due_at'], unique=False, sqlite_where=sa.text("state IN ('offered', 'answered')"))
        batch_op.create_index('question_waiting', ['posted_at'], unique=False, sqlite_where=sa.text("state IN ('offered', 'unanswered')"))

    op.create_table('volunteertopic',
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], ),
    sa.PrimaryKeyConstraint('volunteer_id', 'topic')
    )
    with op.batch_alter_table('volunteertopic', schema=None) as batch_op:
        batch_op.create_index('volunteertopic_topic', ['topic', 'volunteer_id'], unique=False)

    op.create_table('offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=True),
    sa.Column('slack_channel', sa.Text(), nullable=False),
    sa.Column('thread_of', sa.Integer(), nullable=True),
    sa.Column('ring', sa.Integer(), nullable=False),
    sa.Column('ring_name', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('why', sa.JSON(), nullable=False),
    sa.Column('offered_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('deadline', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decided_at', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('shown_channel', sa.Text(), nullable=False),
    sa.Column('shown_ts', sa.Text(), nullable=False),
    sa.CheckConstraint("(volunteer_id IS NULL) <> (slack_channel = '')", name='offer_to_one'),
    sa.CheckConstraint("state IN ('pending', 'accepted', 'declined', 'expired', 'rescinded')", name='offer_state'),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], ),
    sa.ForeignKeyConstraint(['thread_of'], ['offer.id'], ),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.create_index('offer_one_pending', ['question_id', 'volunteer_id'], unique=True, sqlite_where=sa.text("state = 'pending' AND volunteer_id IS NOT NULL"))
        batch_op.create_index('offer_question', ['question_id'], unique=False)
        batch_op.create_index('offer_thread', ['shown_channel', 'shown_ts'], unique=False, sqlite_where=sa.text("shown_ts <> ''"))
        batch_op.create_index('offer_volunteer', ['volunteer_id', 'offered_at'], unique=False)
        batch_op.create_index('offer_within', ['thread_of'], unique=False, sqlite_where=sa.text('thread_of IS NOT NULL'))

    op.create_table('questionpart',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('receipt_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('first_id', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('album', sa.Text(), nullable=False),
    sa.Column('media', sa.JSON(), nullable=False),
    sa.Column('posted_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('first', 'edit', 'reply', 'album')", name='questionpart_kind'),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], ),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('channel', 'external_id', 'version')
    )
    with op.batch_alter_table('questionpart', schema=None) as batch_op:
        batch_op.create_index('questionpart_album', ['channel', 'album'], unique=False, sqlite_where=sa.text("album <> ''"))
        batch_op.create_index('questionpart_post', ['channel', 'first_id'], unique=False)
        batch_op.create_index('questionpart_question', ['question_id'], unique=False)

    op.create_table('claim',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('offer_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('claimed_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('deadline', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('reminded_at', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_at', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('held', 'submitted', 'done', 'released', 'expired', 'handed_over')", name='claim_state'),
    sa.ForeignKeyConstraint(['offer_id'], ['offer.id'], ),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], ),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.create_index('claim_due', ['deadline'], unique=False, sqlite_where=sa.text("state = 'held'"))
        batch_op.create_index('claim_live', ['volunteer_id'], unique=False, sqlite_where=sa.text("state IN ('held', 'submitted')"))
        batch_op.create_index('claim_one_live', ['question_id'], unique=True, sqlite_where=sa.text("state IN ('held', 'submitted')"))
        batch_op.create_index('claim_question', ['question_id'], unique=False)

    op.create_table('answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('claim_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('slack_view_id', sa.Text(), nullable=False),
    sa.Column('act_key', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('answers_it', sa.Boolean(), nullable=False),
    sa.Column('submitted_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('erased_at', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint('length(act_key) > 0', name='answer_has_act'),
    sa.CheckConstraint('length(digest) = 64', name='answer_has_digest'),
    sa.CheckConstraint('length(slack_view_id) > 0', name='answer_has_view'),
    sa.ForeignKeyConstraint(['claim_id'], ['claim.id'], ),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], ),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('act_key'),
    sa.UniqueConstraint('claim_id', 'slack_view_id')
    )
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.create_index('answer_question', ['question_id'], unique=False)

    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('claim_id', sa.Integer(), nullable=False),
    sa.Column('typed', sa.Text(), nullable=False),
    sa.Column('public_text', sa.Text(), nullable=False),
    sa.Column('previewed', sa.Boolean(), nullable=False),
    sa.Column('saved_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['claim_id'], ['claim.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('claim_id'),
    sqlite_autoincrement=True
    )
    op.create_table('note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('claim_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('slack_channel', sa.Text(), nullable=False),
    sa.Column('slack_ts', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('written_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['claim_id'], ['claim.id'], ),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], ),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_note_question_id'), ['question_id'], unique=False)

    op.create_table('delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('lane', sa.Text(), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('offer_id', sa.Integer(), nullable=True),
    sa.Column('answer_id', sa.Integer(), nullable=True),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('looks', sa.Integer(), nullable=False),
    sa.Column('not_before', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('started_at', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('lease_until', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('created_at', store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('finished_at', store.types.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(channel = 'slack' AND kind IN ('card', 'renew_card', 'notice', 'renew_notice')) OR (channel <> 'slack' AND kind = 'answer')", name='delivery_kind_fits_channel'),
    sa.CheckConstraint("channel = 'slack' OR answer_id IS NOT NULL", name='delivery_public_needs_answer'),
    sa.CheckConstraint("kind NOT IN ('card', 'renew_card') OR offer_id IS NOT NULL", name='delivery_card_has_offer'),
    sa.CheckConstraint("state IN ('ready', 'sending', 'sent', 'refused', 'unknown', 'by_hand')", name='delivery_state'),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], ),
    sa.ForeignKeyConstraint(['decided_by'], ['volunteer.id'], ),
    sa.ForeignKeyConstraint(['offer_id'], ['offer.id'], ),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.create_index('delivery_offer', ['offer_id'], unique=False, sqlite_where=sa.text('offer_id IS NOT NULL'))
        batch_op.create_index('delivery_one_per_answer', ['answer_id', 'kind'], unique=True, sqlite_where=sa.text('answer_id IS NOT NULL'))
        batch_op.create_index('delivery_one_renewal', ['offer_id'], unique=True, sqlite_where=sa.text("state = 'ready' AND kind = 'renew_card'"))
        batch_op.create_index('delivery_one_sending', ['question_id'], unique=True, sqlite_where=sa.text("state = 'sending' AND channel <> 'slack'"))
        batch_op.create_index('delivery_posted', ['external_id'], unique=False, sqlite_where=sa.text("kind = 'answer'"))
        batch_op.create_index('delivery_question', ['question_id'], unique=False)
        batch_op.create_index('delivery_ready', ['lane', 'priority', 'id'], unique=False, sqlite_where=sa.text("state = 'ready'"))
        batch_op.create_index('delivery_sending', ['lease_until'], unique=False, sqlite_where=sa.text("state = 'sending'"))
        batch_op.create_index('delivery_unknown', ['not_before'], unique=False, sqlite_where=sa.text("state = 'unknown'"))



def downgrade() -> None:
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index('delivery_unknown', sqlite_where=sa.text("state = 'unknown'"))
        batch_op.drop_index('delivery_sending', sqlite_where=sa.text("state = 'sending'"))
        batch_op.drop_index('delivery_ready', sqlite_where=sa.text("state = 'ready'"))
        batch_op.drop_index('delivery_question')
        batch_op.drop_index('delivery_posted', sqlite_where=sa.text("kind = 'answer'"))
        batch_op.drop_index('delivery_one_sending', sqlite_where=sa.text("state = 'sending' AND channel <> 'slack'"))
        batch_op.drop_index('delivery_one_renewal', sqlite_where=sa.text("state = 'ready' AND kind = 'renew_card'"))
        batch_op.drop_index('delivery_one_per_answer', sqlite_where=sa.text('answer_id IS NOT NULL'))
        batch_op.drop_index('delivery_offer', sqlite_where=sa.text('offer_id IS NOT NULL'))

    op.drop_table('delivery')
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_note_question_id'))

    op.drop_table('note')
    op.drop_table('draft')
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.drop_index('answer_question')

    op.drop_table('answer')
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.drop_index('claim_question')
        batch_op.drop_index('claim_one_live', sqlite_where=sa.text("state IN ('held', 'submitted')"))
        batch_op.drop_index('claim_live', sqlite_where=sa.text("state IN ('held', 'submitted')"))
        batch_op.drop_index('claim_due', sqlite_where=sa.text("state = 'held'"))

    op.drop_table('claim')
    with op.batch_alter_table('questionpart', schema=None) as batch_op:
        batch_op.drop_index('questionpart_question')
        batch_op.drop_index('questionpart_post')
        batch_op.drop_index('questionpart_album', sqlite_where=sa.text("album <> ''"))

    op.drop_table('questionpart')
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.drop_index('offer_within', sqlite_where=sa.text('thread_of IS NOT NULL'))
        batch_op.drop_index('offer_volunteer')
        batch_op.drop_index('offer_thread', sqlite_where=sa.text("shown_ts <> ''"))
        batch_op.drop_index('offer_question')
        batch_op.drop_index('offer_one_pending', sqlite_where=sa.text("state = 'pending' AND volunteer_id IS NOT NULL"))

    op.drop_table('offer')
    with op.batch_alter_table('volunteertopic', schema=None) as batch_op:
        batch_op.drop_index('volunteertopic_topic')

    op.drop_table('volunteertopic')
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.drop_index('question_waiting', sqlite_where=sa.text("state IN ('offered', 'unanswered')"))
        batch_op.drop_index('question_due', sqlite_where=sa.text("state IN ('offered', 'answered')"))
        batch_op.drop_index('question_conversation')
        batch_op.drop_index('question_asker')

    op.drop_table('question')
    op.drop_table('volunteer')
    op.drop_table('spend')
    with op.batch_alter_table('receipt', schema=None) as batch_op:
        batch_op.drop_index('receipt_unparsed', sqlite_where=sa.text("state = 'unparsed'"))
        batch_op.drop_index('receipt_due', sqlite_where=sa.text("state = 'kept'"))
        batch_op.drop_index('receipt_album', sqlite_where=sa.text("album <> ''"))

    op.drop_table('receipt')
    op.drop_table('policyversion')
    op.drop_table('gap')
    op.drop_table('cursor')
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_index('conversation_chat')

    op.drop_table('conversation')
    op.drop_table('audit')
    op.drop_table('asker')
    op.drop_table('alarm')
