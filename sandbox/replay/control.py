"""The sandbox as people use it: its control calls over HTTP."""

import asyncio
from typing import Any

import httpx

TRIES = 5


class Stuck(Exception):  # noqa: N818 - names the condition
    """The sandbox cannot be used as it must be; the message says how."""


class NobodyThere(Stuck):
    """The sandbox does not answer at all."""


class Control:
    """Plays people and looks at what stands where. A call that the sandbox refuses raises Stuck in its words."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        # A fresh connection each: one that the other side is just closing would leave open whether the act was done.
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=0)
        timeout = httpx.Timeout(60.0, connect=5.0)
        self._client = httpx.AsyncClient(timeout=timeout, limits=limits, trust_env=False, verify=False)  # noqa: S501 - loopback, without TLS

    async def close(self) -> None:
        await self._client.aclose()

    async def act(self, path: str, **body: Any) -> Any:
        """Do something; what the sandbox answers. Never repeated by itself: it may have happened."""
        return self._read(await self._call("POST", path, json=body))

    async def see(self, path: str, **query: Any) -> Any:
        """Look, again if need be: a look changes nothing."""
        for number in range(TRIES - 1):
            try:
                return self._read(await self._call("GET", path, params=query))
            except NobodyThere:
                await asyncio.sleep(0.1 * 2**number)
        return self._read(await self._call("GET", path, params=query))

    async def undo(self, path: str) -> None:
        """Take something away; that it is gone already is well."""
        answer = await self._call("DELETE", path)
        if answer.status_code != httpx.codes.NOT_FOUND:
            self._read(answer)

    async def _call(self, method: str, path: str, **how: Any) -> httpx.Response:
        try:
            return await self._client.request(method, f"{self.url}/_control/{path}", **how)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise NobodyThere(f"There is no sandbox at {self.url}: {str(error) or type(error).__name__}") from error

    async def text(self, url: str) -> str:
        """What another address says; empty when it says nothing."""
        try:
            answer = await self._client.get(url)
        except httpx.HTTPError:
            return ""
        return answer.text if answer.is_success else ""

    def _read(self, answer: httpx.Response) -> Any:
        if answer.is_success:
            return answer.json() if answer.content else None
        try:
            told = answer.json()["error"]
        except (ValueError, KeyError, TypeError):
            told = f"status {answer.status_code}"
        raise Stuck(f"The sandbox refused {answer.request.url.path}: {told}")
