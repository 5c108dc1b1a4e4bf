"""Checks of Slack: what the tokens are, what the app may do, whether the policy's channels are there for it."""

from collections.abc import Iterator

from bots.slack.manifest import NEEDED, SCOPES
from bots.slack.probe import SlackChannel, Workspace
from commands.checks.installation import Installation
from commands.checks.skew import judge_skew
from commands.checks.tokens import SLACK_SIGNING, kind_of
from commands.checks.verdict import Group, Verdict, bad, not_looked_at, ok, some, warn

APP = "api.slack.com/apps, your app"
INSTALL = f"add it under “OAuth & Permissions” at {APP}, and install the app again"
EXTRA = {"channels:join"}  # with it `byhand doctor --fix` can join channels


def _unless(i: Installation) -> str:
    return "" if i.slack else "BYHAND_SLACK_BOT_TOKEN is not set"


GROUP = Group("slack", "Slack", _unless)


def _workspace(i: Installation) -> Workspace | None:
    return i.slack.workspace.thing if i.slack else None


def _channels(i: Installation) -> dict[str, SlackChannel] | None:
    found = i.slack.channels.thing if i.slack else None
    return None if found is None else {channel.name: channel for channel in found}


def _why_no_channels(i: Installation) -> Verdict:
    return not_looked_at(f"the channels cannot be listed: {i.slack.channels.trouble if i.slack else ''}")


@GROUP.check("auth", "with this token Byhand shows questions and takes answers")
def auth(i: Installation) -> Verdict:
    looked = i.slack.workspace if i.slack else None
    if looked is None or looked.thing is None:
        trouble = looked.trouble if looked else ""
        if looked and looked.refused:
            return bad(trouble, f"copy the bot token (xoxb-…) from “OAuth & Permissions” at {APP}")
        return bad(
            f"{trouble} Looked at {i.given['BYHAND_SLACK_API_URL']}", "look at the network, or at slack-status.com"
        )
    return ok(f"the bot token works in the workspace {looked.thing.name}")


@GROUP.check("team", "people of another workspace cannot claim: their clicks are refused")
def team(i: Installation) -> Verdict:
    workspace, people = _workspace(i), i.stored.coverage
    if workspace is None or people is None or not people.teams:
        return not_looked_at("nobody has joined yet, or Slack or the database did not say")
    if workspace.identity.team_id not in people.teams:
        return bad(
            f"the token belongs to {workspace.name}, and the volunteers joined in another workspace",
            "use the token of the workspace in which they joined, or let them join here",
        )
    return ok("the volunteers joined in this workspace")


@GROUP.check("scopes", "what the app may not do fails at the moment when it is needed")
def scopes(i: Installation) -> Verdict:
    workspace = _workspace(i)
    if workspace is None or not workspace.identity.scopes:
        return not_looked_at("Slack did not say what the app may do")
    lacking = sorted(set(SCOPES) - workspace.identity.scopes)
    if NEEDED & set(lacking):
        return bad(f"the app lacks {', '.join(lacking)}", INSTALL)
    if lacking:
        return warn(f"the app lacks {', '.join(lacking)}: do-not-disturb is not seen", INSTALL)
    return ok(f"the app has all {len(SCOPES)} permissions of the manifest")


@GROUP.check("extra_scopes", "what the app may do and does not need serves only whoever gets hold of the token")
def extra_scopes(i: Installation) -> Verdict:
    workspace = _workspace(i)
    if workspace is None or not workspace.identity.scopes:
        return not_looked_at("Slack did not say what the app may do")
    extra = sorted(workspace.identity.scopes - set(SCOPES) - EXTRA)
    if extra:
        return warn(f"not needed: {some(extra)}", f"remove it under “OAuth & Permissions” at {APP}, and install again")
    return ok("none beyond the manifest's")


@GROUP.check("command", "volunteers join, pause and leave with /byhand")
def command(i: Installation) -> Verdict:
    workspace = _workspace(i)
    if workspace is None or not workspace.identity.scopes:
        return not_looked_at("Slack did not say what the app may do")
    if "commands" not in workspace.identity.scopes:
        return bad("the app may have no commands, so /byhand is not there", INSTALL)
    return ok("the app may have commands; Slack does not tell which: try `/byhand help` there")


@GROUP.check("socket", "clicks and commands come through Socket Mode")
def socket(i: Installation) -> Verdict:
    looked = i.slack.socket if i.slack else None
    if looked is None:
        return not_looked_at("BYHAND_SLACK_APP_TOKEN is not set: clicks come by signed HTTP")
    if looked.thing:
        return ok("Slack gives an address for Socket Mode (no connection was made)")
    if not looked.refused:
        return not_looked_at(looked.trouble)
    mend = f"make an app-level token (xapp-…) with connections:write under “Basic Information” at {APP}"
    return bad(f"Socket Mode cannot be opened: {looked.trouble}", mend)


@GROUP.check("signing", "with a wrong signing secret every click is answered 401")
def signing(i: Installation) -> Verdict:
    secret = i.given["BYHAND_SLACK_SIGNING_SECRET"]
    if not secret:
        return not_looked_at("BYHAND_SLACK_SIGNING_SECRET is not set: clicks come through Socket Mode")
    if kind_of(secret) is not SLACK_SIGNING:
        return warn(
            "BYHAND_SLACK_SIGNING_SECRET does not look like one: 32 digits and letters a to f",
            f"copy it from “Basic Information” at {APP}",
        )
    return ok("it looks like one; whether it is the right one shows with the first click")


def _named(i: Installation) -> Iterator[str]:
    """The Slack channels that the policy names, each once."""
    policy = i.policy
    if policy is None:
        return
    named = [policy.channels.queue, policy.channels.leads]
    named += [ring.channel for ring in policy.rings if ring.channel]
    named += [topic.slack_channel for topic in policy.topics if topic.slack_channel]
    yield from dict.fromkeys(named)


@GROUP.check("channels", "a card for a channel that is not there is shown to nobody")
def channels(i: Installation) -> Verdict:
    known = _channels(i)
    if known is None or i.policy is None:
        return _why_no_channels(i) if i.policy else not_looked_at("there is no policy that names any")
    ids = {channel.id for channel in known.values()}
    absent = [name for name in _named(i) if name not in known and name not in ids]
    if absent:
        return bad(
            f"no public channel is called {some(f'#{name}' for name in absent)}",
            "create it in Slack, or name another in the policy",
        )
    return ok(f"{', '.join(f'#{name}' for name in _named(i))}")


@GROUP.check("archived", "nothing can be posted in an archived channel")
def archived(i: Installation) -> Verdict:
    gone = _those(i, archived=True)
    if gone is None:
        return _why_no_channels(i)
    if gone:
        return bad(f"archived: {_list(gone)}", "unarchive it in Slack, or name another in the policy")
    return ok("none of the policy's channels is archived")


@GROUP.check("membership", "Slack lets the app post only where it is a member")
def membership(i: Installation) -> Verdict:
    outside = missing_from(i)
    if outside is None:
        return _why_no_channels(i)
    if outside:
        return bad(f"@byhand is not in {_list(outside)}", f"type “/invite @byhand” in #{outside[0].name}")
    return ok("@byhand is in every channel of the policy")


def missing_from(i: Installation) -> list[SlackChannel] | None:
    """The policy's channels that are there and open, and of which we are no member."""
    found = _those(i, archived=False)
    return None if found is None else [channel for channel in found if not channel.is_member]


def _those(i: Installation, *, archived: bool) -> list[SlackChannel] | None:
    known = _channels(i)
    if known is None:
        return None
    wanted = set(_named(i))
    return [one for one in known.values() if wanted & {one.name, one.id} and one.is_archived is archived]


def _list(channels: list[SlackChannel]) -> str:
    return some(f"#{channel.name}" for channel in channels)


@GROUP.check("clock", "Slack's signatures are refused when they are five minutes old")
def clock(i: Installation) -> Verdict:
    workspace = _workspace(i)
    return judge_skew(workspace.ahead if workspace else None, "Slack")
