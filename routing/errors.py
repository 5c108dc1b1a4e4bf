"""What goes wrong in words that somebody catches: one base, and the few that doorways tell apart."""

from store.db import StoreDown

__all__ = ["AlreadyClaimed", "AnswerRefused", "ByhandError", "NotAllowed", "OfferExpired", "StoreDown", "by_name"]


class ByhandError(Exception):
    """Byhand refused an act; the message is one sentence for the person who acted."""


class AlreadyClaimed(ByhandError):  # noqa: N818 - named for what happened
    """Somebody else took the question first; the message names them."""


class OfferExpired(ByhandError):  # noqa: N818 - named for what happened
    """The offer, the claim or the preview is no longer open."""


class NotAllowed(ByhandError):  # noqa: N818 - named for what happened
    """This person may not do this."""


class AnswerRefused(ByhandError):  # noqa: N818 - named for what happened
    """The text cannot be posted as it is; each problem is one sentence."""

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(str(self).split("\n"))


_KNOWN = {kind.__name__: kind for kind in (ByhandError, AlreadyClaimed, OfferExpired, NotAllowed, AnswerRefused)}


def by_name(name: str) -> type[ByhandError]:
    """The class that was stored by its name."""
    return _KNOWN.get(name, ByhandError)
