"""`python -m sandbox`: X, Telegram and Slack in small, on this machine, to play in and to test against."""

import argparse
import sys

from sandbox.app import build
from sandbox.core import Sandbox
from sandbox.server import LOOPBACK, listen, make_server


def main() -> int:
    options = _options()
    try:
        listener = listen(options.port)
    except OSError as error:
        print(f"The sandbox cannot listen on port {options.port}: {error}", file=sys.stderr)  # noqa: T201 - a command prints
        return 1
    url = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    print(f"The sandbox listens on {url}", flush=True)  # noqa: T201 - a command prints
    make_server(build(Sandbox(speed=options.speed, base_url=url))).run(sockets=[listener])
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="Stand-ins for X, Telegram and Slack.")
    parser.add_argument("--port", type=int, default=8500, help="0 takes a free port (default: 8500)")
    parser.add_argument("--speed", type=_positive, default=1.0, help="how much faster every limit's period passes")
    return parser.parse_args()


def _positive(text: str) -> float:
    value = float(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("the speed must be more than 0")
    return value


if __name__ == "__main__":
    sys.exit(main())
