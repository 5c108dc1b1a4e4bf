"""A sandbox inside this process, for tests: a thread of its own on a free port."""

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import uvicorn

from sandbox.app import Settings, build
from sandbox.core import Sandbox
from sandbox.server import LOOPBACK, listen, make_server

START_SECONDS = 10.0


@dataclass
class RunningSandbox:
    url: str
    _server: uvicorn.Server
    _thread: threading.Thread

    def stop(self) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join()


def start(port: int = 0, speed: float = 1.0, settings: Settings | None = None) -> RunningSandbox:
    """A running sandbox that answers already; `speed` divides every limit's period."""
    listener = listen(port)
    url = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    server = make_server(build(Sandbox(speed=speed, base_url=url), settings))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="sandbox", daemon=True)
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("The sandbox did not start")
        time.sleep(0.005)
    return RunningSandbox(url, server, thread)


@contextlib.contextmanager
def running(port: int = 0, speed: float = 1.0) -> Iterator[RunningSandbox]:
    """A sandbox for the length of a `with` block."""
    sandbox = start(port, speed)
    try:
        yield sandbox
    finally:
        sandbox.stop()
