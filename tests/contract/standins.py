"""A running sandbox for the contract tests, its control calls, and tweepy pointed at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import requests
import tweepy

X_HOST = "https://api.twitter.com"
KEYS = {
    "bearer_token": "sandbox-bearer",
    "consumer_key": "sandbox-consumer-key",
    "consumer_secret": "sandbox-consumer-secret",
    "access_token": "1000000001-sandbox-access",
    "access_token_secret": "sandbox-access-secret",
}


class Control:
    """The control calls of one running sandbox."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=f"{url}/_control/", timeout=10, trust_env=False)

    def post(self, path: str, **data: Any) -> Any:
        answer = self.http.post(path, json=data)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def get(self, path: str, **query: Any) -> Any:
        answer = self.http.get(path, params=query)
        assert answer.is_success, answer.text
        return answer.json()

    def delete(self, path: str) -> None:
        answer = self.http.delete(path)
        assert answer.is_success, answer.text

    def fault(self, platform: str, method: str, kind: str, **more: Any) -> Any:
        return self.post("faults", platform=platform, method=method, kind=kind, **more)

    def requests(self, **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("requests", **query)
        return found


@contextmanager
def control_of(url: str) -> Iterator[Control]:
    """The control calls of a sandbox that begins empty."""
    control = Control(url)
    control.post("reset")
    yield control
    control.http.close()


class _Rewritten(requests.Session):
    """Calls the stand-in instead of X; the address is changed before the call is signed."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.trust_env = False
        self.base = f"{url}/x"

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **options: Any) -> requests.Response:
        options.setdefault("timeout", 10)
        return super().request(method, str(url).replace(X_HOST, self.base), *args, **options)


@contextmanager
def tweepy_for(url: str, **keys: str) -> Iterator[tweepy.Client]:
    """A tweepy client with the sandbox's keys, or others; answers come as plain dictionaries."""
    client = tweepy.Client(**(KEYS | keys), return_type=dict)
    client.session = _Rewritten(url)
    yield client
    client.session.close()
