"""The part of X's search language that a support account uses."""

from collections.abc import Callable

import regex

from sandbox.twitter.posts import Post
from sandbox.twitter.problems import invalid

MOST_SIGNS = 512
Test = Callable[[Post], bool]
TOKEN = regex.compile(r'\s*(?:(?P<open>-?\()|(?P<close>\))|(?P<or>OR\b)|(?P<word>-?(?:[a-z_]+:)?"[^"]*"|[^\s()]+))')


def parse_query(query: str) -> Test:
    """Whether a post matches; words stand side by side for "and", OR binds looser, a minus says "not"."""
    if len(query) > MOST_SIGNS:
        raise invalid(f"Rule length [{len(query)}] is longer than the maximum [{MOST_SIGNS}]", {"query": [query]})
    parser = _Parser(query)
    test = parser.either()
    if parser.tokens:
        raise parser.wrong()
    return test


class _Parser:
    def __init__(self, query: str) -> None:
        self.query = query
        self.tokens = [
            (match.lastgroup or "", match.group(match.lastgroup or 0)) for match in TOKEN.finditer(query.strip())
        ]

    def wrong(self) -> Exception:
        return invalid(
            f"There were errors processing your request: cannot read [{self.query}]", {"query": [self.query]}
        )

    def either(self) -> Test:
        tests = [self.together()]
        while self.tokens and self.tokens[0][0] == "or":
            self.tokens.pop(0)
            tests.append(self.together())
        return lambda post: any(test(post) for test in tests)

    def together(self) -> Test:
        tests = []
        while self.tokens and self.tokens[0][0] in {"open", "word"}:
            kind, text = self.tokens.pop(0)
            tests.append(self._group(text) if kind == "open" else _word(text))
        if not tests:
            raise self.wrong()
        return lambda post: all(test(post) for test in tests)

    def _group(self, opening: str) -> Test:
        inner = self.either()
        if not self.tokens or self.tokens.pop(0)[0] != "close":
            raise self.wrong()
        return (lambda post: not inner(post)) if opening.startswith("-") else inner


def _word(text: str) -> Test:
    if text.startswith("-") and len(text) > 1:
        inner = _word(text[1:])
        return lambda post: not inner(post)
    name, colon, value = text.partition(":")
    if colon and name in OPERATORS:
        return OPERATORS[name](value.strip('"'))
    if text.startswith("@"):
        return _mentions(text[1:])
    return _says(text.strip('"'))


def _says(words: str) -> Test:
    pattern = regex.compile(rf"(?<!\w){regex.escape(words)}(?!\w)", regex.IGNORECASE)
    return lambda post: pattern.search(post.text) is not None


def _mentions(handle: str) -> Test:
    return lambda post: handle.lower() in post.mentioned


def _from(handle: str) -> Test:
    return lambda post: handle.lower().removeprefix("@") in {post.author.username.lower(), post.author.id}


def _to(handle: str) -> Test:
    wanted = handle.lower().removeprefix("@")
    return lambda post: (
        post.reply_to is not None and wanted in {post.reply_to.author.username.lower(), post.reply_to.author.id}
    )


def _is(kind: str) -> Test:
    tests: dict[str, Test] = {
        "reply": lambda post: post.reply_to is not None,
        "quote": lambda post: post.quote is not None,
        "retweet": lambda _post: False,  # nobody reposts in this small world
    }
    if kind not in tests:
        raise invalid(f"Invalid value for 'is' operator: [{kind}]", {"query": [kind]})
    return tests[kind]


def _has(kind: str) -> Test:
    tests: dict[str, Test] = {
        "links": lambda post: bool(post.links),
        "media": lambda post: bool(post.media),
        "images": lambda post: bool(post.media),
        "mentions": lambda post: bool(post.mentioned),
        "geo": lambda post: post.place is not None,
    }
    if kind not in tests:
        raise invalid(f"Invalid value for 'has' operator: [{kind}]", {"query": [kind]})
    return tests[kind]


OPERATORS: dict[str, Callable[[str], Test]] = {
    "conversation_id": lambda value: lambda post: str(post.conversation_id) == value,
    "in_reply_to_tweet_id": lambda value: lambda post: post.reply_to is not None and str(post.reply_to.id) == value,
    "from": _from,
    "to": _to,
    "is": _is,
    "has": _has,
    "lang": lambda value: lambda post: post.lang == value,
    "url": lambda value: lambda post: any(value.lower() in link.expanded.lower() for link in post.links),
    "place_country": lambda value: lambda post: post.place is not None and post.place.country_code == value.upper(),
}
