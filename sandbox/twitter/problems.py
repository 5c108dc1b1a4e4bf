"""X's problem bodies (RFC 7807), as docs.x.com describes them and public issue threads show them."""

from typing import Any

from starlette.responses import JSONResponse

PROBLEMS = "https://api.twitter.com/2/problems"
INVALID = f"{PROBLEMS}/invalid-request"


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of ours
    """The call is answered with a problem; `body` is the whole answer."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(body.get("detail", ""))
        self.status, self.body = status, body

    def answer(self) -> JSONResponse:
        kind = "application/problem+json" if "errors" not in self.body else "application/json"
        return JSONResponse(self.body, status_code=self.status, media_type=kind)


def plain(status: int, title: str, detail: str) -> Refused:
    return Refused(status, {"title": title, "status": status, "detail": detail, "type": "about:blank"})


def unauthorized() -> Refused:
    return plain(401, "Unauthorized", "Unauthorized")


def forbidden(detail: str) -> Refused:
    return plain(403, "Forbidden", detail)


def not_found() -> Refused:
    return plain(404, "Not Found", "Not Found")


def unsupported_authentication() -> Refused:
    title = "Unsupported Authentication"
    detail = (
        "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  "
        "Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context]."
    )
    kind = f"{PROBLEMS}/unsupported-authentication"
    return Refused(403, {"title": title, "detail": detail, "type": kind, "status": 403})


def read_only() -> Refused:
    """The keys were made while the app's permissions were "Read"."""
    detail = "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint."
    kind = f"{PROBLEMS}/oauth1-permissions"
    return Refused(403, {"title": "Forbidden", "detail": detail, "type": kind, "status": 403})


def invalid(message: str, parameters: dict[str, list[str]] | None = None) -> Refused:
    return Refused(
        400,
        {
            "errors": [{"parameters": parameters or {}, "message": message}],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": INVALID,
        },
    )


def rate_limited() -> Refused:
    kind = f"{PROBLEMS}/rate-limit-exceeded"
    return Refused(429, {"title": "Too Many Requests", "detail": "Too Many Requests", "type": kind, "status": 429})


def usage_capped() -> Refused:
    return Refused(
        429,
        {
            "title": "UsageCapExceeded",
            "detail": "Usage cap exceeded: Monthly product cap",
            "type": f"{PROBLEMS}/usage-capped",
            "period": "Monthly",
            "scope": "Product",
        },
    )


def out_of_credit(account: str) -> Refused:
    return Refused(
        402,
        {
            "title": "CreditsDepleted",
            "detail": f"Your enrolled account [{account}] does not have any credits to fulfill this request.",
            "type": f"{PROBLEMS}/credits",
            "account_id": int(account),
        },
    )


def missing(kind: str, parameter: str, value: str) -> dict[str, Any]:
    """A partial error: this one of the things asked for is not there."""
    return {
        "value": value,
        "detail": f"Could not find {kind} with {parameter}: [{value}].",
        "title": "Not Found Error",
        "resource_type": kind,
        "parameter": parameter,
        "resource_id": value,
        "type": f"{PROBLEMS}/resource-not-found",
    }


def hidden(kind: str, parameter: str, value: str) -> dict[str, Any]:
    """A partial error: this one of the things asked for may not be seen."""
    shown = "Tweet" if kind == "tweet" else "User"
    return {
        "value": value,
        "detail": f"Sorry, you are not authorized to see the {shown} with {parameter}: [{value}].",
        "title": "Authorization Error",
        "resource_type": kind,
        "parameter": parameter,
        "resource_id": value,
        "section": "data",
        "type": f"{PROBLEMS}/not-authorized-for-resource",
    }
