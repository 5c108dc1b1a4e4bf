"""`python -m bench.routing_overheard FILE COMMAND …`: a command on one core; its answers are passed on and kept.

For every answer one line goes into FILE: the milliseconds it took, and the answer's id, first topic and none; at last
the most memory the command ever had.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any


def main() -> None:
    path, command = Path(sys.argv[1]), sys.argv[2:]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with path.open("w", encoding="utf-8") as kept, subprocess.Popen(command, stdin=-1, stdout=-1) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for line in sys.stdin.buffer:
            began = time.perf_counter()
            child.stdin.write(line)
            child.stdin.flush()
            answer = child.stdout.readline()
            took = 1000 * (time.perf_counter() - began)
            sys.stdout.buffer.write(answer)
            sys.stdout.buffer.flush()
            if not answer:
                break
            kept.write(json.dumps({"ms": round(took, 3), **_short(json.loads(answer))}) + "\n")
        kept.write(json.dumps({"most_mb": _most_memory(child.pid)}) + "\n")
        child.stdin.close()


def _short(answer: dict[str, Any]) -> dict[str, Any]:
    topics = answer.get("topics") or []
    first = {"topic": topics[0]["id"], "score": topics[0]["score"]} if topics else {}
    return {"id": answer.get("id"), "error": answer.get("error"), "none": answer.get("none"), **first}


def _most_memory(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


if __name__ == "__main__":
    main()
