"""`byhand init`: asks for what is missing, tries each token as it comes, writes the settings file, and looks at all."""

import json
import sys
from pathlib import Path
from urllib.parse import quote

import typer

from bots.slack.manifest import manifest
from commands import attempts, envfile, newpolicy
from commands.checks.installation import X_KEYS
from commands.checks.store_look import can_make
from commands.doctor import examine
from commands.interview import Interview, Wanted
from commands.toolbox import Missing, Toolbox

SLACK_BOT = Wanted(
    "BYHAND_SLACK_BOT_TOKEN", "Bot token", "“OAuth & Permissions”, Bot User OAuth Token; it begins with xoxb-"
)
SLACK_APP = Wanted(
    "BYHAND_SLACK_APP_TOKEN",
    "App-level token",
    "“Basic Information”, App-Level Tokens, Generate, with the scope connections:write; it begins with xapp-",
)
TELEGRAM = Wanted("BYHAND_TELEGRAM_TOKEN", "Token", "write /newbot to @BotFather in Telegram; he answers with it")
X = [
    Wanted(X_KEYS[0], "Consumer key", "“Keys and tokens” of your app, called API Key there"),
    Wanted(X_KEYS[1], "Consumer secret", "beside it, called API Key Secret"),
    Wanted(X_KEYS[2], "Access token", "below; the app must have “Read and write” before you make it"),
    Wanted(X_KEYS[3], "Access token secret", "beside it"),
]
SCRIPTED = (
    "`byhand init` asks questions, so it needs a terminal. Without one, set the settings in the environment or in .env;"
    " `byhand doctor` says what is missing."
)


def register(app: typer.Typer) -> None:
    app.command("init")(init)


def init(context: typer.Context) -> None:
    """Set Byhand up: asks for Slack's, Telegram's and X's tokens, tries each at once, writes .env, ends with doctor.

    What is set already is kept. Enter skips; Ctrl-C ends it and nothing is written.
    """
    toolbox: Toolbox = context.obj
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Missing(SCRIPTED)
    before = _text(toolbox.settings_file)
    talk = Interview({setting.name: setting for setting in toolbox.settings})
    try:
        _ask_all(talk, toolbox)
        _write(talk, toolbox.settings_file, before)
    except typer.Abort:
        talk.console.print("\nNothing was written.")
        raise typer.Exit(1) from None
    talk.head("How it stands now")
    whole = examine(toolbox.again() if toolbox.again else toolbox)
    talk.console.print("\nStart it: byhand run" if whole else "\nMend what is bad, then start it: byhand run")


def _ask_all(talk: Interview, toolbox: Toolbox) -> None:
    talk.head(
        "Byhand asks for what is missing and keeps what is there.",
        "What you paste is not shown. Enter skips; Ctrl-C ends it, and nothing is written.",
    )
    _slack(talk)
    _telegram(talk)
    _x(talk)
    _policy(talk, toolbox)


def _slack(talk: Interview) -> None:
    talk.head("Slack, where your colleagues answer")
    if not talk.value(SLACK_BOT.name):
        talk.say("Make the app with this link: choose the workspace, Create, then Install to Workspace.")
        talk.link(creation_link())
    if talk.until_it_works([SLACK_BOT], lambda: attempts.slack(talk)) and not talk.value("BYHAND_SLACK_SIGNING_SECRET"):
        talk.until_it_works([SLACK_APP], lambda: attempts.socket(talk))


def creation_link() -> str:
    """Where Slack makes the app out of our manifest (docs.slack.dev/app-manifests, sharing manifests)."""
    told = quote(json.dumps(manifest(), separators=(",", ":")), safe="")
    return f"https://api.slack.com/apps?new_app=1&manifest_json={told}"


def _telegram(talk: Interview) -> None:
    talk.head("Telegram, where people ask")
    talk.until_it_works([TELEGRAM], lambda: attempts.telegram(talk))


def _x(talk: Interview) -> None:
    talk.head(
        "X, where people ask",
        "X is paid by the call and needs an app of your own at console.x.com, with credit.",
    )
    talk.until_it_works(X, lambda: attempts.x(talk))


def _policy(talk: Interview, toolbox: Toolbox) -> None:
    if toolbox.policy_file is not None or attempts.has_policy(toolbox):
        return
    file = Path("policy.yaml")
    talk.head("The policy, which says who is asked about what")
    if not file.exists():
        talk.say(f"A first one, an electronics retailer's, is put in {file}; change its topics and shops to yours.")
        text = _first_policy(talk)
        if not text:
            return
        talk.files[file] = text
    talk.answers["BYHAND_POLICY"] = str(file)


def _first_policy(talk: Interview) -> str:
    """Its text, or nothing when none is wanted yet."""
    while company := talk.text("Your company's name (Enter: no policy yet)"):
        try:
            return newpolicy.first(company, attempts.handle(talk), attempts.bot(talk))
        except newpolicy.Unfit as error:
            talk.say(f"✗ {error}.", "red")
    return ""


def _text(file: Path) -> str:
    """The file as it is, looked at before anybody is asked anything. Raises Missing."""
    if not can_make(file):
        raise Missing(f"{file.absolute()} cannot be written: the folder is not yours to write in.")
    try:
        return file.read_text("utf-8") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise Missing(f"{file} cannot be read: {error}. Mend it or put it aside first.") from error


def _write(talk: Interview, file: Path, before: str) -> None:
    """First the files that the settings name, then the settings."""
    if not talk.answers:
        talk.head(f"Nothing new, so {file} stays as it is.")
        return
    try:
        for path, text in talk.files.items():
            envfile.save(path, text)
        envfile.save(file, envfile.changed(before, talk.answers))
    except OSError as error:
        raise Missing(f"{file} cannot be written: {error}") from error
    talk.head(f"Written to {file}, which only you can read:", *talk.answers)
