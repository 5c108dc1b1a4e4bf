"""`python -m sandbox`: X, Telegram and Slack in small, on this machine, to play in and to test against."""

import argparse
import sys

from sandbox.app import Settings, build
from sandbox.core import Sandbox
from sandbox.replay.command import main as replay
from sandbox.server import LOOPBACK, listen, make_server

ABOUT = "Stand-ins for X, Telegram and Slack. `python -m sandbox replay` plays questions through one that runs."


def main() -> int:
    if sys.argv[1:2] == ["replay"]:
        return replay(sys.argv[2:])
    options = _options()
    try:
        listener = listen(options.port)
    except OSError as error:
        print(f"The sandbox cannot listen on port {options.port}: {error}", file=sys.stderr)  # noqa: T201 - a command prints
        return 1
    url = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    settings = Settings()
    settings.x.username, settings.telegram.username = options.handle, options.bot
    settings.x.name = settings.telegram.name = options.name
    print(f"The sandbox listens on {url}", flush=True)  # noqa: T201 - a command prints
    make_server(build(Sandbox(speed=options.speed, base_url=url), settings)).run(sockets=[listener])
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=ABOUT)
    parser.add_argument("--port", type=int, default=8500, help="0 takes a free port (default: 8500)")
    parser.add_argument("--speed", type=_positive, default=1.0, help="how much faster every limit's period passes")
    parser.add_argument("--name", default="Brightaisle", help="the company's name (default: Brightaisle)")
    parser.add_argument("--handle", default="brightaisle", help="its name on X (default: brightaisle)")
    parser.add_argument("--bot", default="brightaisle_bot", help="its bot on Telegram (default: brightaisle_bot)")
    return parser.parse_args()


def _positive(text: str) -> float:
    value = float(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("the speed must be more than 0")
    return value


if __name__ == "__main__":
    sys.exit(main())
