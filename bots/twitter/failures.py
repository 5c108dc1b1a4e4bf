"""What an answer of X, or none, means for a delivery: surely not sent, refused, or unknown. Pure but for jitter."""

import random
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from bots.twitter.wire import Answered, NeverSent, Unanswered
from routing.ports import DeliveryError, Outcome

LONG_WAIT = 3600.0
LONGEST_WINDOW = 24 * 3600.0  # the longest window that X counts in (posts an app may make)
SHORTEST_WAIT = 1.0
JITTER = (0.5, 3.0)
_LONGEST_QUOTE = 300
_DUPLICATE_CODE = 187  # of API 1.1, which some answers still carry
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069]+")


class Duplicate(DeliveryError):  # noqa: N818 - names what X says of the text
    """X refused the text because we have posted the same before."""


class Gone(DeliveryError):  # noqa: N818 - names what X says of the post
    """X knows no such post."""


def delivery_error(error: NeverSent | Unanswered | Answered) -> DeliveryError:
    """What the wire saw, as the error that our channel raises."""
    if isinstance(error, Answered):
        return _of_answer(error.response)
    if isinstance(error, NeverSent):
        return DeliveryError(Outcome.NOT_SENT, "X could not be reached.")
    return DeliveryError(Outcome.UNKNOWN, "X did not answer, so it is unknown whether this was posted.")


def pause(headers: Mapping[str, str]) -> float:
    """Seconds to wait before the next call of this kind: 0 while X says that some are left."""
    return _until_reset(headers) if headers.get("x-rate-limit-remaining") == "0" else 0.0


def _of_answer(response: requests.Response) -> DeliveryError:
    status, problem = response.status_code, _problem(response)
    if status == requests.codes.too_many_requests:
        return _limited(response, problem)
    if status == requests.codes.payment_required:
        text = "X's credit for this account is used up; an administrator must top it up."
        return DeliveryError(Outcome.NOT_SENT, text, retry_after=LONG_WAIT)
    if status == requests.codes.request_timeout or status >= requests.codes.server_error:
        return DeliveryError(Outcome.UNKNOWN, f"X failed ({status}), so it is unknown whether this was posted.")
    if status < requests.codes.bad_request:
        text = f"X's address answered with a redirect ({status}); an administrator must check BYHAND_X_API_URL."
        return DeliveryError(Outcome.NOT_SENT, text, retry_after=LONG_WAIT)
    return _refused(status, problem)


def _limited(response: requests.Response, problem: dict[str, Any]) -> DeliveryError:
    if str(problem.get("type")).endswith("/usage-capped"):
        text = "X's cap for this account is reached; an administrator must raise it, or it ends with the billing cycle."
        return DeliveryError(Outcome.NOT_SENT, text, retry_after=LONG_WAIT)
    text = "X allows no more calls for now."
    return DeliveryError(Outcome.NOT_SENT, text, retry_after=_until_reset(response.headers))


def _refused(status: int, problem: dict[str, Any]) -> DeliveryError:
    said = _said(problem)
    if status == requests.codes.unauthorized or _is_about_keys(problem):
        text = "X did not accept Byhand's keys; an administrator must check them (byhand doctor)."
        return DeliveryError(Outcome.REFUSED, text)
    if "duplicate content" in said.lower() or _DUPLICATE_CODE in _codes(problem):
        return Duplicate(
            Outcome.REFUSED, "X refused this: the account has posted the same words before. Please reword it."
        )
    if status == requests.codes.not_found:
        return Gone(Outcome.REFUSED, f"X refused this: there is no such post ({said or status}).")
    if "deleted or not visible" in said.lower():
        return DeliveryError(Outcome.REFUSED, "X refused this: the post it answers is deleted or hidden from us.")
    if "not been mentioned" in said.lower():
        text = "X refused this: by API we may only answer people who mentioned or quoted us. It can be posted by hand."
        return DeliveryError(Outcome.REFUSED, text)
    return DeliveryError(Outcome.REFUSED, f"X refused this: {said or status}")


def _is_about_keys(problem: dict[str, Any]) -> bool:
    kind = str(problem.get("type")).rpartition("/")[2]
    return kind in {"unsupported-authentication", "oauth1-permissions", "client-forbidden"}


def _problem(response: requests.Response) -> dict[str, Any]:
    """The problem body (RFC 7807), or an empty one when there is none that can be read."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _errors(problem: dict[str, Any]) -> list[dict[str, Any]]:
    errors = problem.get("errors")
    return [one for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []


def _codes(problem: dict[str, Any]) -> set[Any]:
    return {one["code"] for one in _errors(problem) if isinstance(one.get("code"), int)}


def _said(problem: dict[str, Any]) -> str:
    """X's own words, fit to stand in a sentence of ours: what each error says, else the detail."""
    messages = [str(one["message"]) for one in _errors(problem) if one.get("message")]
    text = " ".join(messages) or str(problem.get("detail") or problem.get("title") or "")
    return _CONTROLS.sub(" ", text).strip()[:_LONGEST_QUOTE]


def _until_reset(headers: Mapping[str, str]) -> float:
    """Seconds until the window ends, by X's clock where it tells it, and a little more so that not all come at once."""
    try:
        seconds = float(headers["x-rate-limit-reset"]) - _their_now(headers)
    except (KeyError, ValueError):
        seconds = 60.0
    # An absurd reset must not silence us for longer than any window lasts.
    seconds = min(max(seconds, SHORTEST_WAIT), LONGEST_WINDOW) if seconds == seconds else SHORTEST_WAIT  # noqa: PLR0124 - nan
    return seconds + random.uniform(*JITTER)  # noqa: S311 - spreads load, guards nothing


def _their_now(headers: Mapping[str, str]) -> float:
    try:
        return parsedate_to_datetime(headers["date"]).timestamp()
    except (KeyError, ValueError):
        return datetime.now(UTC).timestamp()
