"""A server that says what it is told to our X client, for what no proper stand-in would say."""

import json
import socket
import threading
from typing import Any

from bots.twitter.client import Keys, XClient

KEYS = Keys("consumer", "consumer-secret", "access", "access-secret")


class Says:
    """A server on loopback which answers as told and closes; None closes without a word.

    `answers` by a part of the request's first line go before `answer`.
    """

    def __init__(self) -> None:
        self.answer: bytes | None = b""
        self.answers: dict[str, bytes] = {}
        self.requests: list[bytes] = []
        self._is_over = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def client(self) -> XClient:
        return XClient(KEYS, f"http://127.0.0.1:{self.port}", timeouts=(2.0, 2.0))

    def say(self, status: int, body: Any, **headers: str) -> None:
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answer = self.drawn(status, text, **headers)

    def drawn(self, status: int, text: bytes, **headers: str) -> bytes:
        lines = [f"HTTP/1.1 {status} Said", f"content-length: {len(text)}", "connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + text

    def stop(self) -> None:
        self._is_over = True
        socket.create_connection(("127.0.0.1", self.port)).close()  # wakes the thread
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                if self._is_over:
                    return
                self.requests.append(connection.recv(65536))
                line = self.requests[-1].partition(b"\r\n")[0].decode("latin-1")
                answer = next((self.answers[part] for part in self.answers if part in line), self.answer)
                if answer is not None:
                    connection.sendall(answer)
