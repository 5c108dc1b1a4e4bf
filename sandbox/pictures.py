"""Pictures that people send: kept in memory, handed out as the platforms do."""

import base64
import binascii
from dataclasses import dataclass

# What a browser shows and the platforms take; told by the first bytes, never by what somebody claims.
KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
MOST_BYTES = 5 * 1024 * 1024
LONGEST_SIDE = 10_000


@dataclass(frozen=True)
class Picture:
    data: bytes
    kind: str
    width: int
    height: int


class Pictures:
    """All pictures by number."""

    def __init__(self) -> None:
        self._kept: dict[str, Picture] = {}

    def add(self, encoded: str, width: int, height: int) -> str:
        """Keep a picture given in base64; its number. Raises ValueError, in words, for what is no picture."""
        try:
            data = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ValueError("`data` must be base64") from error
        kind = next((kind for start, kind in KINDS.items() if data.startswith(start)), None)
        if kind is None:
            raise ValueError("A picture must be a PNG, JPEG or GIF")
        if len(data) > MOST_BYTES:
            raise ValueError("A picture may have 5 MB")
        if not (1 <= width <= LONGEST_SIDE and 1 <= height <= LONGEST_SIDE):
            raise ValueError(f"`width` and `height` must be between 1 and {LONGEST_SIDE}")
        number = str(len(self._kept) + 1)
        self._kept[number] = Picture(data, kind, width, height)
        return number

    def find(self, number: object) -> Picture | None:
        return self._kept.get(str(number))

    def clear(self) -> None:
        self._kept.clear()
