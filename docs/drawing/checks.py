"""The page of `byhand doctor`'s checks, from the checks themselves."""

from commands.checks.mend import MENDERS
from commands.checks.survey import GROUPS
from commands.checks.verdict import Group
from docs.drawing.page import code, head, table

_INTRO = """\
`byhand doctor` looks at {count} things in {groups} groups, and says of each what it found, why it matters, and the one
command or click that mends it. It changes nothing, and may run beside `byhand run`. With `--fix` it mends what can be
mended safely: the checks marked so below. It ends with 1 when something is bad, with `--strict` also when something is
only doubtful, otherwise with 0. What cannot be looked at, such as X without keys, is said to be so and counts as
neither.
"""


def page() -> str:
    """Every check with why it matters, by group."""
    count = sum(len(group.checks) for group in GROUPS.values())
    intro = _INTRO.format(count=count, groups=len(GROUPS))
    return "\n".join([head("Doctor's checks", "commands/checks/", intro), *map(_one, GROUPS.values())])


def _one(group: Group) -> str:
    rows = ((code(check.id), check.why, "yes" if check.id in MENDERS else "") for check in group.checks)
    only = f"```sh\nbyhand doctor --only {group.name}\n```"
    return f"## {group.title}\n\n{only}\n\n{table(('check', 'why it matters', '`--fix`'), rows)}"
