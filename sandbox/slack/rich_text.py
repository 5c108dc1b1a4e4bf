"""The structure of a rich_text block, as one table."""

from collections.abc import Mapping

from sandbox.slack.schema import Flag, Int, Items, Rule, Shape, Str, Typed

STYLE = Shape({}, {name: Flag() for name in ("bold", "italic", "strike", "underline", "code", "highlight", "unlink")})
STYLED: Mapping[str, Rule] = {"style": STYLE}
INLINE: dict[str, Shape] = {
    "text": Shape({"text": Str()}, STYLED),
    "link": Shape({"url": Str(3000)}, {**STYLED, "text": Str(), "unsafe": Flag()}),
    "user": Shape({"user_id": Str()}, STYLED),
    "usergroup": Shape({"usergroup_id": Str()}, STYLED),
    "channel": Shape({"channel_id": Str()}, STYLED),
    "emoji": Shape({"name": Str()}, {**STYLED, "unicode": Str(), "skin_tone": Int(1, 6)}),
    "broadcast": Shape({"range": Str(among=("here", "channel", "everyone"))}, STYLED),
    "date": Shape({"timestamp": Int(), "format": Str()}, {**STYLED, "url": Str(3000), "fallback": Str()}),
    "color": Shape({"value": Str()}, STYLED),
}
SECTION = Shape({"elements": Items(Typed(INLINE), least=0)})
LINES: Mapping[str, Rule] = {"border": Int(0, 1)}
PARTS: dict[str, Shape] = {
    "rich_text_section": SECTION,
    "rich_text_preformatted": Shape(
        {"elements": Items(Typed({name: INLINE[name] for name in ("text", "link")}))}, {**LINES, "language": Str()}
    ),
    "rich_text_quote": Shape({"elements": Items(Typed(INLINE))}, LINES),
    "rich_text_list": Shape(
        {
            "elements": Items(Typed({"rich_text_section": SECTION})),
            "style": Str(among=("bullet", "ordered")),
        },
        {**LINES, "indent": Int(0, 8), "offset": Int(0)},
    ),
}
RICH_TEXT = Shape({"elements": Items(Typed(PARTS))})
