"""What people and tests use to play volunteers and administrators in Slack."""

from starlette.routing import Route

from sandbox.core import Sandbox
from sandbox.slack.world import World


def routes(sandbox: Sandbox, world: World) -> list[Route]:
    """The control calls, mounted under `/_control/slack`."""
    return []
