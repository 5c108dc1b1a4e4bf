"""Many seeds and strategies, in as many processes as wished: each run depends on nothing but its seed."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass

from policies.document import Policy
from routing.simulation.assumptions import Assumptions
from routing.simulation.comparison import Comparison, compared
from routing.simulation.measures import Outcome, outcome_of
from routing.simulation.play import Play
from routing.simulation.scene import scene_of
from routing.simulation.strategies import Broadcast, ByPolicy, RoundRobin, Strategy

OURS, BROADCAST, ROUND_ROBIN = "this policy", "broadcast", "round robin"


@dataclass(frozen=True)
class Plan:
    """What is held against what. Without `against` ours stands `beside` plain strategies, else the two policies do.

    The people and the questions are those of the first policy's shops and topics in both cases.
    """

    policy: Policy
    assumed: Assumptions
    seeds: tuple[int, ...]
    against: Policy | None = None
    names: tuple[str, str] = (OURS, "the other policy")
    beside: tuple[str, ...] = (BROADCAST, ROUND_ROBIN)

    @property
    def strategies(self) -> tuple[str, ...]:
        return (self.names[0], *self.beside) if self.against is None else self.names

    def runs(self) -> list[tuple[str, int]]:
        return [(strategy, seed) for seed in self.seeds for strategy in self.strategies]


def simulate(plan: Plan, processes: int = 1, on_done: Callable[[], None] = lambda: None) -> Comparison:
    """Every strategy in every seed's world. The same plan gives the same outcomes, whatever the processes."""
    return compared(plan.strategies, list(_outcomes(plan, processes, on_done)))


def _outcomes(plan: Plan, processes: int, on_done: Callable[[], None]) -> Iterator[Outcome]:
    if processes == 1:
        for strategy, seed in plan.runs():
            yield one_run(plan, strategy, seed)
            on_done()
        return
    context = multiprocessing.get_context("spawn")  # the command draws its progress in a thread
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        waiting: list[Future[Outcome]] = [pool.submit(one_run, plan, *run) for run in plan.runs()]
        for done in as_completed(waiting):
            yield done.result()
            on_done()


def one_run(plan: Plan, strategy: str, seed: int) -> Outcome:
    """One strategy in one seed's world."""
    scene = scene_of(plan.policy, plan.assumed, seed)
    deciding = plan.against if plan.against is not None and strategy == plan.names[1] else plan.policy
    return outcome_of(scene, strategy, Play(scene, deciding, _strategy(strategy, deciding)).run())


def _strategy(name: str, policy: Policy) -> Strategy:
    plain: Sequence[Strategy] = (Broadcast(), RoundRobin(policy))
    return next((one for one in plain if one.name == name), ByPolicy())
