"""`byhand doctor` against the stand-ins: all of its checks, from the start of the command to its end."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping

from bench.figures import Figure, at_most, middle, spread
from bench.processes import LOOPBACK, ROOT, answers, free_port, running
from bench.scale import Bench
from bench.start import settings

NAME = "doctor"
_COMMAND = ["-c", "import main; main.cli()"]


def measure(bench: Bench) -> list[Figure]:
    url, listen = (f"http://{LOOPBACK}:{free_port()}" for _ in range(2))
    port = url.rpartition(":")[2]
    surroundings = settings(bench.folder, url, listen.removeprefix("http://"))
    with running(["-m", "sandbox", "--port", port], answers(f"{url}/_control/state"), bench.folder / "stand.log"):
        bench.step("doctor: an installation")
        log = bench.folder / "byhand-run.log"
        with running([*_COMMAND, "run"], answers(f"{listen}/readyz"), log, surroundings):
            found = [_examine(bench, surroundings) for _ in range(bench.scale.starts)]
    seconds = [taken for taken, _ in found]
    told = f"{spread(seconds)}; {found[0][1]} checks beside a running `byhand run`"
    return [Figure(NAME, "from start to end", middle(seconds), "s", at_most(5), told)]


def steps(bench: Bench) -> int:
    return 1 + bench.scale.starts


def _examine(bench: Bench, surroundings: Mapping[str, str]) -> tuple[float, int]:
    """Seconds, and how many checks it made. Raises RuntimeError when it says nothing that can be read."""
    bench.step("doctor: everything")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BYHAND_")}
    began = time.perf_counter()
    came = subprocess.run(
        [sys.executable, *_COMMAND, "doctor", "--json"],
        cwd=bench.folder,
        env={**kept, **surroundings, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - began
    try:
        document = json.loads(came.stdout)
    except ValueError:
        raise RuntimeError(f"doctor ended with {came.returncode}: {came.stderr[-500:]}") from None
    return seconds, len(document.get("checks", document.get("findings", ())))
