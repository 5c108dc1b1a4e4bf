"""The peer: a bare Bolt app on uvicorn whose one listener only acknowledges: `PORT`."""

import sys
from typing import Any

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bench.processes import LOOPBACK, leave_with_parent
from bench.serve_doorway import SIGNING_SECRET


async def authorize(**_: Any) -> AuthorizeResult:
    """A fixed result, as ours is: nothing is asked of Slack."""
    return AuthorizeResult(enterprise_id=None, team_id="T0SANDBOX", bot_token="xoxb-bench", bot_user_id="U0BOT")


async def only_acknowledge(ack: AsyncAck) -> None:
    await ack()


def main() -> None:
    leave_with_parent()
    app = AsyncApp(signing_secret=SIGNING_SECRET, authorize=authorize)
    app.action("question.claim")(only_acknowledge)
    server = AsyncSlackRequestHandler(app)
    uvicorn.run(server, host=LOOPBACK, port=int(sys.argv[1]), log_config=None, access_log=False, lifespan="off")


if __name__ == "__main__":
    main()
