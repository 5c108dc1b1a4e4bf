"""`byhand doctor` on a healthy installation, and with one thing spoilt at a time."""

import json
import shutil
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

import main
from bots.slack.manifest import SCOPES
from bots.telegram.client import ALLOWED_UPDATES
from sandbox.serve import RunningSandbox, running
from tests.e2e.doctored import PATIENTLY, Clinic, amiss, build
from tests.e2e.house import House
from tests.factories import DEFAULT_POLICY

pytestmark = pytest.mark.timeout(180)
Spoil = Callable[[Clinic], None]


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[RunningSandbox]:
    with running(speed=1000) as one:
        yield one


@pytest.fixture(scope="module")
def healthy_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("healthy"))


@pytest.fixture
def clinic(
    stand_ins: RunningSandbox, healthy_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Clinic]:
    shutil.copy(healthy_database, tmp_path / "byhand.db")
    shutil.copy(DEFAULT_POLICY, tmp_path / "policy.yaml")
    with httpx.Client(timeout=20.0, trust_env=False) as web:
        one = Clinic(stand_ins, tmp_path, monkeypatch, web)
        one.act("reset")
        one.describe_bot()
        yield one
        for held in one.held:
            held.close()


def test_a_healthy_installation_has_nothing_amiss_and_at_least_forty_checks_say_so(clinic: Clinic) -> None:
    findings = clinic.findings()

    assert amiss(findings) == set()
    assert len(findings) >= 40
    assert amiss(findings, ["not looked at"]) == {"slack.signing", "x.label", "database.backup"}
    assert clinic.byhand("doctor", "--strict", "--only", "settings").exit_code == 0


# --- what is spoilt --------------------------------------------------------------------------------------------------


def settings(**values: str) -> Spoil:
    return lambda clinic: clinic.set(**values)


def act(path: str, **body: object) -> Spoil:
    return lambda clinic: clinic.act(path, **body) and None


def bot_api(method: str, **body: object) -> Spoil:
    return lambda clinic: clinic.telegram(method, **body) and None


def both(*spoils: Spoil) -> Spoil:
    def spoil(clinic: Clinic) -> None:
        for one in spoils:
            one(clinic)

    return spoil


def sql(*statements: str) -> Spoil:
    return lambda clinic: clinic.sql(*statements)


def policy(*changes: tuple[str, str], apply: bool = True) -> Spoil:
    return lambda clinic: clinic.rewrite_policy(*changes, apply=apply)


def env_file(text: str, mode: int = 0o600) -> Spoil:
    def spoil(clinic: Clinic) -> None:
        file = clinic.folder / ".env"
        file.write_text(text, "utf-8")
        file.chmod(mode)

    return spoil


def port_in_use(clinic: Clinic) -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    clinic.held.append(taken)
    clinic.set(BYHAND_LISTEN=f"127.0.0.1:{taken.getsockname()[1]}")


def another_poller(clinic: Clinic) -> None:
    """A program that polls with our token until the test is over."""
    over = threading.Event()

    class Poller:
        def close(self) -> None:
            over.set()
            clinic.telegram("getUpdates", timeout=0)
            thread.join()

    def poll() -> None:
        while not over.is_set():
            clinic.telegram("getUpdates", timeout=10)

    thread = threading.Thread(target=poll)
    thread.start()
    clinic.held.append(Poller())


def failing_webhook(clinic: Clinic) -> None:
    clinic.set(
        BYHAND_TELEGRAM_WEBHOOK_URL="http://127.0.0.1:9/telegram/webhook",
        BYHAND_TELEGRAM_WEBHOOK_SECRET="a-Secret_of_many-letters-09",
    )
    clinic.telegram("setWebhook", url="http://127.0.0.1:9/telegram/webhook", allowed_updates=list(ALLOWED_UPDATES))
    clinic.act("telegram/messages", **{"from": "Tomas", "text": "Is anybody there?"})
    while not clinic.telegram("getWebhookInfo")["result"].get("last_error_message"):
        pass


def webhook_without_edits(clinic: Clinic) -> None:
    secret, url = "a-Secret_of_many-letters-09", "http://127.0.0.1:9/telegram/webhook"
    clinic.set(BYHAND_TELEGRAM_WEBHOOK_URL=url, BYHAND_TELEGRAM_WEBHOOK_SECRET=secret)
    clinic.telegram("setWebhook", url=url, allowed_updates=["message"])


def locked(clinic: Clinic) -> None:
    holder = sqlite3.connect(clinic.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    clinic.held.append(holder)


def damaged(clinic: Clinic) -> None:
    """A page in the middle of the file is overwritten."""
    with sqlite3.connect(clinic.database) as looked:
        page = looked.execute("SELECT rootpage FROM sqlite_master WHERE name = 'question_asker'").fetchone()[0]
    looked.close()
    with clinic.database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 64)


def overwritten(content: bytes) -> Spoil:
    def spoil(clinic: Clinic) -> None:
        clinic.database.write_bytes(content)

    return spoil


GROUP_RULE = ("groups: []", "groups: [{chat: helpers, capture: all}]")
UNPARSED = (
    "INSERT INTO receipt (channel, key, kind, payload, state, reason, album, attempts, result, received_at,"
    " not_before) VALUES ('telegram', 'k', 'post', '{}', 'unparsed', 'odd', '', 0, 'null',"
    " '2026-11-20 12:00:00.000000', '2026-11-20 12:00:00.000000')"
)
WAITING = UNPARSED.replace("unparsed", "kept")

SPENT = (
    "INSERT INTO spend (channel, month, day, kind, calls, micro_usd)"
    " VALUES ('x', strftime('%Y-%m'), strftime('%Y-%m-%d'), 'post_read', 1, 190000000)"
)
GAP = (
    "INSERT INTO gap (channel, since, until, reason, noted_at) VALUES ('x', '2026-11-20 12:00:00.000000',"
    " '2026-11-20 13:00:00.000000', 'away', strftime('%Y-%m-%d %H:%M:%S.000000'))"
)
SPOILT: dict[str, tuple[Spoil, set[str]]] = {
    # settings
    "a name is mistyped": (settings(BYHAND_SLACK_BOT_TOKN="x"), {"settings.names"}),
    "a number is no number": (settings(BYHAND_X_POLL_SECONDS="often"), {"settings.values"}),
    "no app token and no signing secret": (settings(BYHAND_SLACK_APP_TOKEN=""), {"settings.slack"}),
    "both ways into Slack": (settings(BYHAND_SLACK_SIGNING_SECRET="0123456789abcdef" * 2), {"settings.slack"}),
    "one of X's keys is missing": (settings(BYHAND_X_ACCESS_TOKEN=""), {"settings.x_keys"}),
    "the app token stands where the bot token belongs": (
        settings(BYHAND_SLACK_BOT_TOKEN="xapp-sandbox-app-token"),
        {"settings.kinds", "slack.auth"},
    ),
    "the file can be read by others": (env_file("BYHAND_SPEED=1\n", 0o644), {"settings.file"}),
    "the file and the environment disagree": (env_file("BYHAND_LISTEN=127.0.0.1:1\n"), {"settings.twice"}),
    "the port is in use": (port_in_use, {"settings.listen"}),
    "the address is no address": (settings(BYHAND_LISTEN="somewhere"), {"settings.listen"}),
    "the whole network may connect": (settings(BYHAND_LISTEN="0.0.0.0:8429"), {"settings.public"}),
    "the webhook has no secret": (
        settings(BYHAND_TELEGRAM_WEBHOOK_URL="https://help.example/telegram/webhook"),
        {"settings.webhook_url", "telegram.mode"},
    ),
    "the webhook is not https": (
        settings(
            BYHAND_TELEGRAM_WEBHOOK_URL="http://help.example/telegram/webhook",
            BYHAND_TELEGRAM_WEBHOOK_SECRET="a-Secret_of_many-letters-09",
        ),
        {"settings.webhook_url", "telegram.mode"},
    ),
    "the webhook's secret is weak": (settings(BYHAND_TELEGRAM_WEBHOOK_SECRET="secret"), {"settings.webhook_secret"}),
    "a failpoint is armed": (settings(BYHAND_FAILPOINT="somewhere"), {"settings.for_tests"}),
    # Slack
    "the bot token was revoked": (act("slack/revoke"), {"slack.auth"}),
    "Slack is down": (act("faults", platform="slack", kind="down"), {"slack.auth"}),
    "a permission is missing": (
        act("slack/app", scopes=["chat:write", "commands", "channels:read", "im:write", "dnd:read"]),
        {"slack.scopes"},
    ),
    "the app may have no commands": (
        act(
            "slack/app",
            scopes=sorted(set(SCOPES) - {"commands"}),
        ),
        {"slack.scopes", "slack.command"},
    ),
    "the app may do more than it needs": (
        act(
            "slack/app",
            scopes=[*SCOPES, "files:write"],
        ),
        {"slack.extra_scopes"},
    ),
    "the app token is wrong": (settings(BYHAND_SLACK_APP_TOKEN="xapp-of-another"), {"slack.socket"}),
    "a channel of the policy does not exist": (
        policy(("channel: byhand-leads", "channel: byhand-leeds")),
        {"slack.channels"},
    ),
    "a channel is archived": (act("slack/channel", name="byhand-leads", archive=True), {"slack.archived"}),
    "the bot is not in a channel": (
        act("slack/leave", person="U0BYHAND", channel="byhand-queue"),
        {"slack.membership"},
    ),
    "the volunteers are of another workspace": (sql("UPDATE volunteer SET team_id = 'T0OTHER'"), {"slack.team"}),
    # Telegram
    "Telegram's token is wrong": (
        settings(BYHAND_TELEGRAM_TOKEN="4200000001:a-token-of-nobody-at-all"),
        {"telegram.auth"},
    ),
    "the policy names another bot": (policy(("@brightaisle_bot", "@brightisle_bot")), {"telegram.name"}),
    "privacy mode hides what the policy wants": (policy(GROUP_RULE), {"telegram.privacy"}),
    "the bot reads groups for nothing": (act("telegram/switches", privacy=False), {"telegram.privacy"}),
    "the bot may not join the policy's groups": (
        both(policy(GROUP_RULE), act("telegram/switches", privacy=False, can_join_groups=False)),
        {"telegram.groups"},
    ),
    "a webhook takes what Byhand would fetch": (
        bot_api("setWebhook", url="http://127.0.0.1:9/else", allowed_updates=list(ALLOWED_UPDATES)),
        {"telegram.mode"},
    ),
    "the webhook fails": (failing_webhook, {"telegram.webhook"}),
    "the webhook is not sent edits": (webhook_without_edits, {"telegram.updates"}),
    "another program polls": (another_poller, {"telegram.poller"}),
    "the bot says nothing of itself": (
        bot_api("setMyDescription", description=""),
        {"telegram.description"},
    ),
    "the bot's profile is another's": (
        bot_api("setMyShortDescription", short_description="Hi"),
        {"telegram.profile"},
    ),
    # X
    "X's secret is wrong": (settings(BYHAND_X_CONSUMER_SECRET="another"), {"x.auth"}),
    "X does not answer": (act("faults", platform="x", kind="down"), {"x.auth"}),
    "the policy names another account": (policy(('"@brightaisle"', '"@brightisle"')), {"x.handle"}),
    "the keys may only read": (act("x/switches", may_write=False), {"x.may_post"}),
    "the account protects its posts": (act("x/people", handle="brightaisle", protected=True), {"x.protected"}),
    "the bio says nothing": (act("x/people", handle="brightaisle", bio="Lamps!"), {"x.bio"}),
    "X's credit is used up": (act("x/switches", credit=0), {"x.credit"}),
    "X's cap is reached": (act("x/switches", usage_cap=0), {"x.credit"}),
    "the bearer token is wrong": (settings(BYHAND_X_BEARER_TOKEN="another"), {"x.usage"}),
    "X is asked too often": (settings(BYHAND_X_POLL_SECONDS="1"), {"x.pace"}),
    "the budget is nearly spent": (sql(SPENT), {"x.budget"}),
    "there is no budget": (policy(("    monthly_budget_usd: 200\n", "")), {"x.budget"}),
    # the database
    "a guard is gone": (sql("DROP TRIGGER answer_is_never_changed"), {"database.guards"}),
    "the database is of an earlier version": (sql("DELETE FROM alembic_version"), {"database.version"}),
    "the database is an empty file": (overwritten(b""), {"database.version"}),
    "the database is no database": (
        overwritten(b"lorem ipsum " * 999),
        {"database.reachable"},
    ),
    "the database is of a newer version": (
        sql("UPDATE alembic_version SET version_num = '9999'"),
        {"database.version"},
    ),
    "something holds the database": (locked, {"database.writable"}),
    "the file is damaged": (damaged, {"database.intact"}),
    "a row refers to nothing": (
        sql("PRAGMA foreign_keys = OFF", "INSERT INTO volunteertopic (volunteer_id, topic) VALUES (99999, 'tv')"),
        {"database.references"},
    ),
    "the audit lost its last row": (
        sql("DROP TRIGGER audit_is_never_deleted", "DELETE FROM audit"),
        {"database.audit", "database.guards"},
    ),
    "the address names no database that we know": (
        settings(BYHAND_DATABASE_URL="postgresql://somebody@127.0.0.1/byhand"),
        {"database.reachable"},
    ),
    "the database cannot be made where it is wanted": (
        lambda clinic: clinic.set(BYHAND_DATABASE_URL=f"sqlite:///{clinic.policy}/byhand.db"),
        {"database.reachable"},
    ),
    # the machine, the policy and the people
    "the place index is missing": (settings(BYHAND_PLACE_INDEX="nowhere.sqlite"), {"machine.places"}),
    "the embedding's folder is missing": (settings(BYHAND_EMBEDDING="nowhere"), {"machine.embedding"}),
    "the policy file has a mistake": (policy(("company:", "compny:"), apply=False), {"policy.file"}),
    "the policy file is missing": (settings(BYHAND_POLICY="nowhere.yaml"), {"policy.file"}),
    "the policy file was not applied": (
        policy(("offers_a_day: 20", "offers_a_day: 2"), apply=False),
        {"policy.applied"},
    ),
    "nobody knows a topic": (sql("DELETE FROM volunteertopic WHERE topic = 'tv'"), {"policy.topics"}),
    "volunteers chose what is no topic": (
        sql("INSERT INTO volunteertopic (volunteer_id, topic) SELECT id, 'stamps' FROM volunteer WHERE id = 1"),
        {"policy.stray_topics"},
    ),
    "nobody is near a shop": (
        sql("UPDATE volunteer SET latitude = latitude + 1, longitude = longitude + 1 WHERE id = 1"),
        {"policy.shops"},
    ),
    "nobody is in reach of any shop": (
        sql("UPDATE volunteer SET latitude = -75, longitude = 0"),
        {"policy.shops", "policy.countries"},
    ),
    "nobody has joined": (sql("UPDATE volunteer SET left_at = joined_at"), {"policy.people"}),
    "everybody has paused": (sql("UPDATE volunteer SET paused = 1"), {"policy.people"}),
    "a ring reaches less far than the one before": (policy(("within_km: 400", "within_km: 40")), {"policy.rings"}),
    "a shop lies in another country": (policy(("country: GB", "country: JP")), {"policy.coordinates"}),
    # the work
    "an event could not be read": (sql(UNPARSED), {"work.unparsed"}),
    "events wait": (sql(WAITING), {"work.receipts"}),
    "posts may have been missed": (sql(GAP), {"work.gaps"}),
}


@pytest.mark.parametrize("case", SPOILT)
def test_names_what_is_spoilt_and_nothing_else(clinic: Clinic, case: str) -> None:
    spoil, expected = SPOILT[case]
    spoil(clinic)
    groups = sorted({name.partition(".")[0] for name in expected})

    findings = clinic.findings(*groups)

    assert amiss(findings) == expected, [one for one in findings.values() if one["state"] in {"warn", "bad"}]
    assert all(findings[name]["mend"] and findings[name]["why"] for name in expected)


def test_more_than_twenty_five_misconfigurations_are_tried() -> None:
    assert len(SPOILT) >= 25


# --- mending ---------------------------------------------------------------------------------------------------------

MENDED: dict[str, tuple[Spoil, str]] = {
    "the file is closed to others": (env_file("BYHAND_SPEED=1\n", 0o644), "settings.file"),
    "a guard is put back": (sql("DROP TRIGGER answer_is_never_changed"), "database.guards"),
    "the bot is described": (bot_api("setMyDescription", description=""), "telegram.description"),
    "the bot's profile is written": (bot_api("setMyShortDescription"), "telegram.profile"),
    "a webhook in the way is taken away": (bot_api("setWebhook", url="http://127.0.0.1:9/else"), "telegram.mode"),
    "the webhook is set anew": (webhook_without_edits, "telegram.updates"),
    "a channel is joined where the app may": (
        both(
            act("slack/leave", person="U0BYHAND", channel="byhand-queue"),
            act("slack/app", scopes=[*SCOPES, "channels:join"]),
        ),
        "slack.membership",
    ),
}


@pytest.mark.parametrize("case", MENDED)
def test_mends_what_can_be_mended_safely_and_says_so(clinic: Clinic, case: str) -> None:
    spoil, name = MENDED[case]
    spoil(clinic)
    group = name.partition(".")[0]
    assert name in amiss(clinic.findings(group))

    told = json.loads(clinic.byhand("doctor", "--fix", "--json", *PATIENTLY, "--only", group).stdout)

    assert len(told["done"]) == 1
    assert not told["done"][0].startswith("could not")
    assert name not in {one["id"] for one in told["findings"] if one["state"] in {"warn", "bad"}}


def test_says_what_it_could_not_mend(clinic: Clinic) -> None:
    clinic.act("slack/leave", person="U0BYHAND", channel="byhand-queue")

    told = json.loads(clinic.byhand("doctor", "--fix", "--json", *PATIENTLY, "--only", "slack").stdout)

    assert told["done"] == ["could not join channels: the Slack app lacks channels:join; invite it instead"]
    assert told["worst"] == "bad"


def test_mends_nothing_unasked(clinic: Clinic) -> None:
    env_file("BYHAND_SPEED=1\n", 0o644)(clinic)
    clinic.telegram("setMyDescription", description="")
    before = clinic.database.read_bytes()

    clinic.findings()

    assert (clinic.folder / ".env").stat().st_mode & 0o777 == 0o644
    assert clinic.telegram("getMyDescription")["result"]["description"] == ""
    assert clinic.database.read_bytes() == before


# --- the command -----------------------------------------------------------------------------------------------------


def test_ends_by_the_worst_that_was_found(clinic: Clinic) -> None:
    assert clinic.byhand("doctor", "--only", "settings").exit_code == 0
    clinic.set(BYHAND_UNHEARD="of")
    assert clinic.byhand("doctor", "--only", "settings").exit_code == 0
    assert clinic.byhand("doctor", "--only", "settings", "--strict").exit_code == 1
    clinic.set(BYHAND_FAILPOINT="somewhere")
    assert clinic.byhand("doctor", "--only", "settings").exit_code == 1


def test_a_pipe_gets_one_line_a_setting_and_one_a_check_without_colours_or_secrets(clinic: Clinic) -> None:
    result = clinic.byhand("doctor", *PATIENTLY)

    lines = result.stdout.splitlines()
    assert f"setting\tBYHAND_DATABASE_URL\tsqlite:///{clinic.database}\tenvironment" in lines
    assert "setting\tBYHAND_SLACK_BOT_TOKEN\t•••\tenvironment" in lines
    assert "ok\tslack.auth\tthe bot token works in the workspace Brightaisle" in lines
    assert "\x1b" not in result.stdout
    assert not [secret for secret in clinic.secrets if secret in result.output]
    assert lines[-1].startswith(f"{len(lines) - 1 - len(main.Settings.model_fields)} checks: ")


def test_the_password_of_an_address_is_not_shown(clinic: Clinic) -> None:
    clinic.set(BYHAND_DATABASE_URL="postgresql://somebody:guarded@127.0.0.1/byhand")

    result = clinic.byhand("doctor", "--settings")

    assert "•••@127.0.0.1" in result.output
    assert "guarded" not in result.output


def test_a_mistyped_group_is_one_clear_sentence(clinic: Clinic) -> None:
    result = clinic.byhand("doctor", "--only", "telegramm")

    assert str(result.exception) == "There is no group of checks “telegramm”; did you mean telegram?"


def test_lists_every_setting_with_its_origin(clinic: Clinic) -> None:
    told = json.loads(clinic.byhand("doctor", "--settings", "--json").stdout)

    by_name = {one["name"]: one for one in told}
    assert by_name["BYHAND_SLACK_BOT_TOKEN"]["value"] == "•••"
    assert by_name["BYHAND_X_POLL_SECONDS"]["origin"] == "default"
    assert "setting\tBYHAND_X_POLL_SECONDS\t60.0\tdefault" in clinic.byhand("doctor", "--settings").stdout


def test_other_commands_refuse_a_setting_that_cannot_be_read_in_one_sentence(clinic: Clinic) -> None:
    clinic.set(BYHAND_X_POLL_SECONDS="often")

    result = clinic.byhand("run")

    assert str(result.exception).startswith("BYHAND_X_POLL_SECONDS cannot be read: ")
    assert "often" not in str(result.exception)


def test_before_the_first_run_what_is_not_there_yet_is_not_amiss(clinic: Clinic) -> None:
    clinic.database.unlink()

    assert amiss(clinic.findings()) == set()
    assert not clinic.database.exists()


def test_beside_a_running_byhand_it_disturbs_nothing_and_says_what_it_left_out(
    make_house: Callable[..., House],
) -> None:
    house = make_house(BYHAND_X_POLL_SECONDS="5")
    house.start()
    house.join("U0ANNA")

    told = json.loads(house.byhand("doctor", "--json", *PATIENTLY).stdout)

    found = {one["id"]: one for one in told["findings"]}
    assert found["telegram.poller"]["state"] == "not looked at"
    assert "`byhand run` polls now" in found["telegram.poller"]["found"]
    assert found["database.holder"]["found"] == "`byhand run` works on it now"
    assert found["settings.listen"]["state"] == "ok"
    assert house.is_ready()
    chat = house.ask_on_telegram("My phone does not charge")
    house.until("the card", lambda: house.message("U0ANNA", "does not charge"))
    assert house.said_on_telegram(chat) == []
    assert "another poller" not in house.log
