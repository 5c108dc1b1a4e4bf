"""Checks of the settings themselves: there, readable, not contradicting each other, and nobody else's to read."""

from collections.abc import Iterator
from difflib import get_close_matches
from urllib.parse import urlsplit

from commands.checks.gather import split_address
from commands.checks.installation import X_KEYS, Given, Installation
from commands.checks.tokens import BELONGS, mistaken
from commands.checks.verdict import Group, Verdict, bad, ok, some, warn

GROUP = Group("settings", "Settings")
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
REAL = {"slack": "slack.com", "telegram": "api.telegram.org", "x": "api.x.com"}
INIT = "`byhand init` asks for what is missing"


@GROUP.check("values", "a value that cannot be read is not used, and `byhand run` refuses to start")
def values(i: Installation) -> Verdict:
    if i.given.unreadable:
        return bad(" ".join(i.given.unreadable), f"correct it in {i.given.file} or in the environment")
    count = sum(setting.origin != "default" for setting in i.given.settings.values())
    return ok(f"given: {count}, and all can be read")


@GROUP.check(
    "names", "a name that Byhand does not know is ignored in silence: a slip of the pen switches something off"
)
def names(i: Installation) -> Verdict:
    known = list(i.given.settings)
    strange = [one for one in i.given.named if one.name.upper() not in known]
    if not strange:
        return ok("every name that begins with BYHAND_ is known")
    told = []
    for one in strange:
        close = get_close_matches(one.name.upper(), known, n=1, cutoff=0.6)
        told.append(f"{one.name} ({one.origin})" + (f": did you mean {close[0]}?" if close else ""))
    return warn(f"not known: {some(told)}", "rename or remove it")


@GROUP.check("twice", "the environment wins over the file, so what stands in the file is not what holds")
def twice(i: Installation) -> Verdict:
    in_file = {one.name.upper(): one.value for one in i.given.named if one.origin == str(i.given.file)}
    others = {one.name.upper(): one.value for one in i.given.named if one.origin == "environment" and one.value}
    differ = sorted(name for name in in_file.keys() & others.keys() if in_file[name] and in_file[name] != others[name])
    if differ:
        return warn(f"set twice, differently: {some(differ)}", f"remove it from {i.given.file} or from the environment")
    return ok("nothing is set twice with different values")


@GROUP.check("slack", "without Slack nobody can answer")
def slack(i: Installation) -> Verdict:
    if not i.given["BYHAND_SLACK_BOT_TOKEN"]:
        return bad("BYHAND_SLACK_BOT_TOKEN is not set", INIT)
    socket, signed = i.given["BYHAND_SLACK_APP_TOKEN"], i.given["BYHAND_SLACK_SIGNING_SECRET"]
    if not (socket or signed):
        return bad("neither BYHAND_SLACK_APP_TOKEN (Socket Mode) nor BYHAND_SLACK_SIGNING_SECRET is set", INIT)
    if socket and signed:
        return warn(
            "both Socket Mode and signed HTTP are set up; Slack uses one of them",
            "remove BYHAND_SLACK_SIGNING_SECRET (Socket Mode) or BYHAND_SLACK_APP_TOKEN (HTTP)",
        )
    return ok("Slack over Socket Mode" if socket else "Slack over signed HTTP at /slack/events")


@GROUP.check("channels", "without X or Telegram no question comes in")
def channels(i: Installation) -> Verdict:
    on = [name for name, there in (("X", i.given.has_x), ("Telegram", i.given["BYHAND_TELEGRAM_TOKEN"])) if there]
    if on:
        return ok(f"questions come from {' and '.join(on)}")
    return bad("neither X nor Telegram is set up", INIT)


@GROUP.check("x_keys", "X signs with four keys together; with fewer `byhand run` refuses to start")
def x_keys(i: Installation) -> Verdict:
    absent = [name for name in X_KEYS if not i.given[name]]
    if absent and len(absent) < len(X_KEYS):
        return bad(f"X needs all four of its keys; not set: {', '.join(absent)}", INIT)
    return ok("X is off: none of its keys is set" if absent else "all four of X's keys are set")


@GROUP.check("kinds", "a token in another one's place is refused by the vendor, with a message that says little")
def kinds(i: Installation) -> Verdict:
    wrong = [f"{name}: {said}" for name in BELONGS if (said := mistaken(name, i.given[name])) and i.given[name]]
    if wrong:
        return bad(" ".join(wrong), f"put each where it belongs in {i.given.file}; `byhand init` asks again")
    return ok("each token that is set looks like what it should be")


@GROUP.check("file", "whoever can read the file can post in the company's name")
def file(i: Installation) -> Verdict:
    name, mode = i.given.file, i.given.file_mode
    if mode is None:
        return ok(f"there is no {name}; all comes from the environment")
    if mode & 0o077:
        return bad(f"{name} can be read by others on this machine (mode {mode:04o})", f"chmod 600 {name}")
    return ok(f"{name} is its owner's alone (mode {mode:04o})")


@GROUP.check("listen", "health, metrics and webhooks are served there; if it cannot be had, `byhand run` ends")
def listen(i: Installation) -> Verdict:
    where = i.given["BYHAND_LISTEN"]
    if i.port.trouble:
        return bad(f"{where}: {i.port.trouble}", "set BYHAND_LISTEN to a free address, such as 127.0.0.1:8420")
    if i.runs and not i.port.ours:
        return warn(f"`byhand run` works, but not at {where}", "start it anew, or give both the same BYHAND_LISTEN")
    return ok(f"`byhand run` answers at {where}" if i.runs else f"{where} is free")


@GROUP.check("public", "what is served is plain HTTP: without TLS in front, whoever is on the way reads along")
def public(i: Installation) -> Verdict:
    where = i.given["BYHAND_LISTEN"]
    host = (split_address(where) or ("127.0.0.1", 0))[0]
    if host in LOOPBACK:
        return ok(f"{where} can be reached from this machine alone")
    mend = "set BYHAND_LISTEN=127.0.0.1:8420 and let a proxy with TLS stand before it"
    return warn(f"{where} can be reached from other machines, without TLS", mend)


@GROUP.check("webhook_url", "Telegram brings updates only to https, at ports 443, 80, 88 and 8443")
def webhook_url(i: Installation) -> Verdict:
    url = i.given["BYHAND_TELEGRAM_WEBHOOK_URL"]
    if not url:
        return ok("no webhook is wanted: Telegram is polled")
    parts = urlsplit(url)
    mend = "set BYHAND_TELEGRAM_WEBHOOK_URL=https://HOST/telegram/webhook, or leave it out to poll"
    if not i.given["BYHAND_TELEGRAM_WEBHOOK_SECRET"]:
        return bad("BYHAND_TELEGRAM_WEBHOOK_URL needs BYHAND_TELEGRAM_WEBHOOK_SECRET", "set it to a long random text")
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        return bad("the webhook's address is not https", mend)
    if parts.path.strip("/") not in {"", "telegram/webhook"}:
        return bad(f"the webhook's path is {parts.path}; Byhand listens at /telegram/webhook", mend)
    return ok(f"the webhook is at {parts.hostname}")


@GROUP.check("webhook_secret", "whoever guesses the secret can put questions into the public's mouth")
def webhook_secret(i: Installation) -> Verdict:
    secret = i.given["BYHAND_TELEGRAM_WEBHOOK_SECRET"]
    if not secret:
        return ok("no webhook, no secret" if not i.given["BYHAND_TELEGRAM_WEBHOOK_URL"] else "said above")
    mend = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))' makes one"
    if not (secret.isascii() and secret.replace("-", "a").replace("_", "a").isalnum() and len(secret) <= 256):  # noqa: PLR2004 - Telegram's
        return bad("BYHAND_TELEGRAM_WEBHOOK_SECRET may hold up to 256 of A-Z, a-z, 0-9, _ and - only", mend)
    if len(secret) < 16 or len(set(secret)) < 8:  # noqa: PLR2004 - about what nobody guesses
        return warn("BYHAND_TELEGRAM_WEBHOOK_SECRET is short or easily guessed", mend)
    return ok("the webhook's secret is long enough")


@GROUP.check("addresses", "keys sent to a wrong address, or without TLS, are given away")
def addresses(i: Installation) -> Verdict:
    wrong = list(_wrong_addresses(i.given))
    if wrong:
        return bad("; ".join(wrong), "correct it, or leave it out for the vendor's own")
    elsewhere = [vendor for vendor, host in REAL.items() if _host(i.given, vendor) != host]
    return ok(f"stand-ins serve for {', '.join(elsewhere)}" if elsewhere else "the vendors' own addresses")


def _wrong_addresses(given: Given) -> Iterator[str]:
    for vendor in REAL:
        name = f"BYHAND_{vendor.upper()}_API_URL"
        parts = urlsplit(given[name])
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            yield f"{name} is no address"
        elif parts.scheme == "http" and parts.hostname not in LOOPBACK:
            yield f"{name} is not https"
        elif vendor == "slack" and not parts.path.endswith("/api/"):
            yield f"{name} does not end in /api/"


def _host(given: Given, vendor: str) -> str | None:
    return urlsplit(given[f"BYHAND_{vendor.upper()}_API_URL"]).hostname


@GROUP.check("for_tests", "settings for tests end the process on purpose, or ask more often than a vendor allows")
def for_tests(i: Installation) -> Verdict:
    if i.given["BYHAND_FAILPOINT"]:
        return bad("BYHAND_FAILPOINT is set: the process is killed there", "remove BYHAND_FAILPOINT")
    real = [vendor for vendor, host in REAL.items() if _host(i.given, vendor) == host]
    if float(i.given["BYHAND_SPEED"]) != 1.0 and real:
        return bad("BYHAND_SPEED is set, and a vendor's own limits cannot be hurried", "remove BYHAND_SPEED")
    return ok("none that is meant for tests alone")
