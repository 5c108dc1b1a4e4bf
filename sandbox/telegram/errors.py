"""The Bot API's refusals, in its own words."""

import math
from typing import Any

from starlette.responses import JSONResponse


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of ours
    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})

    def answer(self) -> JSONResponse:
        return JSONResponse(self.body(), status_code=self.code)


def bad_request(text: str, **parameters: Any) -> Refused:
    return Refused(400, f"Bad Request: {text}", **parameters)


def forbidden(text: str) -> Refused:
    return Refused(403, f"Forbidden: {text}")


def conflict(text: str) -> Refused:
    return Refused(409, f"Conflict: {text}")


def too_many(seconds: float) -> Refused:
    wait = max(1, math.ceil(seconds))
    return Refused(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
