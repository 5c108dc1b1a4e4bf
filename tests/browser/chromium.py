"""Where the browser is, and what is said when there is none."""

import os
import shutil
from pathlib import Path

import pytest

# Set where the browser tests may not be skipped, as in CI.
REQUIRED = os.environ.get("BYHAND_BROWSER_TESTS") == "required"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "no Chromium found"


def find() -> str:
    """The browser's path; a test that needs it is skipped without one, or fails where it is required."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    if REQUIRED:
        pytest.fail(f"{MISSING}, and BYHAND_BROWSER_TESTS=required", pytrace=False)
    pytest.skip(MISSING)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly what was not tested, and how to test it."""
    folder = Path(__file__).parent.name
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if f"{folder}/" in report.nodeid and MISSING in str(report.longrepr)
    ]
    if skipped:
        line = f"{len(skipped)} browser tests skipped: {MISSING}; apt-get install chromium, then make test"
        terminalreporter.write_sep("=", line, yellow=True, bold=True)
