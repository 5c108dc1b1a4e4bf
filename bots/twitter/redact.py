"""Keeps X's keys and signatures out of the logs, at any level: tweepy and oauthlib print headers when they debug."""

import logging
import re
from collections.abc import Iterable

HIDDEN = "[hidden]"
LIBRARIES = ("tweepy", "requests_oauthlib", "oauthlib", "requests", "urllib3")
_SHORTEST_SECRET = 4
_IN_HEADERS = re.compile(
    r"""(?ix)
    (?P<name> bearer\s+ | (?:oauth_signature|oauth_token|oauth_consumer_key)["']?\s*[=:,]\s*["']? | signature:\s* )
    [^\s"',)&]+
    """
)


class Redact(logging.Filter):
    """Replaces the given secrets, and whatever looks like a credential in a header, in every record it sees."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        known = sorted({secret for secret in secrets if len(secret) >= _SHORTEST_SECRET}, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, known))) if known else None

    def __eq__(self, other: object) -> bool:
        """A logger takes the same filter once, however many clients ask for it."""
        return isinstance(other, Redact) and self._secrets == other._secrets

    def __hash__(self) -> int:
        return hash(self._secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        clean = self.clean(text)
        if clean != text:
            record.msg, record.args = clean, ()
        return True

    def clean(self, text: str) -> str:
        """The text without secrets."""
        text = self._secrets.sub(HIDDEN, text) if self._secrets else text
        return _IN_HEADERS.sub(rf"\g<name>{HIDDEN}", text)


def guard_logs(secrets: Iterable[str]) -> Redact:
    """Puts a filter on every logger of the libraries under us; a logger's filter does not reach its children."""
    redact = Redact(secrets)
    for name in {*LIBRARIES, *logging.root.manager.loggerDict}:
        if name.partition(".")[0] in LIBRARIES:
            logging.getLogger(name).addFilter(redact)
    return redact
