"""Checks of Telegram: the bot, what it may see, how updates reach us, what people read before they write."""

from datetime import timedelta

from bots.telegram.client import Us, WebhookState
from bots.telegram.probe import ALLOWED_UPDATES, Description, opening
from bots.telegram.webhook import whole
from commands.checks.installation import Installation
from commands.checks.verdict import Group, Verdict, bad, not_looked_at, ok, warn

RECENT = timedelta(hours=1)
MANY = 100  # waiting updates that a webhook has not taken
FATHER = "in the chat with @BotFather"
FIX = "`byhand doctor --fix`"


def _unless(i: Installation) -> str:
    return "" if i.telegram else "BYHAND_TELEGRAM_TOKEN is not set: Telegram is off"


GROUP = Group("telegram", "Telegram", _unless)


def _us(i: Installation) -> Us | None:
    return i.telegram.us.thing if i.telegram else None


def _webhook(i: Installation) -> WebhookState | None:
    return i.telegram.webhook.thing if i.telegram else None


def _unknown(i: Installation) -> Verdict:
    trouble = i.telegram.us.trouble or i.telegram.webhook.trouble if i.telegram else ""
    return not_looked_at(trouble or "Telegram did not say")


@GROUP.check("auth", "with this token Byhand hears and answers on Telegram")
def auth(i: Installation) -> Verdict:
    looked = i.telegram.us if i.telegram else None
    if looked is None or looked.thing is None:
        trouble = looked.trouble if looked else ""
        if looked and looked.refused:
            return bad(trouble, f"/mybots, API Token, {FATHER} shows the token")
        return bad(f"{trouble} Looked at {i.given['BYHAND_TELEGRAM_API_URL']}", "look at the network")
    return ok(f"the token is @{looked.thing.username}'s")


@GROUP.check("name", "people are told to write to the bot that the policy names")
def name(i: Installation) -> Verdict:
    us, wanted = _us(i), i.policy.company.telegram_bot if i.policy else None
    if us is None:
        return _unknown(i)
    if wanted and wanted.lower() != us.username.lower():
        return bad(
            f"the token is @{us.username}'s, and the policy names @{wanted}",
            f'set company.telegram_bot: "@{us.username}" in the policy, or use @{wanted}\'s token',
        )
    return ok(f"@{us.username}" + ("" if wanted else "; the policy names no bot"))


@GROUP.check("privacy", "with privacy mode on, the bot sees of a group only what is addressed to it")
def privacy(i: Installation) -> Verdict:
    us, groups = _us(i), i.policy.capture.telegram.groups if i.policy else ()
    if us is None:
        return _unknown(i)
    if groups and not us.reads_groups:
        return bad(
            f"privacy mode is on, and the policy wants more of {groups[0].chat}",
            f"/setprivacy, Disable {FATHER}; then remove the bot from the group and add it again",
        )
    if us.reads_groups and not groups:
        return warn(
            "privacy mode is off, so the bot is sent everything said in its groups; the policy needs none of it",
            f"/setprivacy, Enable {FATHER}",
        )
    return ok("off, as the policy's groups need it" if groups else "on: only what is addressed to the bot arrives")


@GROUP.check("groups", "a bot that may not join groups hears nothing of them")
def groups(i: Installation) -> Verdict:
    us, wanted = _us(i), i.policy.capture.telegram.groups if i.policy else ()
    if us is None:
        return _unknown(i)
    if us.joins_groups:
        return ok("the bot may be added to groups")
    mend = f"/setjoingroups, Enable {FATHER}"
    if wanted:
        return bad("the bot may not be added to groups, and the policy names some", mend)
    return ok("the bot may not be added to groups, and the policy names none")


@GROUP.check("mode", "Telegram either brings updates to a webhook or lets us fetch them, never both")
def mode(i: Installation) -> Verdict:
    state, wanted = _webhook(i), i.given["BYHAND_TELEGRAM_WEBHOOK_URL"]
    if state is None:
        return _unknown(i)
    if not wanted and state.url:
        return bad("a webhook is set, and Byhand is to poll: what comes goes elsewhere", f"{FIX} takes it away")
    if wanted and not state.url:
        return warn("no webhook is set yet", f"`byhand run` sets it when it starts, {FIX} now")
    if wanted and state.url != whole(wanted):
        return bad("the webhook that is set is another one", f"{FIX} sets ours")
    return ok("a webhook, as configured" if wanted else "polling, as configured, and no webhook is set")


@GROUP.check("webhook", "what a webhook does not take waits at Telegram for a day, and then it is lost")
def webhook(i: Installation) -> Verdict:
    state = _webhook(i)
    if state is None:
        return _unknown(i)
    if not state.url:
        return ok(
            f"none; updates that wait to be fetched: {state.pending}" if state.pending else "none, and nothing waits"
        )
    waiting = f"updates that wait: {state.pending}" + (f" (brought to {state.ip})" if state.ip else "")
    recent = state.last_error_at is not None and i.now - state.last_error_at < RECENT
    if state.pending and recent:
        return bad(f"{waiting}: {state.last_error}", "see that the address answers from outside: `curl -i` it")
    if state.pending > MANY:
        return warn(waiting, "see that `byhand run` works and that the address answers from outside")
    return ok(f"{waiting}; no fresh error")


@GROUP.check("updates", "Telegram remembers which kinds of updates were asked for last, by whatever program")
def updates(i: Installation) -> Verdict:
    state = _webhook(i)
    if state is None:
        return _unknown(i)
    if not state.url:
        return ok("each poll says which kinds it wants")
    lacking = sorted(set(ALLOWED_UPDATES) - set(state.allowed)) if state.allowed else []
    if lacking:
        return bad(f"the webhook is not sent {', '.join(lacking)}", f"{FIX} sets it anew")
    return ok("the webhook is sent every kind that Byhand reads")


@GROUP.check("poller", "of two programs that poll with one token each gets half, and neither knows")
def poller(i: Installation) -> Verdict:
    looked = i.telegram.alone if i.telegram else None
    if i.runs:
        return not_looked_at("`byhand run` polls now, and a look would disturb it; it says itself if another does")
    if looked is None:
        return not_looked_at("there is no polling while a webhook is set")
    if looked.thing:
        return ok("nobody else polls with this token")
    if looked.thing is None:
        return not_looked_at(looked.trouble or "updates wait, so every poll ends at once and nobody can tell")
    return bad("another program polls with this token", f"end it, or /revoke the token {FATHER} and set the new one")


def _description(i: Installation) -> Description | None:
    return i.telegram.description.thing if i.telegram else None


@GROUP.check("description", "nobody is answered by a machine, so this is where people learn what to expect")
def description(i: Installation) -> Verdict:
    found, wanted = _description(i), i.policy.company.description if i.policy else ""
    if found is None:
        return _unknown(i)
    if not wanted:
        return warn("the policy has no description for the bot", "write company.description in the policy")
    if found.long != wanted:
        said = (
            f"it is “{found.long[:60]}…”, not the policy's" if found.long else "people read nothing before they write"
        )
        return warn(said, f"{FIX} sets it from the policy (company.description)")
    return ok("people are told what to expect")


@GROUP.check("profile", "the bot's profile is what people see when the bot is shared")
def profile(i: Installation) -> Verdict:
    found, wanted = _description(i), i.policy.company.description if i.policy else ""
    if found is None:
        return _unknown(i)
    if found.short != opening(wanted) and wanted:
        said = "differs from the policy's first sentences" if found.short else "is empty"
        return warn(f"the profile's text {said}", f"{FIX} sets it from the policy (company.description)")
    return ok("the profile says who this is")
