"""Logs as JSON lines, one event each, with the question's id where there is one and no secret anywhere."""

import logging
import sys
from collections.abc import Sequence
from typing import Any

import structlog

MASK = "•••"


class _WithoutSecrets(logging.Formatter):
    """The last thing that touches a line: whatever we know to be secret is taken out of it."""

    def __init__(self, inner: logging.Formatter, secrets: Sequence[str]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        line = self._inner.format(record)
        for secret in self._secrets:
            line = line.replace(secret, MASK)
        return line


def set_up(secrets: Sequence[str], level: str = "INFO") -> None:
    """Send every record of this process to standard error as JSON."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    inner = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutSecrets(inner, secrets))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for chatty in ("httpx", "httpcore", "alembic", "apscheduler", "slack_sdk", "slack_bolt", "uvicorn"):
        logging.getLogger(chatty).setLevel(max(logging.getLevelName(level), logging.WARNING))
