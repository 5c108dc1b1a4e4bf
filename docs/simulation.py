"""Redoes what stands in docs/explanation/simulation.md: figures, differences, what-ifs, pictures.

`python -m docs.simulation`, which `make simulation` does; `--seeds` and `--processes` as `byhand simulate` has them.
"""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rich.progress import Progress

from docs.drawing.page import ROOT, table
from policies.document import Policy
from policies.file import read
from routing.simulation import plots, told
from routing.simulation.assumptions import Assumptions
from routing.simulation.comparison import MEASURES, Comparison, Difference, Measure
from routing.simulation.runs import BROADCAST, OURS, Plan, simulate

PAGE = ROOT / "docs" / "explanation" / "simulation.md"
BEGIN, END = "<!-- Drawn by docs/simulation.py -->", "<!-- Until here. -->"
# What is changed, and to what; each is held against the default in the same worlds.
WHAT_IFS: Mapping[str, Mapping[str, Any]] = {
    "half as willing: Beta(1, 9)": {"willingness": (1.0, 9.0)},
    "only 500 volunteers": {"volunteers": 500},
    "the topic of 8 in 10 known, the place of 6 in 10": {"topic_known": 0.8, "place_known": 0.6},
    "nobody has early or late hours": {"early_shift": 0.0, "late_shift": 0.0},
    "a channel looked at every 4 hours": {"glance_minutes": 240.0},
}
DECLARED = "`people.evidence: declared`: only what people say that they know counts"
_FEW = 3  # seeds of a what-if


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--seeds", type=int, default=20)
    asked.add_argument("--processes", type=int, default=2)
    given = asked.parse_args()
    policy = read((ROOT / "policies" / "default.yaml").read_text("utf-8"))
    seeds = tuple(range(1, given.seeds + 1))
    found = _simulated("the default", Plan(policy, Assumptions(), seeds), given.processes)
    others = {
        words: _simulated(words, replace(plan, seeds=seeds[:_FEW]), given.processes)
        for words, plan in _what_if_plans(policy)
    }
    plots.draw(found, Assumptions(), ROOT / "docs" / "pictures")
    _write("\n".join(_sections(found, others)))


def _what_if_plans(policy: Policy) -> Iterator[tuple[str, Plan]]:
    for words, changes in WHAT_IFS.items():
        yield words, Plan(policy, Assumptions(**changes), (), beside=(BROADCAST,))
    people = policy.people.model_copy(update={"evidence": "declared"})
    yield DECLARED, Plan(policy.model_copy(update={"people": people}), Assumptions(), (), beside=(BROADCAST,))


def _simulated(words: str, plan: Plan, processes: int) -> Comparison:
    with Progress() as progress:
        task = progress.add_task(words, total=len(plan.runs()))
        return simulate(plan, processes, lambda: progress.advance(task))


def _write(drawn: str) -> None:
    text = PAGE.read_text("utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{drawn}\n{END}{after}", "utf-8")


def _sections(found: Comparison, others: Mapping[str, Comparison]) -> Iterator[str]:
    yield f"## What it shows\n\n{told.HONESTLY} {len(found.seeds)} worlds; means, with where they lie with 95 %.\n"
    yield _figures(found)
    yield "The same, as differences in each world, and whether chance could have made them:\n"
    yield _differences(found)
    yield "## What if\n"
    yield f"The policy again, with one thing different ({_FEW} worlds each; broadcast in brackets).\n"
    yield _what_ifs(found, others)
    yield "## What is taken for granted\n"
    yield "\n".join(f"- {sentence}" for sentence in told.told(Assumptions())) + "\n"


def _figures(found: Comparison) -> str:
    rows = []
    for measure in MEASURES:
        cells = [told.reach(measure, found.interval(name, measure)) for name in found.strategies]
        rows.append([told.named(measure), *cells, told.goal(measure, found.interval(found.strategies[0], measure))])
    return table(["", *found.strategies, "goal"], rows)


def _differences(found: Comparison) -> str:
    ours, *others = found.strategies
    rows = [
        [told.named(measure), *(_apart(measure, found.difference(name, measure)) for name in others)]
        for measure in MEASURES
    ]
    return table([ours, *(f"than {name}" for name in others)], rows)


def _what_ifs(found: Comparison, others: Mapping[str, Comparison]) -> str:
    shown = [measure for measure in MEASURES if measure.name in {"median", "offers", "near", "gini_answers"}]
    rows = [
        [words, *(f"{_mean(one, OURS, measure)} ({_mean(one, BROADCAST, measure)})" for measure in shown)]
        for words, one in {"as assumed below": found, **others}.items()
    ]
    return table(["", *(told.named(measure) for measure in shown)], rows)


def _mean(found: Comparison, strategy: str, measure: Measure) -> str:
    interval = found.interval(strategy, measure)
    return told.NEVER if interval is None else measure.written(interval.mean)


def _apart(measure: Measure, found: Difference | None) -> str:
    if found is None:
        return ""
    return (
        f"{'+' if found.interval.mean > 0 else ''}{measure.written(found.interval.mean)}, {told.MARKS[found.verdict]}"
    )


if __name__ == "__main__":
    main()
