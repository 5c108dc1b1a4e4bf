"""Promise P1 in the database itself: triggers that hold even against our own bugs, and what finds volunteers.

Of the latter are the R*Tree of where they are, and the moment when each was last offered a question.

They are put in place after every migration (a rebuilt table loses its triggers) and looked for at every start.
SQLite's REPLACE deletes rows without firing delete triggers unless `recursive_triggers` is on, and it is off for
everybody who opens the file with something else; so what would replace a row is refused before it does.
"""

from sqlalchemy import Connection, text

TRIGGERS: dict[str, str] = {
    "answer_is_written_by_hand": """
        BEFORE INSERT ON answer BEGIN
            SELECT RAISE(ABORT, 'an answer needs its text')
                WHERE NEW.text IS NULL OR NEW.text = '' OR NEW.erased_at IS NOT NULL;
            SELECT RAISE(ABORT, 'an answer comes of the submission of its preview in Slack')
                WHERE NOT EXISTS (
                    SELECT 1 FROM receipt
                    WHERE channel = 'slack' AND key = NEW.act_key AND kind = 'answer.post');
            SELECT RAISE(ABORT, 'an answer needs the live claim of this volunteer, who is a member, on this question')
                WHERE NOT EXISTS (
                    SELECT 1 FROM claim JOIN volunteer ON volunteer.id = claim.volunteer_id
                    WHERE claim.id = NEW.claim_id AND claim.question_id = NEW.question_id
                      AND claim.volunteer_id = NEW.volunteer_id AND claim.state = 'held'
                      AND volunteer.standing = 'member' AND volunteer.left_at IS NULL);
            SELECT RAISE(ABORT, 'an answer is exactly what its claimant previewed')
                WHERE NOT EXISTS (
                    SELECT 1 FROM draft WHERE draft.claim_id = NEW.claim_id AND draft.previewed
                      AND draft.public_text = NEW.text);
            SELECT RAISE(ABORT, 'an answer is never replaced')
                WHERE EXISTS (SELECT 1 FROM answer WHERE id = NEW.id OR act_key = NEW.act_key
                      OR (claim_id = NEW.claim_id AND slack_view_id = NEW.slack_view_id));
        END""",
    "answer_is_never_changed": """
        BEFORE UPDATE ON answer BEGIN
            SELECT RAISE(ABORT, 'an answer is never changed')
                WHERE NEW.id IS NOT OLD.id OR NEW.question_id IS NOT OLD.question_id
                   OR NEW.claim_id IS NOT OLD.claim_id OR NEW.volunteer_id IS NOT OLD.volunteer_id
                   OR NEW.slack_view_id IS NOT OLD.slack_view_id OR NEW.act_key IS NOT OLD.act_key
                   OR NEW.digest IS NOT OLD.digest OR NEW.answers_it IS NOT OLD.answers_it
                   OR NEW.submitted_at IS NOT OLD.submitted_at
                   OR (NEW.text IS NOT OLD.text AND NEW.text IS NOT NULL);
            SELECT RAISE(ABORT, 'an answer is erased only once nothing of it is owed')
                WHERE NEW.text IS NULL AND OLD.text IS NOT NULL AND EXISTS (
                    SELECT 1 FROM delivery
                    WHERE answer_id = OLD.id AND state IN ('ready', 'sending', 'unknown'));
        END""",
    "answer_is_never_deleted": """
        BEFORE DELETE ON answer BEGIN
            SELECT RAISE(ABORT, 'an answer is never deleted, only erased');
        END""",
    "draft_is_never_replaced": """
        BEFORE INSERT ON draft BEGIN
            SELECT RAISE(ABORT, 'a new preview is a new draft')
                WHERE EXISTS (SELECT 1 FROM draft WHERE id = NEW.id OR claim_id = NEW.claim_id);
        END""",
    "draft_is_never_rewritten": """
        BEFORE UPDATE ON draft BEGIN
            SELECT RAISE(ABORT, 'what was previewed is never rewritten')
                WHERE NEW.id IS NOT OLD.id OR NEW.claim_id IS NOT OLD.claim_id
                   OR NEW.public_text IS NOT OLD.public_text OR NEW.previewed > OLD.previewed;
        END""",
    "claim_is_a_members": """
        BEFORE INSERT ON claim BEGIN
            SELECT RAISE(ABORT, 'only an enrolled member may claim')
                WHERE NOT EXISTS (
                    SELECT 1 FROM volunteer WHERE id = NEW.volunteer_id
                      AND standing = 'member' AND left_at IS NULL);
            SELECT RAISE(ABORT, 'a question has one claim at a time')
                WHERE NEW.state IN ('held', 'submitted') AND EXISTS (
                    SELECT 1 FROM claim WHERE question_id = NEW.question_id AND state IN ('held', 'submitted'));
            SELECT RAISE(ABORT, 'a claim is never replaced')
                WHERE EXISTS (SELECT 1 FROM claim WHERE id = NEW.id);
        END""",
    "claim_keeps_its_volunteer": """
        BEFORE UPDATE ON claim BEGIN
            SELECT RAISE(ABORT, 'a claim keeps its question and its volunteer')
                WHERE NEW.id IS NOT OLD.id OR NEW.question_id IS NOT OLD.question_id
                   OR NEW.volunteer_id IS NOT OLD.volunteer_id;
            SELECT RAISE(ABORT, 'a claim that has ended stays so')
                WHERE OLD.state NOT IN ('held', 'submitted') AND NEW.state <> OLD.state;
        END""",
    "question_stays_while_answered": """
        BEFORE UPDATE OF id, channel, external_id, conversation_id, asker_id ON question BEGIN
            SELECT RAISE(ABORT, 'an answer that is owed stays under the question that it was written for')
                WHERE (NEW.id IS NOT OLD.id OR NEW.channel IS NOT OLD.channel OR NEW.asker_id IS NOT OLD.asker_id
                       OR NEW.external_id IS NOT OLD.external_id OR NEW.conversation_id IS NOT OLD.conversation_id)
                  AND EXISTS (
                    SELECT 1 FROM delivery WHERE question_id = OLD.id AND channel <> 'slack'
                      AND state IN ('ready', 'sending', 'unknown'));
        END""",
    "question_is_not_replaced_while_answered": """
        BEFORE INSERT ON question BEGIN
            SELECT RAISE(ABORT, 'a question with an answer on its way is not replaced')
                WHERE EXISTS (
                    SELECT 1 FROM question JOIN delivery ON delivery.question_id = question.id
                    WHERE (question.id = NEW.id
                           OR (question.channel = NEW.channel AND question.external_id = NEW.external_id))
                      AND delivery.channel <> 'slack' AND delivery.state IN ('ready', 'sending', 'unknown'));
        END""",
    "delivery_carries_its_answer": """
        BEFORE INSERT ON delivery WHEN NEW.channel <> 'slack' BEGIN
            SELECT RAISE(ABORT, 'a public delivery carries an answer to this question on this channel')
                WHERE NOT EXISTS (
                    SELECT 1 FROM answer JOIN question ON question.id = answer.question_id
                    WHERE answer.id = NEW.answer_id AND question.id = NEW.question_id
                      AND question.channel = NEW.channel AND answer.text IS NOT NULL);
            SELECT RAISE(ABORT, 'an answer is published once')
                WHERE NEW.kind <> 'answer' OR EXISTS (SELECT 1 FROM delivery WHERE answer_id = NEW.answer_id);
            SELECT RAISE(ABORT, 'a public delivery begins ready')
                WHERE NEW.state <> 'ready';
        END""",
    "delivery_is_never_replaced": """
        BEFORE INSERT ON delivery BEGIN
            SELECT RAISE(ABORT, 'a delivery is never replaced')
                WHERE EXISTS (SELECT 1 FROM delivery WHERE id = NEW.id);
        END""",
    "delivery_keeps_its_answer": """
        BEFORE UPDATE ON delivery BEGIN
            SELECT RAISE(ABORT, 'a delivery keeps its kind, channel, question and answer')
                WHERE NEW.id IS NOT OLD.id OR NEW.kind IS NOT OLD.kind OR NEW.channel IS NOT OLD.channel
                   OR NEW.answer_id IS NOT OLD.answer_id OR NEW.question_id IS NOT OLD.question_id;
            SELECT RAISE(ABORT, 'what is public is sent again only by a member, who decided so')
                WHERE OLD.channel <> 'slack' AND OLD.state IN ('unknown', 'refused')
                  AND NEW.state IN ('ready', 'sending')
                  AND (NEW.decided_at IS NULL OR NEW.decided_at IS OLD.decided_at OR NOT EXISTS (
                    SELECT 1 FROM volunteer
                    WHERE id = NEW.decided_by AND standing = 'member' AND left_at IS NULL));
            SELECT RAISE(ABORT, 'what is public and posted stays posted')
                WHERE OLD.channel <> 'slack' AND OLD.state IN ('sent', 'by_hand') AND NEW.state <> OLD.state;
            SELECT RAISE(ABORT, 'a delivery is sent from ready only')
                WHERE OLD.channel <> 'slack' AND NEW.state = 'sending' AND OLD.state NOT IN ('ready', 'sending');
            SELECT RAISE(ABORT, 'under a question one answer at a time is on its way')
                WHERE OLD.channel <> 'slack' AND NEW.state = 'sending' AND EXISTS (
                    SELECT 1 FROM delivery
                    WHERE question_id = OLD.question_id AND id <> OLD.id
                      AND state = 'sending' AND channel <> 'slack');
        END""",
    "delivery_is_never_deleted": """
        BEFORE DELETE ON delivery WHEN OLD.channel <> 'slack' BEGIN
            SELECT RAISE(ABORT, 'a public delivery is never deleted');
        END""",
    "audit_follows_its_chain": """
        BEFORE INSERT ON audit BEGIN
            SELECT RAISE(ABORT, 'the audit only grows')
                WHERE EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq OR hash = NEW.hash);
            SELECT RAISE(ABORT, 'the audit continues from its last row')
                WHERE NEW.prev_hash IS NOT (
                    SELECT coalesce((SELECT hash FROM audit ORDER BY seq DESC LIMIT 1), ''));
        END""",
    "audit_is_never_changed": """
        BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END""",
    "audit_is_never_deleted": """
        BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is never deleted'); END""",
    "policyversion_only_grows": """
        BEFORE INSERT ON policyversion BEGIN
            SELECT RAISE(ABORT, 'an applied policy is never replaced')
                WHERE EXISTS (SELECT 1 FROM policyversion WHERE id = NEW.id);
        END""",
    "policyversion_is_never_changed": """
        BEFORE UPDATE ON policyversion BEGIN SELECT RAISE(ABORT, 'an applied policy is never changed'); END""",
    "policyversion_is_never_deleted": """
        BEFORE DELETE ON policyversion BEGIN SELECT RAISE(ABORT, 'an applied policy is never deleted'); END""",
    "volunteer_was_asked": """
        AFTER INSERT ON offer WHEN NEW.volunteer_id IS NOT NULL BEGIN
            UPDATE volunteer SET asked_at = NEW.offered_at WHERE id = NEW.volunteer_id;
        END""",
    "volunteer_enters_tree": """
        AFTER INSERT ON volunteer WHEN NEW.latitude IS NOT NULL BEGIN
            INSERT OR REPLACE INTO volunteer_tree
                VALUES (NEW.id, NEW.latitude, NEW.latitude, NEW.longitude, NEW.longitude);
        END""",
    "volunteer_moves_in_tree": """
        AFTER UPDATE OF latitude, longitude ON volunteer BEGIN
            DELETE FROM volunteer_tree WHERE id = OLD.id;
            INSERT INTO volunteer_tree
                SELECT NEW.id, NEW.latitude, NEW.latitude, NEW.longitude, NEW.longitude
                WHERE NEW.latitude IS NOT NULL;
        END""",
    "volunteer_leaves_tree": """
        AFTER DELETE ON volunteer BEGIN DELETE FROM volunteer_tree WHERE id = OLD.id; END""",
}

TREE = "volunteer_tree"


def install(connection: Connection) -> None:
    """Put every guard in place, anew."""
    connection.execute(text(f"CREATE VIRTUAL TABLE IF NOT EXISTS {TREE} USING rtree(id, south, north, west, east)"))
    for name, body in TRIGGERS.items():
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        connection.execute(text(f"CREATE TRIGGER {name} {body}"))


def missing(connection: Connection) -> set[str]:
    """Names of guards that are not in this database, or not as they should be."""
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'table')"))
    present: dict[str, str] = {name: sql for name, sql in rows}  # noqa: C416 - typed as it is read
    lacking = {name for name, body in TRIGGERS.items() if present.get(name) != f"CREATE TRIGGER {name} {body}"}
    return lacking | ({TREE} - present.keys())
