"""Every group of checks, in the order in which they are told, and one round of all that are wanted."""

import asyncio
from collections.abc import Collection

from commands.checks import database, machine, policy, settings, slack, telegram, work, x
from commands.checks.gather import gather
from commands.checks.installation import Installation
from commands.checks.verdict import Finding, Group
from commands.toolbox import Toolbox

PATIENCE = 3.0
GROUPS: dict[str, Group] = {
    module.GROUP.name: module.GROUP for module in (settings, slack, telegram, x, database, machine, policy, work)
}


def survey(
    toolbox: Toolbox, wanted: Collection[str] = (), patience: float = PATIENCE
) -> tuple[Installation, list[Finding]]:
    """What was gathered, and what every check of the wanted groups (by default all) found.

    `patience` is how many seconds each vendor is waited for.
    """
    names = frozenset(wanted or GROUPS)
    installation = asyncio.run(gather(toolbox, names, patience))
    return installation, [
        finding for name, group in GROUPS.items() if name in names for finding in group.judge(installation)
    ]
