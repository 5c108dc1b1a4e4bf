"""What `--fix` may do: only what can be done safely, again and again, and undone; each says what it did."""

import asyncio
from collections.abc import Callable, Collection

from bots.slack import probe as slack
from bots.telegram import probe as telegram
from bots.telegram.about import describe
from bots.telegram.client import Telegram
from bots.telegram.webhook import register, whole
from commands.checks.installation import Installation
from commands.checks.slack import missing_from
from commands.checks.verdict import Finding
from commands.opening import held
from commands.toolbox import Missing, Toolbox
from routing.errors import ByhandError, StoreDown
from routing.ports import DeliveryError

Mender = Callable[[Toolbox, Installation], str]


def mend(toolbox: Toolbox, installation: Installation, findings: Collection[Finding]) -> list[str]:
    """Mend what can be mended of what was found; a sentence for each thing that was done, or could not be."""
    amiss = {finding.id for finding in findings if finding.is_amiss}
    wanted = dict.fromkeys(mender for check, mender in MENDERS.items() if check in amiss)
    return [said for mender in wanted if (said := _tried(mender, toolbox, installation))]


def _tried(mender: Mender, toolbox: Toolbox, installation: Installation) -> str:
    try:
        return mender(toolbox, installation)
    except DeliveryError as error:
        return f"could not: {error.for_person}"
    except (Missing, ByhandError, StoreDown, OSError) as error:
        return f"could not: {error}"


def _close_file(_: Toolbox, i: Installation) -> str:
    i.given.file.chmod(0o600)
    return f"{i.given.file} is now its owner's alone (chmod 600)"


def _migrate(toolbox: Toolbox, i: Installation) -> str:
    if i.runs or i.stored.newer:
        return ""
    with held(toolbox) as db:
        return f"{db.path} is brought to this version, with every guard in place"


def _describe(_: Toolbox, i: Installation) -> str:
    text = i.policy.company.description if i.policy else ""
    if not text:
        return ""
    _on_telegram(i, lambda client: describe(client, text))
    return "the Telegram bot's description and profile are set from the policy"


def _set_webhook(_: Toolbox, i: Installation) -> str:
    url, secret = i.given["BYHAND_TELEGRAM_WEBHOOK_URL"], i.given["BYHAND_TELEGRAM_WEBHOOK_SECRET"]
    if not url:
        _on_telegram(i, lambda client: client.delete_webhook())
        return "the Telegram webhook is taken away; what waits there stays"
    if not secret:
        return ""
    _on_telegram(i, lambda client: register(client, whole(url), secret))
    return f"the Telegram webhook is set to {whole(url)}"


def _on_telegram(i: Installation, use: Callable[[Telegram], telegram.Using[None]]) -> None:
    address, token = i.given["BYHAND_TELEGRAM_API_URL"], i.given["BYHAND_TELEGRAM_TOKEN"]
    asyncio.run(telegram.with_client(address, token, use))


def _join(_: Toolbox, i: Installation) -> str:
    workspace = i.slack.workspace.thing if i.slack else None
    outside = tuple(missing_from(i) or ())
    if workspace is None or not outside:
        return ""
    if "channels:join" not in workspace.identity.scopes:
        return "could not join channels: the Slack app lacks channels:join; invite it instead"
    asyncio.run(slack.join(i.given["BYHAND_SLACK_API_URL"], i.given["BYHAND_SLACK_BOT_TOKEN"], outside))
    return f"@byhand joined {', '.join(f'#{channel.name}' for channel in outside)}"


MENDERS: dict[str, Mender] = {
    "settings.file": _close_file,
    "database.version": _migrate,
    "database.guards": _migrate,
    "telegram.mode": _set_webhook,
    "telegram.updates": _set_webhook,
    "telegram.description": _describe,
    "telegram.profile": _describe,
    "slack.membership": _join,
}
