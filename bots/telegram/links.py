"""Addresses of messages on t.me. Pure."""


def message_url(chat: int, kind: str, username: str | None, message: int) -> str:
    """Where members, or everybody, can read the message; basic groups and private chats have no such address."""
    if kind not in {"supergroup", "channel"}:
        return ""
    bare = str(chat).removeprefix("-100")
    place = username or (f"c/{bare}" if bare.isdecimal() else "")
    return f"https://t.me/{place}/{message}" if place else ""
