"""HTML that cannot be broken out of: every text becomes its escaped self, unless it was made by `tag`. Pure."""

import base64
import hashlib
import html
from collections.abc import Iterable
from typing import TypeAlias

__all__ = ["Child", "Html", "document", "join", "tag"]

_VOID = frozenset({"br", "circle", "hr", "img", "input", "link", "meta", "path", "rect"})


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Child: TypeAlias = "str | int | Html | Iterable[Child] | None"


def tag(name: str, /, *children: Child, **attributes: str | float | bool | None) -> Html:
    """An element. `class_` is written class, `aria_label` aria-label; True is a bare attribute, None is left out."""
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID and not children:
        return Html(f"<{name}{written}>" if name not in {"circle", "path", "rect"} else f"<{name}{written}/>")
    return Html(f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: Child) -> Html:
    """Children one after the other, whatever is no HTML yet escaped."""
    return Html("".join(_child(child) for child in children))


def _child(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    if isinstance(child, str | int):
        return _escaped(str(child))
    return "".join(_child(one) for one in child)


def _attribute(key: str, value: str | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{_escaped(str(value))}"'


def _escaped(text: str) -> str:
    """Without the control characters that HTML forbids, and lone halves of characters."""
    kept = "".join(one for one in text if one >= " " or one in "\n\t")
    return html.escape(kept.encode("utf-8", "replace").decode())


def document(title: str, style: str, body: Html) -> str:
    """A whole page that loads nothing, runs nothing and sends nothing: its policy lets only its own style through."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = join(
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="robots", content="noindex"),
        tag("title", title),
        tag("style", Html(style)),
    )
    return "<!DOCTYPE html>\n" + tag("html", tag("head", head), tag("body", body), lang="en") + "\n"
