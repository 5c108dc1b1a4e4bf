"""`byhand simulate` as a person types it: its report, the same every time, and one line when something is mistyped."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.house import ROOT

pytestmark = pytest.mark.timeout(180)
TINY = ("--days", "1", "--warm-up", "0", "--volunteers", "40", "--questions", "12", "--seeds", "2")
BYHAND = (sys.executable, "-c", "import main; main.cli()")
WITHOUT_MATPLOTLIB = (sys.executable, "-c", "import sys; sys.modules['matplotlib'] = None; import main; main.cli()")


def simulate(folder: Path, *words: str, program: tuple[str, ...] = BYHAND) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BYHAND_")}
    settings = {"PYTHONPATH": str(ROOT), "BYHAND_DATABASE_URL": f"sqlite:///{folder / 'none.db'}", "COLUMNS": "120"}
    return subprocess.run(
        [*program, "simulate", *words],
        cwd=folder,
        env=kept | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def told(folder: Path, *words: str) -> dict[str, Any]:
    ended = simulate(folder, "--json", *words)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def test_it_tells_figures_with_intervals_and_what_they_rest_on(tmp_path: Path) -> None:
    ended = simulate(tmp_path, *TINY)

    assert ended.returncode == 0
    for words in (
        "example policy",
        "broadcast",
        "round robin",
        "offers per answer",
        "±",
        "Assumptions",
        "not a result",
    ):
        assert words in ended.stdout


def test_the_same_seed_gives_the_same_report_whatever_the_processes(tmp_path: Path) -> None:
    alone = simulate(tmp_path, "--json", *TINY, "--processes", "1")
    together = simulate(tmp_path, "--json", *TINY, "--processes", "2")

    assert alone.stdout == together.stdout
    assert alone.stdout != simulate(tmp_path, "--json", *TINY, "--seed", "5").stdout


def test_two_policies_are_compared_seed_by_seed(tmp_path: Path) -> None:
    example = (ROOT / "policies" / "default.yaml").read_text("utf-8")
    (tmp_path / "ours.yaml").write_text(example, "utf-8")
    (tmp_path / "theirs.yaml").write_text(example.replace("within_km: 50,", "within_km: 5,"), "utf-8")

    found = told(tmp_path, *TINY, "--policy", "ours.yaml", "--against", "theirs.yaml")

    assert found["strategies"] == ["ours.yaml", "theirs.yaml"]
    for name, difference in found["differences"]["theirs.yaml"].items():
        ours, theirs = (found["figures"][one][name]["mean"] for one in found["strategies"])
        if difference is not None:
            assert difference["mean"] == pytest.approx(ours - theirs, abs=1e-5)
            assert difference["verdict"] in {"better", "worse", "noise"}


def test_a_policy_differs_from_itself_in_nothing(tmp_path: Path) -> None:
    file = ROOT / "policies" / "default.yaml"
    (tmp_path / "same.yaml").write_bytes(file.read_bytes())

    found = told(tmp_path, *TINY, "--policy", str(file), "--against", "same.yaml")

    assert {one["mean"] for one in found["differences"]["same.yaml"].values() if one} == {0.0}


def test_pictures_are_drawn_twice_the_same(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert simulate(tmp_path, *TINY, "--plots", folder).returncode == 0
    drawn = sorted(path.name for path in (tmp_path / "one").iterdir())

    assert {name.rpartition(".")[2] for name in drawn} == {"png", "svg"}
    assert len(drawn) == 10
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in drawn)


def test_without_matplotlib_it_says_what_brings_it_before_it_begins(tmp_path: Path) -> None:
    ended = simulate(tmp_path, *TINY, "--plots", "pictures", program=WITHOUT_MATPLOTLIB)

    assert ended.returncode != 0
    assert ended.stdout == ""
    assert "pip install 'byhand[plots]'" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--policy", "nowhere.yaml"), "There is no file nowhere.yaml"),
        (("--assume", "willingnes=1,4"), "did you mean willingness"),
        (("--assume", "willingness"), "has no “=”"),
        (("--volunteers", "0"), "volunteers cannot be 0"),
        (("--days", "0"), "days cannot be 0"),
        (("--questions", "nan"), "questions_a_day cannot be nan"),
        (("--seeds", "0"), "--seeds is how many worlds are drawn"),
        (("--seed", "-1"), "--seed is a number from 0 on"),
        (("--processes", "-1"), "--processes is a number from 0 on"),
    ],
)
def test_what_is_mistyped_is_one_clear_line(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    ended = simulate(tmp_path, *words)

    assert ended.returncode == 1
    assert ended.stderr.startswith("byhand: ")
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_faulty_policy_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("company: {name: Brightaisle}\n", "utf-8")

    ended = simulate(tmp_path, *TINY, "--policy", "bad.yaml")

    assert ended.returncode == 1
    assert "the policy is refused" in ended.stderr
    assert "line 1" in ended.stderr
