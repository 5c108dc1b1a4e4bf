"""Who calls: OAuth 1.0a signatures, checked over the address as it was sent, and the app's bearer."""

import hmac
import time
from typing import Any, Literal

from oauthlib.oauth1 import (  # type: ignore[import-untyped]  # oauthlib ships no types
    RequestValidator,
    ResourceEndpoint,
)
from starlette.requests import Request

from sandbox.twitter.problems import unauthorized
from sandbox.twitter.world import Keys

Caller = Literal["account", "app"]
CLOCK_SECONDS = 300
NO_SECRET = "nobody"  # noqa: S105 - stands in for an unknown key, so that both take the same time


class Door:
    """Lets callers in who prove that they hold our keys."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.endpoint = ResourceEndpoint(_Validator(keys))

    async def identify(self, request: Request) -> Caller:
        """`account` for a signed call on behalf of our account, `app` for the bearer; anything else is refused."""
        header = request.headers.get("authorization", "")
        scheme, _, token = header.partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), self.keys.bearer.encode()):
            return "app"
        if scheme.lower() == "oauth" and await self._signed(request):
            return "account"
        raise unauthorized()

    async def _signed(self, request: Request) -> bool:
        body = (await request.body()).decode("utf-8", "replace")
        headers = dict(request.headers)
        form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        try:
            valid, _ = self.endpoint.validate_protected_resource_request(
                _sent_url(request), request.method, body if form else "", headers, []
            )
        except ValueError:  # a query or header that cannot be read was never signed by us
            return False
        return bool(valid)


def _sent_url(request: Request) -> str:
    host = request.headers.get("host", "")
    path = request.scope["raw_path"].decode("ascii")
    query = request.scope["query_string"].decode("ascii")
    return f"{request.url.scheme}://{host}{path}" + (f"?{query}" if query else "")


class _Validator(RequestValidator):  # type: ignore[misc]  # the same
    """What oauthlib asks: one client, one token, no nonce twice within the window."""

    enforce_ssl = False
    timestamp_lifetime = CLOCK_SECONDS
    nonce_length = 8, 64
    dummy_client = NO_SECRET
    dummy_access_token = NO_SECRET

    def __init__(self, keys: Keys) -> None:
        super().__init__()
        self.keys = keys
        self.nonces: dict[tuple[str, str], float] = {}

    def check_client_key(self, client_key: str) -> bool:
        return bool(client_key)

    def check_access_token(self, request_token: str) -> bool:
        return bool(request_token)

    def check_nonce(self, nonce: str) -> bool:
        lower, upper = self.nonce_length
        return lower <= len(nonce) <= upper and nonce.isalnum()

    def validate_client_key(self, client_key: str, _request: Any) -> bool:
        return hmac.compare_digest(client_key.encode(), self.keys.consumer_key.encode())

    def validate_access_token(self, _client_key: str, token: str, _request: Any) -> bool:
        return hmac.compare_digest(token.encode(), self.keys.access_token.encode())

    def get_client_secret(self, client_key: str, request: Any) -> str:
        return self.keys.consumer_secret if self.validate_client_key(client_key, request) else NO_SECRET

    def get_access_token_secret(self, client_key: str, token: str, request: Any) -> str:
        known = self.validate_access_token(client_key, token, request)
        return self.keys.access_secret if known else NO_SECRET

    def validate_realms(self, *_args: Any, **_named: Any) -> bool:
        return True

    def validate_timestamp_and_nonce(
        self, _client_key: str, timestamp: str, nonce: str, *_args: Any, **_named: Any
    ) -> bool:
        now = time.time()
        while self.nonces and next(iter(self.nonces.values())) < now - 2 * CLOCK_SECONDS:
            del self.nonces[next(iter(self.nonces))]
        fresh = (timestamp, nonce) not in self.nonces
        self.nonces[timestamp, nonce] = now
        return fresh
