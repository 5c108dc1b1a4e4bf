"""`python -m sandbox.replay`, the same as `python -m sandbox replay`."""

import sys

from sandbox.replay.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
