"""How the demo's two processes end with it, however it ends: their input closes when nobody holds its other end."""

import os
import signal
import sys
import threading


def end_with_input() -> None:
    """End this process in order once its input is closed. A parent that is killed cannot say so in any other way."""
    threading.Thread(target=_wait, daemon=True, name="alongside").start()


def _wait() -> None:
    while os.read(sys.stdin.fileno(), 1):  # unbuffered: a buffer's lock, held here, would spoil the interpreter's end
        pass
    os.kill(os.getpid(), signal.SIGTERM)
