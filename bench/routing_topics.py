"""Topics found by `byhand route` in public sets of questions, beside what off-the-shelf parts make of them."""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench import routing_data as data
from bench import routing_scorers as scorers
from bench.figures import Figure, Goal, at_least, at_most, middle, percentile
from bench.pictures import PEER, PLAIN, Line, Lines
from bench.routing_calibration import calibration_error, reliability
from bench.routing_plain import Known, Plain
from bench.scale import Bench
from routing.embedding import MiniLM
from routing.sorter import multilingual

NAME = "routing_topics"

SETS = ("twcs", "airline", "banking77", "clinc150", "hwu64", "stackoverflow", "bitext")
SMALL = frozenset({"twcs", "airline", "stackoverflow", "bitext"})  # all their examples are tried too
ARABIC = ("banking77", "_ar")
COUNTS = (0, 5, 20)
_QUICK_LINES = 60

# By how many points more than the best off-the-shelf part is wanted, by set and number of examples.
_AHEAD = {
    "twcs": {0: 2, 5: 4, 20: 4},
    "airline": {0: 2, 5: 3, 20: 2},
    "banking77": {0: 1, 5: 1, 20: 1},
}
_WANTED = {("clinc150", 5): 90, ("clinc150", 20): 94, ("banking77_ar", 0): 38, ("banking77_ar", 20): 62}


@dataclass(frozen=True)
class Run:
    """One set with so many examples a topic (None: all), by the router and by the plain parts."""

    label: str
    count: int | None
    ours: scorers.Scored
    peers: dict[str, float]

    @property
    def examples(self) -> str:
        return "all examples" if self.count is None else f"{self.count} examples"


def steps(bench: Bench) -> int:
    return sum(len(_counts(bench, name)) for name in SETS) + len(_arabic(bench)) + len(_folds(bench))


def measure(bench: Bench) -> list[Figure]:
    warnings.filterwarnings("ignore", module="sklearn")
    found, embedder = data.folder(), Known(MiniLM())
    runs = []
    for name in SETS:
        whole = data.limited(data.read(found, name), _lines(bench))
        runs += [_run(bench, whole, count, embedder) for count in _counts(bench, name)]
    other = multilingual()
    if other is not None:
        whole, known = data.limited(data.read(found, *ARABIC), _lines(bench)), Known(other)
        runs += [_run(bench, whole, count, known) for count in _arabic(bench)]
    outside = [(count, [_outside(bench, count, fold) for fold in range(3)]) for count in _folds(bench)[::3]]
    _draw(bench, runs)
    return [*_accuracies(runs), *_never_worse(runs), *_outsiders(outside), *_calibrations(runs), *_costs(runs)]


def _counts(bench: Bench, name: str) -> tuple[int | None, ...]:
    if bench.scale.quick:
        return (0, 5)
    return (*COUNTS, None) if name in SMALL else COUNTS


def _arabic(bench: Bench) -> tuple[int, ...]:
    return (0,) if bench.scale.quick else (0, 20)


def _folds(bench: Bench) -> list[int]:
    """The number of examples, once for each third of the topics that is left out."""
    return [5] * 3 if bench.scale.quick else [5] * 3 + [20] * 3


def _lines(bench: Bench) -> int:
    return _QUICK_LINES if bench.scale.quick else 0


# --- runs ------------------------------------------------------------------------------------------------------------


def _run(bench: Bench, whole: data.TopicSet, count: int | None, embedder: Known) -> Run:
    label = "all" if count is None else str(count)
    bench.step(f"topics: {whole.label}, {label} examples")
    found = data.folder()
    options = ["--k", "full" if count is None else str(count), "--limit", str(_lines(bench))]
    options += [f"--test-suffix={whole.suffix}"] if whole.suffix else []
    ours = scorers.topics(found / "score_topic.py", found, bench.folder, whole.name, options)
    plain = Plain(whole, count)
    peers = {"BM25": plain.bm25(), "TF-IDF + linear": plain.tfidf(), "embedding + LR": plain.embedding(embedder)}
    return Run(whole.label, count, ours, peers)


def _outside(bench: Bench, count: int, fold: int) -> float:
    """How well questions of a third of the topics, which the router does not know, are told from the others."""
    bench.step(f"topics: clinc150 without a third, {count} examples")
    found = data.folder()
    whole = data.limited(data.read(found, "clinc150"), 3 * _lines(bench))
    data.without(whole, [topic["id"] for topic in whole.topics[fold::3]], bench.folder)
    scored = scorers.topics(found / "score_topic.py", bench.folder, bench.folder, whole.name, ["--k", str(count)])
    return float(scored.row["oos_auroc"])


# --- figures ---------------------------------------------------------------------------------------------------------


def _accuracies(runs: Sequence[Run]) -> Iterator[Figure]:
    for run in runs:
        peers = ", ".join(f"{name} {value:.1f}" for name, value in run.peers.items())
        told = f"{peers}; among the first three {100 * run.ours.row['acc3']:.1f}; of {run.ours.row['n']}"
        yield Figure(NAME, f"{run.label}, {run.examples}: right first", run.ours.accuracy, "%", _goal(run), told)


def _goal(run: Run) -> Goal | None:
    if run.count is None:
        return None
    if (run.label, run.count) in _WANTED:
        return at_least(_WANTED[run.label, run.count])
    ahead = _AHEAD.get(run.label, {}).get(run.count)
    return None if ahead is None else at_least(round(max(run.peers.values()) + ahead, 1))


def _never_worse(runs: Sequence[Run]) -> Iterator[Figure]:
    without = {run.label: run.ours.accuracy for run in runs if run.count == 0}
    gains = [(run.ours.accuracy - without[run.label], run) for run in runs if run.count != 0]
    least, run = min(gains, key=lambda each: each[0])
    told = f"{run.label} with {run.examples}; the least over all sets and numbers of examples"
    yield Figure(NAME, "examples against none, at worst", round(least, 1), "points", at_least(-1), told)


def _outsiders(outside: Sequence[tuple[int, Sequence[float]]]) -> Iterator[Figure]:
    for count, scores in outside:
        thirds = ", ".join(f"{score:.3f}" for score in scores)
        told = f"AUROC of `none`, 25 of 75 topics left out in turn: {thirds}; kin of what is known is hard to tell"
        name = f"clinc150, {count} examples: questions of no known topic"
        yield Figure(NAME, name, round(middle(scores), 3), "", at_least(0.985), told)


def _calibrations(runs: Sequence[Run]) -> Iterator[Figure]:
    for count in dict.fromkeys(run.count for run in runs):
        errors = {run.label: 100 * calibration_error(_pairs(run)) for run in runs if run.count == count}
        told = ", ".join(f"{label} {error:.1f}" for label, error in errors.items())
        name = f"calibration error, {'all' if count is None else count} examples, mean of the sets"
        yield Figure(NAME, name, round(sum(errors.values()) / len(errors), 2), "points", at_most(5), told)


def _pairs(run: Run) -> list[tuple[float, bool]]:
    """The first topic's probability, and whether it was right."""
    found = data.read(data.folder(), *(ARABIC if run.label == "".join(ARABIC) else (run.label,)))
    right = {row["id"]: row["topic"] for row in found.test}
    return [(float(one["score"]), one["topic"] == right[one["id"]]) for one in run.ours.answers]


def _costs(runs: Sequence[Run]) -> Iterator[Figure]:
    english = [run for run in runs if run.label != "".join(ARABIC)]
    waits = [one["ms"] for run in english for one in run.ours.answers]
    most = max(english, key=lambda run: run.ours.most_mb)
    told = f"{len(waits):,} questions; embedding, topics, kind and language, on one core"
    yield Figure(NAME, "one question, p50", percentile(waits, 50), "ms", at_most(15), told)
    yield Figure(NAME, "one question, p95", percentile(waits, 95), "ms", None, told)
    told = f"the whole program at its most, {most.label} with {most.examples}"
    yield Figure(NAME, "memory", most.ours.most_mb, "MB", None, told)
    yield from _extra([run for run in runs if run not in english], most.ours.most_mb)


def _extra(runs: Sequence[Run], otherwise: float) -> Iterator[Figure]:
    if runs:
        waits = [one["ms"] for run in runs for one in run.ours.answers]
        most = max(run.ours.most_mb for run in runs)
        told = f"p95 {percentile(waits, 95):.1f} ms; {most:.0f} MB with the extra, at most {otherwise:.0f} without"
        yield Figure(NAME, "one question in Arabic, p50", percentile(waits, 50), "ms", None, told)


# --- pictures --------------------------------------------------------------------------------------------------------


def _draw(bench: Bench, runs: Sequence[Run]) -> None:
    counts = sorted({run.count for run in runs if run.count is not None})
    shown = {count: [run for run in runs if run.count == count and run.label in SETS] for count in counts}
    ours = tuple((float(count), _mean([run.ours.accuracy for run in some])) for count, some in shown.items())
    lines = [Line("Byhand", ours)]
    for peer, kind in (("embedding + LR", PEER), ("TF-IDF + linear", PLAIN), ("BM25", PLAIN)):
        points = tuple((float(count), _mean([run.peers[peer] for run in some])) for count, some in shown.items())
        lines.append(Line(peer, points, kind, dashed=peer == "BM25"))
    title = f"Questions whose topic is found, mean of {len(SETS)} public sets"
    bench.pictures.append(Lines("topics", title, "examples a topic", "percent right", tuple(lines)))
    pairs = [pair for run in runs if run.label in SETS for pair in _pairs(run)]
    perfect = Line("if every probability held", ((0.0, 0.0), (100.0, 100.0)), PLAIN, dashed=True)
    curve = Line("Byhand", reliability(pairs))
    title = "How often a topic is right that is given a probability"
    bench.pictures.append(Lines("calibration", title, "probability said, %", "percent right", (curve, perfect)))


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 2)
