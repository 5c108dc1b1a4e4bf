"""A simulation in words: its assumptions, which somebody should read before he believes a figure, and its figures."""

from routing.simulation.assumptions import Assumptions
from routing.simulation.comparison import Interval, Measure

HONESTLY = "This is a model, not a result: it shows what would follow if these assumptions held."
MARKS = {"better": "better", "worse": "worse", "noise": "within the noise"}  # of a difference
NEVER = "never, for some"


def told(assumed: Assumptions) -> tuple[str, ...]:
    """One sentence or two for each thing that is taken for granted."""
    return (*_of_people(assumed), *_of_questions(assumed), *_of_acts(assumed), *_of_counting(assumed))


def _of_people(a: Assumptions) -> tuple[str, ...]:
    early, late, skills = f"{a.early_shift:.0%}", f"{a.late_shift:.0%}", _listed(a.skill_by_level)
    return (
        (
            f"{a.volunteers:,} volunteers around the policy's shops in {a.time_zones} time zones, more of them at some"
            f" shops than at others (Zipf, {a.place_skew:g}); they live {a.lives_km:g} km from theirs in the median."
        ),
        (
            f"{early} of them named 07:00-16:00 as their hours and {late} 12:00-21:00; the others have the policy's"
            " default hours. All are there on its working days; nobody is ill or on holiday."
        ),
        (
            f"{_listed(a.topics_each)} of them choose 1, 2 and so on of the topics, some more often than others (Zipf,"
            f" {a.topic_skew:g})."
        ),
        (
            "What somebody says that he knows is only loosely true: true skill is Beta with the means"
            f" {skills} for the levels 1, 2, 3 (as firm as {a.skill_firmness:g} trials), and {a.skill_elsewhere:g} in"
            " topics that he did not choose."
        ),
        (
            f"Willingness is Beta({_listed(a.willingness)}) over people. Who looks at a question takes it with the"
            " probability willingness x 2 x his true skill in its topic. Nobody tires, and nobody learns."
        ),
    )


def _of_questions(a: Assumptions) -> tuple[str, ...]:
    return (
        (
            f"{a.questions_a_day:g} questions a day (Poisson), few at night and most in the afternoon of the asker's"
            f" clock; skewed over topics and shops as the volunteers are, {a.asks_km:g} km from a shop in the median."
        ),
        (
            f"Byhand can tell the topic of {a.topic_known:.0%} of the questions and the place of {a.place_known:.0%},"
            " and is right; everybody can read every question, and each has an asker of its own."
        ),
    )


def _of_acts(a: Assumptions) -> tuple[str, ...]:
    least, more = a.thanked
    return (
        (
            f"A direct message is clicked after {a.click_minutes:g} minutes in the median (log-normal, sigma"
            f" {a.click_spread:g}, of which {a.pace_spread:g} are the person's own), after one's hours not at all. Who"
            f" does not take it says so in {a.says_no:.0%} of the cases."
        ),
        (
            f"A channel is looked at once in {a.glance_minutes:g} minutes of one's hours in the median (a Poisson"
            f" process, its rate log-normal over people, sigma {a.glance_spread:g}), with the same willingness."
        ),
        (
            f"Writing takes {a.writing_minutes:g} minutes in the median (log-normal, sigma {a.writing_spread:g}); a"
            f" question is given back with the probability {a.gives_back:g} x (1 - skill)."
        ),
        (
            f"An answer is thanked with the probability {least:g} + {more:g} x skill, and corrected with"
            f" {a.corrected:g} x (1 - skill). Administrators take nothing themselves."
        ),
    )


def _of_counting(a: Assumptions) -> tuple[str, ...]:
    return (
        f"Before anything is counted, {a.warm_up_days} days go by in which evidence of people is gathered.",
        (
            "An offer is a direct message sent to somebody, or an open card that somebody looked at in a channel; the"
            " time to the first answer runs from asked to posted, writing included, over all questions."
        ),
    )


def _listed(values: tuple[float, ...]) -> str:
    return ", ".join(f"{value:g}" for value in values)


# --- figures ---------------------------------------------------------------------------------------------------------


def named(measure: Measure) -> str:
    """What is measured, with its unit."""
    return f"{measure.words}, {measure.unit}" if measure.unit else measure.words


def reach(measure: Measure, found: Interval | None) -> str:
    """A mean, with how far it may be off."""
    if found is None:
        return NEVER
    off = "" if found.high is None else f" ± {measure.written(found.high - found.mean)}"
    return f"{measure.written(found.mean)}{off}"


def goal(measure: Measure, found: Interval | None) -> str:
    """What is wanted, and whether it was reached; empty where nothing is."""
    if measure.goal is None:
        return ""
    least = "at least" if measure.more_is_better else "at most"
    reached = found is not None and measure.reaches(found.mean)
    return f"{least} {measure.written(measure.goal)}: {'reached' if reached else 'missed'}"
