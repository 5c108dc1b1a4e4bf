"""The bench's own arithmetic, what it keeps, and what it draws; what it measures is no test's business."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench import crowd, drawing, isolated, material, record, registry, report, traffic
from bench.bare import Rewriter
from bench.figures import NOT_YET, Figure, at_least, at_most, middle, not_yet, number, percentile, spread
from bench.isolated import Load, Taken
from bench.pictures import PEER, PLAIN, Bar, Bars, Line, Lines, Picture, distribution, from_json, to_json
from bench.scale import QUICK
from tests.factories import FrozenClock

QUIET = Load(0.1, 0.2, 1.0, 0.0)
BARS = Bars("bars", "How many", "/s", (Bar("Byhand", 7000.0), Bar("a peer", 2500.0, PEER)), 5000.0, "at least")
LINES = Lines(
    "lines",
    "How long",
    "milliseconds",
    "percent",
    (Line("Byhand", ((1.0, 10.0), (20.0, 99.0))), Line("straight", ((1.0, 1.0), (9.0, 9.0)), PLAIN, dashed=True)),
    ((15.0, 50.0, "p50 at most"),),
    log_x=True,
)
FIGURES = (
    Figure("webhooks", "committed", 7003.21, "/s", at_least(5000), "runs 7,000, 7,006"),
    Figure("webhooks", "slow", 12.0, "ms", at_most(10)),
    Figure("webhooks", "counted", 3.0, "", None, "only told"),
    not_yet("webhooks", "with the embedding", "/s", at_least(200), "later"),
)
TAKEN = Taken("webhooks", 12.34, QUIET, FIGURES, (BARS, LINES))


# --- figures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "value", "verdict"),
    [
        (at_least(5), 5.0, "reached"),
        (at_least(5), 4.999, "missed"),
        (at_most(5), 5.0, "reached"),
        (at_most(5), 5.001, "missed"),
        (at_most(0), 0.0, "reached"),
        (None, 5.0, ""),
        (at_least(5), None, NOT_YET),
    ],
)
def test_a_verdict_follows_from_value_and_goal(goal: object, value: float | None, verdict: str) -> None:
    assert Figure("m", "n", value, "", goal).verdict == verdict  # type: ignore[arg-type] # parametrized


@pytest.mark.parametrize(
    ("goal", "value", "share"),
    [
        (at_least(100), 50.0, 0.5),
        (at_least(100), 300.0, 3.0),
        (at_most(10), 20.0, 0.5),
        (at_most(10), 5.0, 2.0),
        (at_most(0), 0.0, 1.0),
        (at_most(0), 2.0, 0.0),
        (at_most(5), 0.0, float("inf")),
    ],
)
def test_a_share_of_one_is_the_goal_and_more_is_better(goal: object, value: float, share: float) -> None:
    assert goal.share(value) == share  # type: ignore[attr-defined] # parametrized


def test_percentiles_lie_between_the_nearest_two() -> None:
    waits = [float(value) for value in range(101)]
    assert percentile(waits, 50) == 50.0
    assert percentile(waits, 99) == pytest.approx(99.0)
    assert percentile([1.0, 2.0], 50) == 1.5
    assert percentile(waits, 99.9) == pytest.approx(99.9)


def test_a_distribution_never_falls_and_ends_near_the_slowest() -> None:
    points = distribution([0.001 * value for value in range(1, 1001)])

    assert points == tuple(sorted(points))
    assert points[-1] == pytest.approx((999.001, 99.9), abs=0.01)


def test_numbers_are_written_for_reading() -> None:
    assert [number(value) for value in (7003.21, 100.4, 12.345, 0.1234, 3.0, 0.0)] == [
        "7,003",
        "100",
        "12.3",
        "0.123",
        "3",
        "0",
    ]
    assert spread([1.0, 2.5]) == "runs 1, 2.5"
    assert middle([3.0, 1.0, 2.0]) == 2.0


# --- what is kept --------------------------------------------------------------------------------------------------


def test_what_is_kept_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    record.keep([TAKEN], path, quick=False)

    document = record.read(path)

    assert record.figures_of(document) == [replace(FIGURES[0], value=7003.2), *FIGURES[1:]]
    assert [figure.verdict for figure in record.figures_of(document)] == ["reached", "missed", "", NOT_YET]
    assert record.pictures_of(document) == [BARS, LINES]
    assert record.load_of(document["measurements"]["webhooks"]) == QUIET


def test_a_measurement_taken_again_replaces_only_itself_and_the_order_stays(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    record.keep([replace(TAKEN, name="start"), TAKEN], path, quick=False)
    again = replace(TAKEN, figures=(Figure("webhooks", "committed", 1.0, "/s"),))

    document = record.keep([again], path, quick=True)

    assert list(document["measurements"]) == ["webhooks", "start"]
    assert [figure.value for figure in record.figures_of(document)][:2] == [1.0, 7003.2]


def test_a_measurement_that_failed_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    record.keep([TAKEN], path, quick=False)

    document = record.keep([Taken("webhooks", 1.0, QUIET, fault="RuntimeError: no")], path, quick=False)

    assert len(record.figures_of(document)) == len(FIGURES)


def test_a_file_of_an_earlier_form_counts_as_none(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    path.write_text('{"taken_at": "2026-11-22", "figures": []}', "utf-8")
    assert record.read(path)["measurements"] == {}


@pytest.mark.parametrize("picture", [BARS, LINES])
def test_a_picture_survives_being_kept(picture: Picture) -> None:
    assert from_json(json.loads(json.dumps(to_json(picture)))) == picture


# --- what is drawn and written -------------------------------------------------------------------------------------


@pytest.mark.parametrize("picture", [BARS, LINES, replace(BARS, log=True, colours=("#111111", "#222222"))])
def test_a_picture_is_drawn_as_png_and_svg_and_the_same_again(picture: Picture, tmp_path: Path) -> None:
    png, svg = drawing.draw(picture, tmp_path)
    drawn = svg.read_bytes()

    assert png.read_bytes().startswith(b"\x89PNG")
    assert ET.fromstring(drawn).tag.endswith("svg")
    drawing.draw(picture, tmp_path)
    assert svg.read_bytes() == drawn


def a_readme(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_text(f"# Head\n\n{report.BEGIN}\nearlier words\n{report.END}\n\nTail\n", "utf-8")
    return path


def test_the_report_stands_between_its_marks_and_leaves_the_rest(tmp_path: Path) -> None:
    readme = a_readme(tmp_path)
    document = record.keep([TAKEN], tmp_path / "figures.json", quick=False)

    report.write(document, readme, tmp_path / "plots")
    once = readme.read_text("utf-8")
    report.write(document, readme, tmp_path / "plots")

    assert readme.read_text("utf-8") == once
    assert once.startswith(f"# Head\n\n{report.BEGIN}\n")
    assert once.endswith(f"{report.END}\n\nTail\n")
    assert "earlier words" not in once
    assert "| `webhooks` | committed | 7,003 /s | ≥ 5,000 | reached | runs 7,000, 7,006 |" in once
    assert "|  | slow | 12 ms | ≤ 10 | **missed** |  |" in once
    assert f"|  | with the embedding |  | ≥ 200 | {NOT_YET} | later |" in once


def test_every_picture_in_the_report_is_there(tmp_path: Path) -> None:
    readme = a_readme(tmp_path)
    report.write(record.keep([TAKEN], tmp_path / "figures.json", quick=False), readme, tmp_path / "plots")

    named = [line.partition("](")[2].rstrip(")") for line in readme.read_text("utf-8").splitlines() if "![" in line]

    assert named == ["plots/goals.svg", "plots/bars.svg", "plots/lines.svg"]
    assert all((tmp_path / path).exists() for path in named)


@pytest.mark.parametrize(
    ("load", "quick", "told"),
    [
        (QUIET, False, []),
        (QUIET, True, ["quick"]),
        (replace(QUIET, others_percent=38.0), False, ["not alone", "38 %"]),
        (replace(QUIET, stolen_percent=12.0), False, ["not alone"]),
        (replace(QUIET, others_percent=None), False, ["unknown"]),
    ],
)
def test_what_else_the_machine_did_is_told(tmp_path: Path, load: Load, quick: bool, told: list[str]) -> None:
    document = record.keep([replace(TAKEN, load=load)], tmp_path / "figures.json", quick=quick)

    row = list(report.section(document, [], Path("plots")))[-1]

    assert [words for words in told if words not in row] == []
    assert ("not alone" in row) == ("not alone" in told)


# --- measuring -----------------------------------------------------------------------------------------------------


def test_every_measurement_that_is_there_can_be_loaded_under_its_own_name() -> None:
    for name in filter(registry.exists, registry.NAMES):
        assert name == registry.load(name).NAME


def test_a_measurement_that_fails_is_told_and_not_raised() -> None:
    """In a process of its own, as all are: the name of none is a fault like any other."""
    told: list[str] = []
    telling = isolated.Telling(lambda steps: told.append(f"{steps} steps"), told.append)

    taken = isolated.take("no_such_measurement", QUICK, telling)

    assert "No module named" in taken.fault
    assert taken.figures == ()
    assert told == []


def test_no_two_questions_are_alike() -> None:
    texts = [material.update(number)["message"]["text"] for number in range(2000)]
    assert len(set(texts)) == len(texts)


def test_a_crowd_has_a_thousand_topics_and_asks_about_them() -> None:
    topics = crowd.subjects()
    texts = [post.text for post in crowd.posts(50)]

    assert len(set(topics)) == len(topics) == crowd.TOPICS
    assert len(set(texts)) == 50
    assert all(any(topic in text for topic in topics) for text in texts)


def test_a_crowd_lives_around_the_shops_with_topics_of_its_own(tmp_path: Path) -> None:
    kit = material.fresh(tmp_path, "crowd", FrozenClock())
    material.close(kit)
    path = tmp_path / "crowd.db"

    crowd.enrol(path, 30)

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*), count(DISTINCT volunteer_id) FROM volunteertopic").fetchone() == (
            30 * crowd.TOPICS_EACH,
            30,
        )
        assert connection.execute("SELECT count(*) FROM volunteer_tree").fetchone() == (30,)


def test_a_load_counts_only_what_was_answered_200() -> None:
    load = traffic.Load(2.0, Counter({200: 10, 503: 2, 0: 1}), cpu_seconds=0.05)

    assert load.rate == 5.0
    assert load.failed == 3
    assert load.cpu_each == "5.00 ms of CPU each"


def test_the_peer_of_intake_writes_what_byhand_wrote(tmp_path: Path) -> None:
    kit = material.fresh(tmp_path, "worked", material.DayByDay())
    material.enrol(kit, 20)
    material.keep(kit, material.updates(7))
    kit.db.close()
    before = tmp_path / "before.db"
    before.write_bytes((tmp_path / "worked.db").read_bytes())
    inbox = material.make_inbox(kit)
    while inbox.work_batch():
        pass
    material.close(kit)

    rewriter = Rewriter(tmp_path / "worked.db")
    rewriter.write_into(before, 3)

    for table in ("question", "offer", "delivery", "asker"):
        assert rows(before, table) == rows(tmp_path / "worked.db", table) != []
    assert rewriter.rows >= 7 * 6


def test_the_peer_of_intake_does_not_pass_over_rows_it_did_not_write(tmp_path: Path) -> None:
    kit = material.fresh(tmp_path, "worked", FrozenClock())
    material.close(kit)
    other = tmp_path / "other.db"
    other.write_bytes((tmp_path / "worked.db").read_bytes())
    with closing(sqlite3.connect(tmp_path / "worked.db")) as connection:
        connection.execute("INSERT INTO alarm (key, told_at) VALUES ('k', '2026-11-22 00:00:00.000000')")
        connection.commit()

    with pytest.raises(RuntimeError, match="other rows"):
        Rewriter(tmp_path / "worked.db").write_into(other, 3)


def rows(database: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
