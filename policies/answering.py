"""Whether a text may be posted, and how it is signed.

A person's text is never changed beyond NFC, LF ends of lines and outer blanks.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from policies.document import Policy, SignatureForm
from policies.wording import first_word_in, has_link, is_blank, without_mentions

# These turn text around on the reader's screen, so that it would not show what was previewed.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ALLOWED_CONTROLS = frozenset("\n\t")
_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})


class ProblemCode(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too_long"
    ONLY_MENTION = "only_mention"
    CONTROL_CHARACTER = "control_character"
    SENSITIVE_WORD = "sensitive_word"
    LINK_REFUSED = "link_refused"
    LINK_COSTS = "link_costs"


@dataclass(frozen=True)
class Typed:
    """A cleaned text as typed. `used` counts text and signature as the channel counts, `limit` is the channel's."""

    text: str
    channel: str
    used: int
    limit: int
    has_link: bool = False


@dataclass(frozen=True)
class AnswerProblem:
    """A sentence for the modal; one that does not block is shown as a warning in the preview."""

    code: ProblemCode
    message: str
    blocks: bool = True


def problems(typed: Typed, policy: Policy) -> tuple[AnswerProblem, ...]:
    """Everything that stands against posting the text, and every warning, in the order people should read them."""
    checks = (_empty(typed), _too_long(typed, policy), *_content(typed, policy))
    return tuple(problem for problem in checks if problem is not None)


def clean(text: str) -> str:
    """NFC, LF line ends, outer blanks trimmed, nothing else: unwanted characters are refused by `problems`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines).strip()


def sign(text: str, first_name: str, name: str, shop: str | None, policy: Policy, channel: str) -> str:
    """The text, the separator, the signature: what is previewed and what is posted."""
    form = signature_form(policy, channel)
    first_name = first_name.strip() or name.strip()
    return text + form.separator + signature(form, first_name, name, shop or policy.company.name, policy.company.name)


def signature_form(policy: Policy, channel: str) -> SignatureForm:
    """The channel's own form; X's, the shorter one, for a channel that the policy does not name."""
    return policy.signature.telegram if channel == "telegram" else policy.signature.x


def signature(form: SignatureForm, first_name: str, name: str, shop: str, company: str) -> str:
    """The filled template; what stands in a name is never read as a placeholder again."""
    values = {"first_name": first_name, "name": name, "shop": shop, "company": company}
    filled, rest = "", form.template
    while "{" in rest:
        before, _, rest = rest.partition("{")
        key, _, rest = rest.partition("}")
        filled += before + _one_line(values[key])
    return filled + rest


def _one_line(value: str) -> str:
    """A name in one line, without characters that are not seen."""
    seen = "".join(char if _refused(char) is None else " " for char in unicodedata.normalize("NFC", value))
    return " ".join(seen.split())


def limit_of(channel: str, limit: int, policy: Policy) -> int:
    """The smaller of what the platform and the policy allow."""
    own = {"x": policy.answering.max_length.x, "telegram": policy.answering.max_length.telegram}
    return min(limit, own.get(channel, limit))


def _empty(typed: Typed) -> AnswerProblem | None:
    if is_blank(typed.text):
        return AnswerProblem(ProblemCode.EMPTY, "There is no answer yet. Write something first.")
    if is_blank(without_mentions(typed.text)):
        return AnswerProblem(ProblemCode.ONLY_MENTION, "This only mentions somebody. Write an answer beside the name.")
    return None


def _too_long(typed: Typed, policy: Policy) -> AnswerProblem | None:
    limit = limit_of(typed.channel, typed.limit, policy)
    over = typed.used - limit
    if over <= 0:
        return None
    noun = "character" if over == 1 else "characters"
    return AnswerProblem(
        ProblemCode.TOO_LONG,
        f"This is {over} {noun} too long: with your signature it counts {typed.used}, and {limit} are allowed.",
    )


def _content(typed: Typed, policy: Policy) -> Iterator[AnswerProblem | None]:
    yield _control_character(typed.text)
    yield _sensitive_word(typed.text, policy)
    if typed.has_link or has_link(typed.text):
        yield _link(typed, policy)


def _refused(char: str) -> str | None:
    """What is wrong with a character, in words; None when it may be posted."""
    if char in _OVERRIDES:
        return "a character that changes the direction of the text"
    if char not in _ALLOWED_CONTROLS and unicodedata.category(char) in _REFUSED_CATEGORIES:
        return "a control character that nobody can see"
    return None


def _control_character(text: str) -> AnswerProblem | None:
    for position, char in enumerate(text, start=1):
        fault = _refused(char)
        if fault is not None:
            where = f"U+{ord(char):04X}, at position {position}"
            return AnswerProblem(
                ProblemCode.CONTROL_CHARACTER,
                f"There is {fault} in the text ({where}). Please delete it; copying from another app often brings it.",
            )
    return None


def _sensitive_word(text: str, policy: Policy) -> AnswerProblem | None:
    word = first_word_in(text, policy.answering.sensitive_words)
    if word is None:
        return None
    message = f"“{word}” is on the list of words that do not belong in a public answer. Please say it another way."
    return AnswerProblem(ProblemCode.SENSITIVE_WORD, message)


def _link(typed: Typed, policy: Policy) -> AnswerProblem | None:
    if policy.answering.links == "refuse":
        return AnswerProblem(ProblemCode.LINK_REFUSED, "Links are not posted here. Please say it in words.")
    if policy.answering.links == "allow":
        return None
    price = policy.capture.spend.prices.post_create_with_url
    cost = f" On X it costs {price:.2f} US dollars." if typed.channel == "x" else ""
    return AnswerProblem(ProblemCode.LINK_COSTS, f"There is a link in this answer.{cost}", blocks=False)
