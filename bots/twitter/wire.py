"""The connection under tweepy: where it goes, how long it may take, and whether a request can have arrived."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0


class NeverSent(Exception):  # noqa: N818 - names what is known about the request
    """Nothing of the request left this machine, or it was a read: it may be made again."""


class Unanswered(Exception):  # noqa: N818 - names what is known about the request
    """The request may have arrived and may have had its effect; no answer says so."""


class Answered(Exception):  # noqa: N818 - names what is known about the request
    """X answered, and not with success; `response` is what it said."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__(f"X answered {response.status_code}")
        self.response = response


class Wire(requests.Session):
    """tweepy's session: rewrites the address before the request is signed, and never sends anything twice.

    tweepy knows no other host than its own and no timeout. Redirects are not followed: a redirected write would be
    a second one. Raises NeverSent, Unanswered or Answered.
    """

    def __init__(self, base_url: str, timeouts: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS)) -> None:
        super().__init__()
        self._base_url = base_url.rstrip("/")
        self._timeouts = timeouts
        # A stand-in on this machine is not behind the company's proxy.
        self.trust_env = not _is_on_this_machine(base_url)

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        address = self._base_url + urlsplit(str(url)).path
        kwargs |= {"timeout": self._timeouts, "allow_redirects": False}
        response = self._send_once(str(method), address, *args, **kwargs)
        if not 200 <= response.status_code < 300:  # noqa: PLR2004 - HTTP's own bounds of success
            raise Answered(response)
        return response

    def _send_once(self, method: str, address: str, *args: Any, **kwargs: Any) -> requests.Response:
        """Over a connection of its own: "closed without an answer" cannot mean then that it was closed before."""
        adapter = _OneConnection(max_retries=0)
        with requests.Session() as session:
            session.trust_env = self.trust_env
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            try:
                return session.request(method, address, *args, **kwargs)
            except Exception as error:
                # Whatever went wrong, only this matters: had the connection stood, so that a write may be through?
                kind = Unanswered if adapter.connected and method != "GET" else NeverSent
                raise kind(str(error)) from error


def _is_on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _OneConnection(HTTPAdapter):
    """Notes when its connection stands: name found, connected, through the proxy, TLS agreed."""

    connected = False

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = self._watched(pool.ConnectionCls)
        return pool

    def _watched(self, kind: Any) -> Any:
        adapter = self

        class Watched(kind):  # type: ignore[misc] # the class is the pool's choice: plain, TLS, proxied
            def connect(self) -> None:
                super().connect()
                adapter.connected = True

        return Watched
