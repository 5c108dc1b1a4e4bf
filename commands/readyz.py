"""What the running `byhand run` says of itself at `/readyz`, asked over loopback."""

import http.client
import json
from dataclasses import dataclass, field
from typing import Any

SECONDS = 3.0  # a little longer than `/readyz` itself waits for the database
_EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing listens: where to ask


@dataclass(frozen=True)
class Heard:
    """`answers`: Byhand runs there. `parts` has for each channel, and the database, its state, detail and since when.

    When it does not answer `why` says so in a few words.
    """

    address: str
    answers: bool = False
    ready: bool = False
    why: str = ""
    parts: dict[str, dict[str, str]] = field(default_factory=dict)


def ask(listen: str) -> Heard:
    """Ask whoever listens at BYHAND_LISTEN; whatever goes wrong is told, never raised."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    try:
        told = _get(_EVERYWHERE.get(host, host), int(port))
    except TimeoutError:
        return Heard(listen, why=f"does not answer within {SECONDS:.0f} seconds")
    except OSError:
        return Heard(listen, why="not running")
    except (http.client.HTTPException, ValueError):
        return Heard(listen, why="not running: something else answers there")
    parts = {name: {key: str(value) for key, value in part.items()} for name, part in told["parts"].items()}
    return Heard(listen, answers=True, ready=bool(told["ready"]), parts=parts)


def _get(host: str, port: int) -> dict[str, Any]:
    """Raises OSError, HTTPException, or ValueError when it is not what Byhand says."""
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    try:
        connection.request("GET", "/readyz")
        told = json.loads(connection.getresponse().read(100_000))
    finally:
        connection.close()
    if not isinstance(told, dict) or not isinstance(told.get("parts"), dict) or "ready" not in told:
        raise ValueError("this is not Byhand")
    return told
