"""How a call of Slack's Web API failed, in the three ways that count: not sent, refused, nobody knows."""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from routing.ports import DeliveryError, Outcome

# docs.slack.dev/reference/methods/chat.postMessage, "Errors": Slack cannot say whether it was carried out.
_NOBODY_KNOWS = {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
_RATE_LIMITED = {"ratelimited", "rate_limited", "message_limit_exceeded"}
_TOO_MANY, _CLIENT_ERRORS, _SERVER_ERRORS = 429, 400, 500
_DEFAULT_WAIT = 30.0
A_PERSON = "this person"
_WHAT_TO_DO = {
    "account_inactive": "The Slack app was removed from the workspace; install it again.",
    "cannot_dm_bot": "A bot cannot be written to.",
    "cant_update_message": "Slack no longer lets us change this message.",
    "channel_not_found": "{where} does not exist or @byhand is not in it: create it and invite @byhand to it.",
    "edit_window_closed": "Slack no longer lets us change this message.",
    "ekm_access_denied": "Your administrators have suspended posting in Slack.",
    "invalid_auth": "Slack does not know the bot token; check BYHAND_SLACK_BOT_TOKEN.",
    "is_archived": "{where} is archived; unarchive it, or name another in the policy.",
    "message_not_found": "The message is no longer in Slack.",
    "messages_tab_disabled": "The app's messages tab is off; switch it on under App Home.",
    "missing_scope": "The Slack app lacks the permission {needed}; add it and install the app again.",
    "not_authed": "There is no bot token; set BYHAND_SLACK_BOT_TOKEN.",
    "not_in_channel": "Invite @byhand to {where}.",
    "restricted_action": "The workspace's settings do not let @byhand post in {where}.",
    "restricted_action_read_only_channel": "{where} is read-only for @byhand.",
    "token_expired": "The bot token has expired; set a new one.",
    "token_revoked": "The bot token was revoked; install the app again.",
    "user_disabled": "This person's Slack account is closed.",
    "user_not_found": "Slack does not know this person.",
    "user_not_in_channel": "This person is not in {where}.",
}


def delivery_error(error: BaseException, where: str) -> DeliveryError:
    """What the failure of one call means; `where` names the channel or person for the sentence."""
    if isinstance(error, SlackApiError):
        return _answered(error, where)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL):
        return DeliveryError(Outcome.NOT_SENT, "Slack cannot be reached.")
    if isinstance(error, asyncio.TimeoutError):
        return DeliveryError(Outcome.UNKNOWN, "Slack did not answer in time.")
    return DeliveryError(Outcome.UNKNOWN, "The connection to Slack broke.")


def _answered(error: SlackApiError, where: str) -> DeliveryError:
    status, name = _status(error.response), error_name(error)
    if status == _TOO_MANY or name in _RATE_LIMITED:
        return DeliveryError(Outcome.NOT_SENT, "Slack asks us to wait.", retry_after=_retry_after(error.response))
    if status >= _SERVER_ERRORS or name in _NOBODY_KNOWS or (status < _CLIENT_ERRORS and not name):
        return DeliveryError(Outcome.UNKNOWN, "Slack failed and did not say whether it was posted.")
    if not name:
        return DeliveryError(Outcome.REFUSED, f"Slack refused it for {where} (HTTP {status}).")
    return DeliveryError(Outcome.REFUSED, _sentence(name, where, _data(error.response)))


def error_name(error: SlackApiError) -> str:
    """Slack's own word for the error; empty when the answer had none."""
    return str(_data(error.response).get("error") or "")


def _sentence(name: str, where: str, data: Mapping[str, Any]) -> str:
    known = _WHAT_TO_DO.get("user_not_found" if name == "channel_not_found" and where == A_PERSON else name)
    if known is None:
        return f"Slack refused it for {where} ({name})."
    return known.format(where=where, needed=data.get("needed") or "it needs")


def _status(response: Any) -> int:
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    return int(status) if isinstance(status, int) else 0


def _data(response: Any) -> Mapping[str, Any]:
    data = response if isinstance(response, Mapping) else getattr(response, "data", None)
    return data if isinstance(data, Mapping) else {}


def _retry_after(response: Any) -> float:
    headers = getattr(response, "headers", None) or {}
    value = next((value for key, value in dict(headers).items() if key.lower() == "retry-after"), None)
    try:
        return max(float(value), 0.0) if value is not None else _DEFAULT_WAIT
    except ValueError:
        return _DEFAULT_WAIT
