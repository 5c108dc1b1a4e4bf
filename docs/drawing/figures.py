"""The page of figures: what `bench/README.md` says, without its pictures, which stay beside it."""

import re

from docs.drawing.page import DRAWN, ROOT

SOURCE = "bench/README.md"
_PICTURE = re.compile(r"^!\[[^\]]*\]\([^)]*\)\n+", re.MULTILINE)
_LINK_WITHIN = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]*\)")
_COMMENT = re.compile(r"^<!--.*-->\n+", re.MULTILINE)
_INDENTED = re.compile(r"(?<=\n\n)((?: {4}\S.*\n)+)")


def page() -> str:
    """The whole page; what it links to lies outside of this site."""
    text = (ROOT / SOURCE).read_text("utf-8")
    for pattern, instead in ((_PICTURE, ""), (_COMMENT, ""), (_LINK_WITHIN, r"\1"), (_INDENTED, _fenced)):
        text = pattern.sub(instead, text)
    title, _, rest = text.partition("\n")
    said = "The pictures to these figures are in `bench/plots/`."
    return f"{title}\n\n{DRAWN.format(source=SOURCE)}\n\n{said}\n{rest}"


def _fenced(block: re.Match[str]) -> str:
    lines = (line.removeprefix("    ") for line in block[1].splitlines())
    return "\n".join(["```text", *lines, "```", ""])
