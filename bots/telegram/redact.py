"""Keeps secrets out of what the vendor's libraries log: Telegram's token stands in every address."""

import logging

# A filter meets only what is logged under its logger's own name, not under the names below it.
_LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
    "telegram.Bot",
    "telegram.request.BaseRequest",
    "telegram.request.HTTPXRequest",
)
_COVER = "***"


class _Redaction(logging.Filter):
    """Rewrites a record before any handler sees it."""

    def __init__(self) -> None:
        super().__init__()
        self.secrets: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.clean(record.getMessage()), ()
        if record.exc_info:
            # Formatters take this text instead of making their own.
            record.exc_text = self.clean(logging.Formatter().formatException(record.exc_info))
        return True

    def clean(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, _COVER)
        return text


_redaction = _Redaction()


def keep_out_of_logs(secret: str) -> None:
    """From now on `secret` is covered in whatever the libraries log, at every level."""
    if secret:
        _redaction.secrets.add(secret)
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_redaction)  # adding twice is harmless
